import json
import shlex
import signal
from pathlib import Path

import numpy as np
import pytest

from classifier import card, checkpoint, network
from classifier.card import Card
from classifier.expressions import EXPRESSIONS
from classifier.predict import Predictor
from training import cli, dataset, evaluations, even, runs, sweep, train
from training.dataset import Record

ACCURACIES = [0.9, 0.8, 0.7, 0.5, 0.8]


def write(folder, parts):
    """Two images of each expression in each part, of the expression's number as gray value."""
    rows = [
        Record(f"{part}{at}", part, EXPRESSIONS[at % 5], (0,) * 5)
        for part in parts
        for at in range(10)
    ]
    grays = np.array([EXPRESSIONS.index(row.expression) for row in rows], np.uint8)
    dataset.write(folder, len(rows), [(np.repeat(grays, 96 * 96).reshape(-1, 96, 96), rows)])
    return folder


@pytest.fixture
def data(tmp_path):
    return write(tmp_path / "data", ("train", "valid", "test"))


@pytest.fixture
def trainings(monkeypatch):
    """A stand-in for training: leaves a run's folder in no time, and notes its arguments."""
    given = []
    built = network.build("resnet18", 32)

    def main(arguments):
        given.append(arguments)
        folder = Path(value(arguments, "--out"))
        folder.mkdir(parents=True, exist_ok=True)
        command = [each for each in arguments if each != "--resume"]
        runs.write_json(
            folder / runs.RUN, {"command": f"python -m training.train {shlex.join(command)}"}
        )
        checkpoint.save(folder, built, Card("resnet18", input_size=32, epochs=2))
        for epoch in (1, 2):
            shares = ACCURACIES if epoch == 2 else [0.1] * 5
            valid = {
                "per_expression": dict(zip(EXPRESSIONS, shares, strict=True)),
                "images_per_expression": dict.fromkeys(EXPRESSIONS, 100),
            }
            runs.log(folder, {"epoch": epoch, "valid": valid})
        runs.end(folder, "all epochs", 2, 1.0)
        return 0

    monkeypatch.setattr(train, "main", main)
    monkeypatch.setattr(Predictor, "probabilities", lambda _, crops: np.eye(5)[crops[:, 0, 0]])
    return given


def command(data, out, *more):
    return ["--data", str(data), "--out", str(out), *map(str, more)]


def value(arguments, option):
    return arguments[arguments.index(option) + 1]


def test_every_cell_of_the_grid_is_trained_and_judged(data, tmp_path, trainings, capsys):
    out = tmp_path / "grid"
    more = ("--arch", "resnet18,resnet50", "--per-expression", "0,500", "--seeds", "1,2")
    assert sweep.main(command(data, out, *more, "--", "--epochs", "2")) == 0
    assert len(trainings) == 8
    assert {folder.name for folder in out.iterdir()} == {
        f"{arch}-{images}-seed{seed}"
        for arch in ("resnet18", "resnet50")
        for images in ("all", "500")
        for seed in (1, 2)
    }
    assert [value(trainings[0], each) for each in ("--arch", "--per-expression", "--seed")] == [
        "resnet18", "0", "1",
    ]  # fmt: skip
    assert value(trainings[0], "--epochs") == "2"
    assert "--weights" not in trainings[0]
    for folder in out.iterdir():
        judged = evaluations.read(folder)["evaluations"].values()
        assert [figures["part"] for figures in judged] == ["valid", "test"]
    assert "[8/8] resnet50-500-seed2" in capsys.readouterr().out


def test_what_has_ended_is_not_done_again(data, tmp_path, trainings):
    out = tmp_path / "grid"
    sweep.main(command(data, out))
    kept = (out / "resnet18-all-seed1" / "evaluation.json").stat().st_mtime_ns
    sweep.main(command(data, out, "--seeds", "1,2"))
    assert [value(each, "--seed") for each in trainings] == ["1", "2"]
    assert (out / "resnet18-all-seed1" / "evaluation.json").stat().st_mtime_ns == kept


def test_what_was_broken_off_goes_on(data, tmp_path, trainings):
    out = tmp_path / "grid"
    sweep.main(command(data, out))
    folder = out / "resnet18-all-seed1"
    (folder / "done.json").unlink()
    (folder / "state.safetensors").touch()
    sweep.main(command(data, out))
    assert "--resume" not in trainings[0]
    assert trainings[1] == [*trainings[0], "--resume"]


def test_a_signal_ends_the_sweep_and_not_only_the_run(data, tmp_path, monkeypatch):
    monkeypatch.setattr(train, "main", lambda _: 128 + signal.SIGTERM)
    assert sweep.main(command(data, tmp_path, "--seeds", "1,2")) == 143


def test_a_run_that_fails_does_not_keep_the_others_from_running(
    data, tmp_path, trainings, monkeypatch, capsys
):
    stand_in = train.main

    def main(arguments):
        if value(arguments, "--seed") == "1":
            cli.refuse("the loss is not a number.")
        return stand_in(arguments)

    monkeypatch.setattr(train, "main", main)
    with pytest.raises(SystemExit) as ended:
        sweep.main(command(data, tmp_path / "grid", "--seeds", "1,2", "--even", "1"))
    assert ended.value.code == 2
    assert "1 runs failed: resnet18-all-seed1." in capsys.readouterr().err
    assert [value(each, "--seed") for each in trainings] == ["2", "2"]


