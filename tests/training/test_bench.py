import contextlib
import json
import sys

import cv2
import numpy as np
import pytest
import torch
from PIL import Image

from classifier.faces import Box
from training import bench
from training.benchmarks import (
    environment,
    memory,
    original_loop,
    photographs,
    prediction,
    preparation,
    table,
    training_rate,
)
from training.benchmarks.table import Rounds, Row, Table
from training.cli import Refused
from training.presets import PRESETS

ON = {"processor": "one", "date": "today", "load": "0.1"}
FOUND = Table("Speed", "How.", "a command", ("figure",), (Row("ours", ("2.0 ×",)),))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photographs")
    return folder, photographs.write(folder, 2, copies=2, seed=3)


@pytest.fixture
def small_training(monkeypatch):
    settings = PRESETS["best"].with_(batch=2)
    contender = training_rate.Contender("resnet18, 96×96", settings, 1)
    monkeypatch.setattr(training_rate, "contenders", lambda: [contender])


def stand_in(tmp_path, monkeypatch, program):
    (tmp_path / "keras.py").write_text(program)
    monkeypatch.setattr(environment, "PROGRAM", tmp_path / "keras.py")
    monkeypatch.setattr(environment, "python", lambda: sys.executable)


def test_a_table_is_a_markdown_section():
    lines = table.markdown(FOUND, ON).splitlines()
    assert lines[0] == "## Speed"
    assert "| ours | 2.0 × |" in lines
    assert lines[-1] == "`a command` on one, today, load before it 0.1."


def test_a_section_takes_the_place_of_the_older_one(tmp_path):
    file = tmp_path / "benchmarks.md"
    file.write_text("# Benchmarks\n\nFirst.\n\n## Speed\n\nold\n\n## Memory\n\nlast\n")
    table.insert("## Speed\n\nnew\n", file)
    table.insert("## More\n\nadded\n", file)
    assert file.read_text() == (
        "# Benchmarks\n\nFirst.\n\n## Speed\n\nnew\n\n## Memory\n\nlast\n\n## More\n\nadded\n"
    )


def test_contenders_are_compared_round_by_round():
    found = Rounds()
    for slow, fast in [(1, 3), (10, 20), (5, 10)]:  # the machine changed, not they
        found.add("slow", slow)
        found.add("fast", fast)
    assert found.times("fast", "slow") == 2
    assert found.median("fast") == 10
    assert found.times("fast", "nobody") is None
    assert table.ratio(found.times("fast", "nobody")) == "—"


def test_made_up_photographs_have_12_megapixels_and_some_are_turned(pictures):
    _, paths = pictures
    stored = [Image.open(path) for path in paths]
    assert {picture.size for picture in stored} == {(4000, 3000)}
    assert all(1e6 < size < 5e6 for size in photographs.sizes(paths))
    rng = np.random.default_rng(1)
    upright = photographs.photograph(
        np.zeros((40, 40, 3), np.uint8), np.zeros((4000, 4000)), True, rng
    )
    photographs.save(paths[0].parent / "turned.jpeg", upright, turned=True)
    assert Image.open(paths[0].parent / "turned.jpeg").size == (4000, 3000)
    assert cv2.imread(str(paths[0].parent / "turned.jpeg")).shape == (4000, 3000, 3)


def test_the_originals_loop_finds_the_face(pictures, tmp_path):
    folder, paths = pictures
    original_loop.main(folder, tmp_path / "crops.npy")
    assert np.load(tmp_path / "crops.npy").shape == (2 * len(paths), 96, 96)
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    assert original_loop.crops(tmp_path / "broken.jpg") == []


def test_boxes_are_compared_with_those_of_the_whole_picture(pictures):
    _, paths = pictures
    assert preparation.overlap(paths[0].read_bytes()) > 0.8
    assert preparation.iou(Box(0, 0, 2, 1), Box(1, 0, 3, 1)) == pytest.approx(1 / 3)
    assert "on 1 of 2 (median 0.700" in preparation.overlaps([0.9, 0.5])


def test_preparing_is_measured_against_the_originals_loop():
    found = preparation.table(1, 2, 1, command="c")
    assert found.rows[0].figures[1] == "1.00 ×"
    assert "kept 2 crops, ours 2" in found.about


def test_a_preparation_that_fails_is_said(tmp_path):
    with pytest.raises(Refused, match=r"training\.prepare has failed"):
        preparation.ours(tmp_path, 0)


