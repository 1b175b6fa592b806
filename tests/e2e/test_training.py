"""AI Hub's zipped layout → prepare → split → train → calibrate → evaluate → a study's answers."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from classifier import card
from classifier.drawn import draw
from classifier.expressions import EXPRESSIONS
from tests.stack import Stack
from tests.training import layouts

PEOPLE = 6


def publish(root: Path) -> Path:
    """Photographs of PEOPLE drawn people with each expression, zipped, with Windows' names."""
    for at, (expression, korean) in enumerate(layouts.FIVE.items()):
        names = [
            layouts.file_name(f"hash{person}", korean, number=at * PEOPLE + person)
            for person in range(PEOPLE)
        ]
        pictures = {
            name: layouts.jpeg(
                draw(expression, seed=700 + at * PEOPLE + person), turned=person % 3 == 0
            )
            for person, name in enumerate(names)
        }
        told = [layouts.record(name, korean) for name in names]
        layouts.publish(root / expression, told, pictures, layout="cp949")
    return root


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """A site of its own: other tests read the demo's answers of the shipped network."""
    with Stack(tmp_path / "site") as whole:
        yield whole


def test_from_ai_hubs_zips_to_a_studys_answers(stack: Stack, tmp_path: Path) -> None:
    source, data, run = publish(tmp_path / "aihub"), tmp_path / "data", tmp_path / "run"
    said = stack.module("training.prepare", "aihub", str(source), "--out", str(data))
    assert str(len(EXPRESSIONS) * PEOPLE) in said
    split = ["--test-per-expression", "1", "--valid-per-expression", "1", "--seed", "1"]
    stack.module("training.split", str(data), *split)
    small = ["--arch", "resnet18", "--size", "32", "--batch", "5", "--epochs", "2"]
    stack.module("training.train", "--data", str(data), "--out", str(run), *small)
    ready = tmp_path / "calibrated"
    where = ["--data", str(data), "--checkpoint"]
    stack.module("training.calibrate", *where, str(run), "--out", str(ready))
    figures = json.loads(stack.module("training.evaluate", *where, str(ready), "--json"))
    assert figures["images"] == len(EXPRESSIONS)
    assert card.read(ready).accuracy is not None

    stack.manage("demo")
    stack.manage("run_model", "demo", "--checkpoint", str(ready))
    model = json.loads(stack.manage("compare", "demo", "--json"))["models"][0]
    assert len(model["side"]["per_expression"]) == len(EXPRESSIONS)
