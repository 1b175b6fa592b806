import json

import cv2
import numpy as np
import pytest

from classifier.expressions import EXPRESSIONS
from training import dataset, duplicates, leak
from training.dataset import Record

PERSONS = 5


def picture(seed):
    rng = np.random.default_rng(seed)
    layers = [
        cv2.resize(rng.normal(0, 60 / side**0.5, (side, side)), (96, 96)) for side in (3, 6, 12, 24)
    ]
    return (128 + sum(layers)).clip(0, 255).astype(np.uint8)


@pytest.fixture
def source(tmp_path):
    """Photographs as FER+ publishes them, one of "valid" twice and one without a majority."""
    records, crops = [], []
    for part, count in (("train", 8), ("valid", 4)):
        for at in range(count * len(EXPRESSIONS)):
            expression = at % len(EXPRESSIONS)
            votes = tuple(9 * int(expression == other) for other in range(len(EXPRESSIONS)))
            records.append(Record(f"{at}", part, EXPRESSIONS[expression], votes, (1,)))
            crops.append(picture(len(crops)))
    records.append(Record("again", "train", "happy", (10, 0, 0, 0, 0), (0,)))
    crops.append(crops[8 * len(EXPRESSIONS)])
    records.append(Record("unclear", "train", "happy", (5, 4, 0, 0, 0), (1,)))
    crops.append(picture(10_000))
    folder = tmp_path / "source"
    dataset.write(folder, len(crops), [(np.stack(crops), records)])
    return folder


def arguments(source, *more):
    sizes = ["--persons", str(PERSONS), "--shots", "4", "--size", "32", "--epochs", "1"]
    return [str(source), "--out", str(source.parent / "leak"), *sizes, *more]


def test_both_splits_are_trained_and_judged(source, capsys):
    assert leak.main(arguments(source, "--batch", "20", "--no-augment")) == 0
    out = source.parent / "leak"
    lines = (out / "table.md").read_text().splitlines()
    assert "--no-augment; 5 made-up persons × 5 expressions × 4 shots, 4 new persons." in lines[0]
    assert lines[-2].startswith("| `--by image` | 75 | 20 |")
    assert lines[-1].startswith("| `--by person` | 75 | 20 | 0.0% |")
    assert "`--by person`" in capsys.readouterr().out
    by_image = json.loads((out / "series" / "splits" / "image.json").read_text())
    assert by_image["test_images_whose_person_is_in_training"] == 20


def test_a_person_has_shots_of_one_photograph_for_each_expression(source):
    made, new = leak.construct(source, source.parent / "out", leak.parse_args(arguments(source)))
    table = dataset.read_manifest(made).to_pydict()
    assert len(table["name"]) == PERSONS * 5 * 4
    for person in range(PERSONS):
        mine = [at for at, each in enumerate(table["person"]) if each == f"{person:05}"]
        assert [table["expression"][at] for at in mine] == [
            x for x in EXPRESSIONS for _ in range(4)
        ]
    assert set(dataset.parts(new).tolist()) == {"test"}


def test_photographs_of_new_people_and_unclear_ones_are_not_drawn(source):
    known, new, gone = leak.without_duplicates(
        *(dataset.with_truth(dataset.read([source], part)) for part in ("train", "valid"))
    )
    assert (len(known), len(new), gone) == (41, 20, 1)
    drawn = leak.photographs(known, 8, seed=1)
    assert len(np.unique(drawn)) == 40
    assert 40 not in drawn


def test_shots_differ_and_are_repeatable():
    photograph = picture(1)
    first, second = (leak.shot(photograph, np.random.default_rng(seed)) for seed in (1, 2))
    assert np.array_equal(first, leak.shot(photograph, np.random.default_rng(1)))
    assert duplicates.likeness(photograph, photograph) > duplicates.likeness(first, second)


def test_too_few_photographs_are_said_in_a_sentence(source, capsys):
    with pytest.raises(SystemExit) as error:
        leak.main(arguments(source, "--persons", "9"))
    assert error.value.code == 2
    assert "8 clear angry photographs are too few for 9 persons" in capsys.readouterr().err
