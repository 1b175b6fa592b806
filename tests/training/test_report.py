"""Reports of hand-made runs: folders as training.train and training.evaluate leave them."""

import dataclasses
import errno
import json
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from classifier import card, metrics
from classifier.card import Card
from classifier.expressions import EXPRESSIONS
from training import choice, evaluations, finished, measure, report, runs
from training import figures as drawing
from training.dataset import InvalidData
from training.presets import PRESETS

TRUTH = np.repeat(np.arange(5), 100)


def answers(*right):
    """Choices of which *right* [5] of each hundred are as the truth says."""
    chosen = TRUTH.copy()
    for expression, count in enumerate(right):
        chosen[expression * 100 + count : (expression + 1) * 100] = (expression + 1) % 5
    return chosen


def figures(chosen, name="faces valid", part="valid"):
    counts = metrics.confusion(TRUTH, chosen)
    shares = metrics.per_class(counts)
    between = {key: float(value) for key, value in measure.between(shares).items()}
    return {
        "name": name, "part": part, "split": "default", "data": [{"folder": "faces"}],
        "images": 500, "accuracy": metrics.accuracy(counts), **between,
        "per_expression": dict(zip(EXPRESSIONS, shares.tolist(), strict=True)),
        "images_per_expression": dict.fromkeys(EXPRESSIONS, 100),
        "calibration_error": 0.05, "brier": 0.2, "confusion": counts.tolist(),
        "intervals": {"accuracy": [0.7, 0.9], "spread": [0.01, 0.2]},
        "bootstrap": {"of": "images"},
        "answers": {"truth": "".join(map(str, TRUTH)), "choices": "".join(map(str, chosen))},
    }  # fmt: skip


@pytest.fixture
def make(tmp_path):
    """A run's folder with its evaluations."""

    def run(
        name, *judged, arch="resnet18", preset="best", seed=1, seconds=100.0, ended=True, **set_
    ):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        settings = PRESETS[preset].with_(arch=arch, seed=seed, **set_)
        runs.write_json(folder / runs.RUN, {
            "preset": preset, "settings": dataclasses.asdict(settings), "split": "default",
            "data": [{"folder": "/home/someone/faces", "fingerprint": "ab" * 32}],
            "command": f"python -m training.train --data /home/someone/faces --out {name}",
            "parameters": 11_000_000, "start": "", "versions": {"torch": "2.13.0"},
            "processor": "a processor, 2 cores", "device": "cpu", "commit": "c0ffee",
        })  # fmt: skip
        for epoch in (1, 2):
            valid = {"accuracy": 0.3 * epoch}
            line = {"epoch": epoch, "loss": 1 / epoch, "images_per_second": 50.0, "valid": valid}
            runs.log(folder, line)
        card.write(folder, Card(arch, weights_sha256=name))
        if ended:
            runs.end(folder, "all epochs", 2, seconds)
        if judged:
            found = {each["name"]: each for each in judged}
            text = json.dumps({"weights_sha256": name, "evaluations": found})
            (folder / evaluations.FILE_NAME).write_text(text)
        return folder

    return run


@pytest.fixture
def grid(make):
    """Two networks with two seeds each, one of them clearly better."""
    make("small-1", figures(answers(90, 80, 70, 60, 80)), seed=1, seconds=100.0)
    make("small-2", figures(answers(90, 80, 70, 64, 80)), seed=2, seconds=120.0)
    make("large-1", figures(answers(95, 90, 85, 70, 92)), arch="resnet50", seed=1)
    return make("large-2", figures(answers(90, 88, 84, 79, 90)), arch="resnet50", seed=2).parent


def written(tmp_path, *places):
    out = tmp_path / "docs" / "performance.md"
    assert report.main([*map(str, places), "--out", str(out)]) == 0
    return out.read_text(encoding="utf-8")


def test_runs_that_differ_in_their_seed_are_one_line_with_mean_and_deviation(grid, tmp_path):
    text = written(tmp_path, grid)
    (line,) = (each for each in text.splitlines() if each.startswith("| resnet18, best, all"))
    cells = [cell.strip() for cell in line.split("|")[1:-1]]
    assert cells[1] == "2"
    assert cells[2] == "90.0 ± 0.0"
    assert cells[5] == "62.0 ± 2.8"
    assert cells[7] == "76.4 ± 0.6"  # (380 and 384 of 500)
    assert cells[-3:] == ["2 ± 0", "110 ± 14", "50 ± 0"]


