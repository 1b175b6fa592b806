"""Trainings of seconds: pictures that say their expression by the width of their stripes."""

import json
import os

import numpy as np
import pytest

from classifier import checkpoint
from classifier.expressions import EXPRESSIONS
from training import train
from training.dataset import Record


def stripes(expression, rng):
    """A picture that says its expression by how wide its stripes are."""
    wave = np.sin(np.arange(96) / (2 + 3 * expression) + rng.uniform(0, 6))
    pixels = 128 + 80 * wave[:, None] + rng.normal(0, 5, (96, 96))
    return pixels.clip(0, 255).astype(np.uint8)


def pieces(first, end):
    """Pictures *first* to *end* of a data set, of which the last ten are for judging."""
    rng = np.random.default_rng(1)
    records, crops = [], []
    for at in range(60):
        expression = at % 5
        votes = tuple(int(expression == other) for other in range(5))
        part = "valid" if at >= 50 else "train"
        records.append(Record(str(at), part, EXPRESSIONS[expression], votes))
        crops.append(stripes(expression, rng))
    return [(np.stack(crops[first:end]), records[first:end])]


def options(data, out, *more, epochs=2):
    fixed = ["--size", "32", "--batch", "10", "--seed", "3"]
    return ["--data", str(data), "--out", str(out), "--epochs", str(epochs), *fixed, *more]


def log(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


def weights(folder):
    return checkpoint.load(folder)[0].state_dict()


def interrupt(monkeypatch, number, at):
    """Send *number* to ourselves in the step *at*."""
    step = train.train_one_step

    def interrupted(run, *more):
        if run.progress.step == at:
            os.kill(os.getpid(), number)
        return step(run, *more)

    monkeypatch.setattr(train, "train_one_step", interrupted)


def refused(arguments, capsys):
    with pytest.raises(SystemExit) as found:
        train.main(arguments)
    assert found.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said