def test_settings_that_do_not_fit_fail_one_run_only(data, tmp_path, trainings, monkeypatch, capsys):
    stand_in = train.main

    def main(arguments):
        if value(arguments, "--seed") == "1":
            raise ValueError("the size is odd.")
        return stand_in(arguments)

    monkeypatch.setattr(train, "main", main)
    with pytest.raises(SystemExit):
        sweep.main(command(data, tmp_path / "grid", "--seeds", "1,2"))
    said = capsys.readouterr().err
    assert "resnet18-all-seed1: the size is odd." in said
    assert "1 runs failed: resnet18-all-seed1." in said
    assert len(trainings) == 1


def test_data_that_are_only_trained_on_do_not_keep_the_others_from_being_judged(
    data, tmp_path, trainings
):
    drawn = write(tmp_path / "drawn", ("train",))
    sweep.main(command(data, tmp_path / "grid", "--data", drawn))
    found = evaluations.read(tmp_path / "grid" / "resnet18-all-seed1")["evaluations"]
    assert list(found) == ["data valid", "data test"]


def test_a_folder_with_another_run_is_refused(data, tmp_path, trainings, capsys):
    sweep.main(command(data, tmp_path / "grid"))
    with pytest.raises(SystemExit):
        sweep.main(command(data, tmp_path / "grid", "--", "--epochs", "9"))
    assert "resnet18-all-seed1 holds another run" in capsys.readouterr().err


def test_rounds_of_evening_out_have_other_weights_and_are_all_kept(data, tmp_path, trainings):
    out = tmp_path / "grid"
    sweep.main(command(data, out, "--even", "2"))
    assert {folder.name for folder in out.iterdir()} == {
        "resnet18-all-seed1", "resnet18-all-seed1-even1", "resnet18-all-seed1-even2",
    }  # fmt: skip
    first = even.next_weights((1,) * 5, ACCURACIES, [100] * 5)
    second = even.next_weights(first, ACCURACIES, [100] * 5)
    given = [
        [float(each) for each in value(arguments, "--weights").split(",")]
        for arguments in trainings[1:]
    ]
    assert given == [pytest.approx(first), pytest.approx(second)]


def test_the_test_part_never_decides_about_weights(tmp_path, trainings, monkeypatch):
    """What the network says of the test part is all wrong in one sweep and all right in the
    other; weights are the same, and the same as where there is no such part."""
    chosen = []
    right = lambda _, crops: np.eye(5)[crops[:, 0, 0]]  # noqa: E731
    wrong = lambda _, crops: np.eye(5)[(crops[:, 0, 0] + 1) % 5]  # noqa: E731
    for name, parts, answers in (
        ("right", ("train", "valid", "test"), right),
        ("wrong", ("train", "valid", "test"), wrong),
        ("none", ("train", "valid"), right),
    ):
        monkeypatch.setattr(Predictor, "probabilities", answers)
        sweep.main(command(write(tmp_path / name, parts), tmp_path / f"{name}-out", "--even", "1"))
        chosen.append(value(trainings[-1], "--weights"))
    assert len(set(chosen)) == 1


def test_without_a_valid_part_nothing_can_be_evened_out(data, tmp_path, trainings, capsys):
    out = tmp_path / "grid"
    sweep.main(command(data, out))
    lines = [line | {"valid": None} for line in runs.read_log(out / "resnet18-all-seed1")]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (out / "resnet18-all-seed1" / "log.jsonl").write_text(text)
    with pytest.raises(SystemExit):
        sweep.main(command(data, out, "--even", "1"))
    assert "without a part 'valid'" in capsys.readouterr().err


def test_weights_trained_anew_are_judged_anew(data, tmp_path, trainings):
    sweep.main(command(data, tmp_path / "grid"))
    folder = tmp_path / "grid" / "resnet18-all-seed1"
    other = network.build("resnet18", 32)
    checkpoint.save(folder, other, Card("resnet18", input_size=32, epochs=2))
    assert sweep.judged_parts(folder) == set()
    sweep.main(command(data, tmp_path / "grid"))
    assert evaluations.read(folder)["weights_sha256"] == card.read(folder).weights_sha256


def test_the_commands_can_be_listed_without_training(data, tmp_path, trainings, capsys):
    sweep.main(command(data, tmp_path / "grid", "--seeds", "1,2", "--list", "--", "--epochs", "9"))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("python -m training.train --data") for line in lines)
    assert "--seed 2 --epochs 9 --out" in lines[1]
    assert trainings == []


def test_a_real_sweep_trains_judges_and_evens_out(data, tmp_path):
    small = ("--arch", "resnet18", "--even", "1", "--", "--epochs", "1", "--size", "32")
    more = ("--first-size", "32", "--batch", "5", "--no-average", "--lr", "0.001")
    kept = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    votes = tmp_path / "votes"
    rows = [
        Record(f"{part}{at}", part, EXPRESSIONS[at % 5], tuple(np.eye(5, dtype=int)[at % 5]))
        for part in ("train", "valid")
        for at in range(10)
    ]
    dataset.write(votes, 20, [(np.zeros((20, 96, 96), np.uint8), rows)])
    assert sweep.main(command(votes, tmp_path / "grid", *small, *more)) == 0
    assert [signal.getsignal(number) for number, _ in kept] == [handler for _, handler in kept]
    for name in ("resnet18-all-seed1", "resnet18-all-seed1-even1"):
        found = evaluations.read(tmp_path / "grid" / name)["evaluations"]
        assert [figures["images"] for figures in found.values()] == [10]