def test_of_those_that_are_as_good_the_evenest_is_chosen(grid, tmp_path):
    text = written(tmp_path, grid)
    # large-1 has 432 right, large-2 431, but its expressions are closer together.
    assert "**large-2**. The rule:" in text
    assert "the best is large-1 with 86.4% and a spread of 9.9 points" in text
    assert "1 of the other 3 can't be told from it. The evenest of these is large-2" in text
    assert "chosen on the images on which it is judged" in text


def test_networks_on_the_same_images_are_beside_each_other(grid, tmp_path):
    text = written(tmp_path, grid).partition("## Architectures")[2].partition("##")[0]
    assert "| resnet18 | best | 11,000,000 | 2 | 76.4 ± 0.6 |" in text
    assert "| resnet50 | best | 11,000,000 | 2 | 86.3 ± 0.1 |" in text
    assert "sad 62.0" in text


def test_the_same_runs_give_the_same_files(grid, tmp_path):
    first = written(tmp_path, grid)
    pictures = {
        file.name: file.read_bytes() for file in (tmp_path / "docs" / "performance").iterdir()
    }
    assert written(tmp_path, grid) == first
    for name, data in pictures.items():
        assert (tmp_path / "docs" / "performance" / name).read_bytes() == data
    assert set(pictures) == {
        "learning-curves.png",
        "confusion-resnet18-best-all-images.png",
        "confusion-resnet50-best-all-images.png",
    }
    assert all(f"(performance/{name})" in first for name in pictures)


def test_what_people_wrote_around_it_stays(grid, tmp_path):
    written(tmp_path, grid)
    out = tmp_path / "docs" / "performance.md"
    out.write_text(
        "# By hand\n\nbefore\n\n" + out.read_text()[len("# Performance\n\n") :] + "\nafter\n"
    )
    text = written(tmp_path, grid / "large-1")
    assert text.startswith("# By hand\n\nbefore\n\n<!--")
    assert text.endswith("-->\n\nafter\n")
    assert "small-1" not in text
    assert written(tmp_path, grid / "large-1") == text


def test_no_place_of_this_machine_is_in_the_text(grid, tmp_path):
    text = written(tmp_path, grid)
    assert "python -m training.train --data faces --out large-1" in text
    assert "/home" not in text
    assert str(tmp_path) not in text


def test_the_original_studys_table_is_there_with_its_remark(grid, tmp_path):
    text = written(tmp_path, grid)
    assert (
        "| 3.3 | 50,000 | 95.71 | 85.68 | 80.81 | 88.25 | 92.23 | 88.54 | 5.8 | 83 | 241,983 |"
        in text
    )
    assert "by image, not by person" in text


def test_where_there_are_two_parts_one_chooses_and_the_other_judges(make, tmp_path):
    good, bad = answers(90, 90, 90, 90, 90), answers(60, 60, 60, 60, 60)
    make("a", figures(good), figures(bad, "faces test", "test"))
    folder = make("b", figures(bad), figures(good, "faces test", "test"), seed=2).parent
    text = written(tmp_path, folder)
    assert "**a**. The rule" in text
    assert "no part in this, faces test: on these it reaches 60.0%" in text
    assert "Accuracies in percent on faces test" in text


def test_rounds_of_evening_out_are_beside_each_other(make, tmp_path):
    make("run", figures(answers(90, 80, 70, 60, 80)))
    weights = (0.8, 1.0, 1.1, 1.2, 0.9)
    folder = make("run-even1", figures(answers(85, 80, 75, 70, 80)), weights=weights).parent
    make("other", figures(answers(85, 80, 75, 70, 80)), seed=2)
    text = written(tmp_path, folder).partition("## Evening out")[2].partition("##")[0]
    lines = text.strip().splitlines()[2:]
    assert [line.split("|")[1].strip() for line in lines] == ["run", "run-even1"]
    assert "0.8 1 1.1 1.2 0.9" in lines[1]
    assert "evened out 1×" in written(tmp_path, folder)