def test_training_is_measured_against_keras(small_training, monkeypatch):
    baseline = {training_rate.BASELINE: lambda: 1.0, training_rate.SMALL_BATCH: lambda: 0.5}
    monkeypatch.setattr(training_rate, "baseline", lambda _: contextlib.nullcontext(baseline))
    found = training_rate.on_cpu(2, keras=True, command="c")
    assert [row.figures for row in found.rows][:2] == [("1.00", "1.00 ×"), ("0.50", "0.50 ×")]
    assert len(found.measured["resnet18, 96×96"]) == 2


def test_without_keras_ours_is_measured_alone(small_training, capsys):
    assert bench.main(["train", "--no-keras", "--rounds", "1", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert rows[training_rate.BASELINE]["images/s"] == "—"
    assert float(rows["resnet18, 96×96"]["images/s"].replace(",", "")) > 0
    assert rows["resnet18, 96×96"]["against the baseline"] == "—"


def test_every_contender_can_be_built():
    names = [each.settings.arch for each in training_rate.contenders()]
    assert {"resnet18", "resnet50", "original"} == set(names)


def test_the_baseline_stays_up_between_measurements(tmp_path, monkeypatch):
    program = "print(33021701, flush=True)\nwhile a := input():\n    print(len(a), flush=True)"
    stand_in(tmp_path, monkeypatch, program)
    with training_rate.baseline(True) as measures:
        assert measures[training_rate.BASELINE]() == 16 * 8 / len("16 8")
        assert measures[training_rate.SMALL_BATCH]() == 8 * 12 / len("8 12")


@pytest.mark.parametrize(
    ("program", "sentence"),
    [("print(5)", "5 parameters: not the original"), ("raise SystemExit(1)", "has ended")],
)
def test_a_baseline_that_is_not_the_original_is_refused(tmp_path, monkeypatch, program, sentence):
    stand_in(tmp_path, monkeypatch, program)
    with pytest.raises(Refused, match=sentence), training_rate.baseline(True):
        pass


def test_an_environment_that_cannot_be_made_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "FOLDER", tmp_path)
    monkeypatch.setattr(environment.sys, "executable", "/bin/false")
    with pytest.raises(Refused, match="--no-keras"):
        environment.python()


def test_an_environment_is_made_once(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "FOLDER", tmp_path)
    monkeypatch.setattr(environment.sys, "executable", "/bin/false")
    (tmp_path / "installed").touch()
    assert environment.python() == tmp_path / "bin" / "python"


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_without_a_gpu_the_command_says_so(capsys):
    with pytest.raises(SystemExit, match="2"):
        bench.main(["train", "--device", "cuda"])
    assert "no GPU that torch can use" in capsys.readouterr().err


def test_predicting_is_measured_against_loading_for_each_crop(monkeypatch):
    monkeypatch.setattr(prediction, "NETWORKS", ("resnet18",))
    found = prediction.table(2, 1, 1, command="c")
    assert [row.what for row in found.rows] == [
        "resnet18, loaded for each crop",
        "resnet18, kept loaded",
    ]
    assert found.rows[0].figures[1] == "1.00 ×"


def test_memory_is_measured_in_a_process_of_its_own(tmp_path):
    found = memory.peak(tmp_path / "data", 130, 1)
    assert 100 << 20 < found["anonymous"] <= found["resident"]
    with pytest.raises(Refused, match="has failed"):
        memory.peak(tmp_path / "too-few", 1, 1)


def test_memory_is_what_comes_on_top_of_the_framework(monkeypatch):
    sizes = {memory.FEW: 300, 10_000: 500}

    def peak(_folder, crops, _steps):
        return {"anonymous": sizes[crops] << 20, "resident": 2 * sizes[crops] << 20}

    monkeypatch.setattr(memory, "peak", peak)
    found = memory.table(10_000, 1, command="c")
    assert [row.figures for row in found.rows] == [("300", "500", "200"), ("600", "1,000", "400")]


def test_made_up_data_come_in_pieces(monkeypatch):
    monkeypatch.setattr(memory, "PIECE", 4)
    written = list(memory.pieces(10))
    assert [len(crops) for crops, _ in written] == [4, 4, 2]
    names = [record.name for _, records in written for record in records]
    assert len(set(names)) == 10


def test_sections_are_kept_in_the_file_that_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(bench.BENCHES, "predict", lambda _: FOUND)
    assert bench.main(["predict", "--into", str(tmp_path / "b.md")]) == 0
    assert (tmp_path / "b.md").read_text() in capsys.readouterr().out