def test_runs_that_differ_in_more_than_their_seed_are_no_group(grid, make, tmp_path):
    make("longer-1", figures(answers(90, 80, 70, 60, 80)), epochs=50)
    text = written(tmp_path, grid).partition("## Networks")[2].partition("##")[0]
    assert f"| resnet18, best, all images, epochs {PRESETS['best'].epochs} | 2 |" in text
    assert "| resnet18, best, all images, epochs 50 | 1 |" in text
    assert "| resnet50, best, all images | 2 |" in text


def test_runs_that_have_not_ended_are_named_and_left_out(grid, make, tmp_path, capsys):
    make("broken", ended=False)
    text = written(tmp_path, grid)
    assert text.partition("## Not ended")[2].split("<!--")[0].strip() == "broken"
    assert "without broken" in capsys.readouterr().out


def refused(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        report.main([str(each) for each in arguments])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_what_is_no_run_is_refused(tmp_path, capsys):
    said = refused(capsys, tmp_path, "--out", tmp_path / "x.md")
    assert "holds no run" in said
    assert not (tmp_path / "x.md").exists()


def test_a_run_that_was_not_judged_is_refused(make, tmp_path, capsys):
    folder = make("new")
    assert "has not been judged" in refused(capsys, folder, "--out", tmp_path / "x.md")


def test_an_evaluation_of_other_weights_is_refused(make, tmp_path, capsys):
    folder = make("new", figures(TRUTH))
    card.write(folder, Card("resnet18", weights_sha256="later"))
    assert "of other weights" in refused(capsys, folder, "--out", tmp_path / "x.md")


def test_a_damaged_run_is_refused(make, tmp_path, capsys):
    folder = make("new", figures(TRUTH))
    (folder / "run.json").write_text("{}")
    assert "is no run of training.train" in refused(capsys, folder, "--out", tmp_path / "x.md")


def test_runs_judged_on_different_images_are_not_compared(make, tmp_path, capsys):
    other = figures(TRUTH)
    other["answers"]["truth"] = other["answers"]["truth"][::-1]
    make("a", figures(TRUTH))
    folder = make("b", other).parent
    assert "different images" in refused(capsys, folder, "--out", tmp_path / "x.md")


def test_a_text_that_has_lost_its_mark_is_not_overwritten(grid, tmp_path, capsys):
    out = tmp_path / "x.md"
    out.write_text(report.BEGIN)
    assert "has lost the mark" in refused(capsys, grid, "--out", out)
    assert out.read_text() == report.BEGIN


def test_a_network_that_is_clearly_worse_is_not_chosen_for_being_even():
    uneven, even = figures(answers(99, 95, 90, 80, 95)), figures(answers(60, 60, 60, 60, 60))
    found = choice.choose([even, uneven])
    assert (found.chosen, found.best, found.level) == (1, 1, [1])
    assert found.behind[0][0] > 0
    assert found.behind[1] == (0, 0)


def test_with_known_persons_a_lead_on_one_person_is_none():
    better, worse = answers(90, 90, 90, 90, 90), answers(90, 90, 90, 90, 90)
    worse[:20] = 4  # all of one person's images
    pair = [figures(better), figures(worse)]
    assert choice.choose(pair).level == [0]
    for each in pair:
        each["answers"]["persons"] = np.repeat(np.arange(25), 20).tolist()
    assert choice.choose(pair).level == [0, 1]


def test_images_per_second_are_images_over_time(make):
    folder = make("run", figures(answers(90, 80, 70, 60, 50)))
    found = finished.read(folder)
    slower = [
        line | {"images_per_second": rate} for line, rate in zip(found.log, (100, 25), strict=True)
    ]
    assert dataclasses.replace(found, log=slower).images_per_second == 40


def test_a_full_disk_names_the_file(make, monkeypatch, tmp_path):
    folder = make("run", figures(answers(90, 80, 70, 60, 50)))

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Figure, "savefig", full)
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match=r"a\.png"):
        drawing.save(Figure(), tmp_path / "a.png")
    with pytest.raises(OSError, match=r"evaluation\.json"):
        evaluations.keep(folder, card.read(folder), figures(answers(90, 80, 70, 60, 50)))


def test_folders_of_runs_are_found_once(grid):
    found = finished.find([grid, grid / "small-1"])
    assert [folder.name for folder in found] == ["large-1", "large-2", "small-1", "small-2"]
    with pytest.raises(InvalidData, match="holds no run"):
        finished.find([grid / "small-1" / "figures"])
