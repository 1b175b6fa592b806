import argparse
import json
from collections import Counter

import cv2
import numpy as np
import pytest

from classifier.expressions import EXPRESSIONS
from training import dataset, split
from training.dataset import Record


def picture(seed):
    rng = np.random.default_rng(seed)
    layers = [
        cv2.resize(
            rng.normal(0, 60 / side**0.5, (side, side)), (96, 96), interpolation=cv2.INTER_CUBIC
        )
        for side in (3, 6, 12, 24)
    ]
    return (128 + sum(layers)).clip(0, 255).astype(np.uint8)


def record(name, expression, person="", *, part="", votes=None, others=()):
    votes = votes or tuple(int(expression == each) for each in EXPRESSIONS)
    return Record(name, part, expression, votes, others, person=person, source="test")


def people(count=12, images=2):
    """(record, picture): *images* of each expression for each person."""
    return [
        (
            record(f"{person}-{expression}-{at}", expression, f"p{person}"),
            1000 * person + 10 * at + e,
        )
        for person in range(count)
        for at in range(images)
        for e, expression in enumerate(EXPRESSIONS)
    ]


def store(folder, rows):
    crops = [seed if isinstance(seed, np.ndarray) else picture(seed) for _, seed in rows]
    records = [record for record, _ in rows]
    dataset.write(folder, len(rows), [(np.stack(crops), records)])
    return folder


def make(folder, *options):
    assert split.main([str(folder), *options]) == 0
    report = json.loads((folder / "splits" / "default.json").read_text())
    table = dataset.read_manifest(folder).to_pydict()
    return report, dict(zip(table["name"], dataset.parts(folder).tolist(), strict=True))


def refusal(capsys, folder, *options):
    with pytest.raises(SystemExit) as error:
        split.main([str(folder), *options])
    assert error.value.code == 2
    assert not (folder / "splits" / "default.json").exists()
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


@pytest.fixture
def folder(tmp_path):
    return store(tmp_path, people())


SIZES = ("--test-per-expression", "4", "--valid-per-expression", "2", "--train-per-expression", "6")


def test_a_person_is_on_one_side(folder, capsys):
    report, sides = make(folder, *SIZES)
    assert report["persons_on_several_sides"] == 0
    assert report["test_images_whose_person_is_in_training"] == 0
    by_person = {}
    for name, side in sides.items():
        by_person.setdefault(name.split("-")[0], set()).add(side)
    assert all(len(found - {""}) <= 1 for found in by_person.values())
    assert "0 persons are on several sides" in capsys.readouterr().out


def test_sides_have_what_was_asked_for_of_each_expression(folder):
    report, sides = make(folder, *SIZES)
    counts = Counter((side, name.split("-")[1]) for name, side in sides.items())
    for side, count in (("test", 4), ("valid", 2), ("train", 6)):
        assert {counts[side, each] for each in EXPRESSIONS} == {count}
        assert report["sides"][side]["per_expression"] == dict.fromkeys(EXPRESSIONS, count)
    assert report["missing"] == []


def test_without_a_number_all_that_remain_are_trained_on(folder):
    report, _ = make(folder, "--test-per-expression", "4")
    assert report["sides"]["train"]["images"] == 100
    assert report["sides"]["test"]["persons"] == 2


def test_more_people_are_judged_if_each_gives_less(folder):
    report, _ = make(folder, "--test-per-expression", "4", "--most-per-person", "1")
    assert report["sides"]["test"]["persons"] == 4
    assert report["unused"] == 20


def test_the_rows_order_does_not_matter_and_the_seed_does(tmp_path):
    rows = people()
    _, sides = make(store(tmp_path / "a", rows), *SIZES)
    assert make(store(tmp_path / "b", rows[::-1]), *SIZES)[1] == sides
    assert make(tmp_path / "a", *SIZES, "--seed", "2")[1] != sides


def test_by_image_the_report_says_how_many_test_images_leak(folder):
    report, _ = make(folder, *SIZES, "--by", "image")
    assert report["test_images_with_known_person"] == 20
    assert report["test_images_whose_person_is_in_training"] > 10
    assert report["persons_on_several_sides"] > 3


def test_without_persons_a_split_by_person_is_refused(tmp_path, capsys):
    rows = people()
    rows[3] = (record("nobody", "sad"), 1)
    line = refusal(capsys, store(tmp_path, rows), *SIZES)
    assert "1 of 120 images name no person; --by image" in line
    assert "higher than the one on new people" in line


def test_an_empty_side_is_refused(folder, capsys):
    line = refusal(capsys, folder, "--test-per-expression", "24")
    assert "no happy image would be left for train" in line


def test_too_few_are_said_plainly(folder, capsys):
    report, _ = make(folder, "--test-per-expression", "4", "--train-per-expression", "50")
    assert "30 of 50 sad images are missing in train." in report["missing"]
    assert "30 of 50 sad images are missing in train." in capsys.readouterr().out


def test_no_prepared_data_is_said_in_a_sentence(tmp_path, capsys):
    assert "holds no prepared data" in refusal(capsys, tmp_path, *SIZES)


@pytest.mark.parametrize("by", ["person", "image"])
def test_near_duplicates_are_never_on_two_sides(tmp_path, by):
    rows = people(images=1)
    copies = [
        (record(f"9{row.name}", row.expression, f"other-{row.person}"), picture(seed)[:, ::-1])
        for row, seed in rows
    ]
    folder = store(tmp_path, rows + copies)
    report, sides = make(folder, "--test-per-expression", "5", "--by", by)
    assert report["duplicates"]["pairs"] == 60
    assert report["duplicates"]["pairs_across_sides"] == 0
    assert all(len({sides[row.name], sides[f"9{row.name}"]} - {""}) == 1 for row, _ in rows)
    assert report["sides"]["test"]["images"] == 25
    assert report["duplicates"]["set_aside"] == report["unused"] > 0


def published():
    """A set with parts, two of its training images being in the test as well."""
    train = [
        (record(f"t{at}-{each}", each, part="train"), 100 * at + e)
        for at in range(6)
        for e, each in enumerate(EXPRESSIONS)
    ]
    test = [
        (record(f"v-{each}", each, part="valid"), 9000 + e) for e, each in enumerate(EXPRESSIONS)
    ]
    copies = [(record(f"v-copy-{at}", "happy", part="valid"), 100 * at) for at in (0, 1)]
    return train + test + copies


PUBLISHED = ("--by", "image", "--within", "train", "--test-part", "valid")


def test_a_published_part_can_be_the_test(tmp_path):
    folder = store(tmp_path, published())
    report, sides = make(folder, *PUBLISHED, "--valid-per-expression", "2")
    assert {name for name, side in sides.items() if side == "test"} == {
        name for name in sides if name.startswith("v-")
    }
    assert sides["t0-happy"] == sides["t1-happy"] == ""
    assert report["duplicates"]["set_aside"] == 2
    assert report["sides"]["valid"]["per_expression"] == dict.fromkeys(EXPRESSIONS, 2)
    assert report["sides"]["train"]["per_expression"]["happy"] == 2


def test_an_unknown_part_is_named(tmp_path, capsys):
    line = refusal(capsys, store(tmp_path, published()), "--by", "image", "--test-part", "exam")
    assert "has no part 'exam' (--test-part); it has: train, valid." in line


def test_images_without_a_truth_are_trained_on_if_they_have_votes(tmp_path):
    rows = [*people(4, 1), (record("unsure", "", "p9", votes=(3, 0, 0, 3, 0)), 7)]
    rows.append((record("outside", "", "p8", votes=(1, 0, 0, 1, 0), others=(6,)), 8))
    report, sides = make(store(tmp_path, rows), "--test-per-expression", "2")
    assert (sides["unsure"], sides["outside"]) == ("train", "")
    assert report["sides"]["train"]["without_truth"] == 1
    assert report["sides"]["train"]["per_expression"]["happy"] == 3


def test_names_that_would_leave_the_folder_are_refused(folder):
    with pytest.raises(SystemExit):
        split.parse_args([str(folder), "--test-part", "x", "--name", "../x"])


def test_options_have_defaults():
    args = split.parse_args(["x", "--test-per-expression", "1"])
    assert isinstance(args, argparse.Namespace)
    assert (args.by, args.name) == ("person", "default")


def test_a_split_of_data_that_were_prepared_anew_is_refused(folder):
    make(folder, *SIZES)
    store(folder, people()[::-1])
    with pytest.raises(dataset.InvalidData, match="the split 'default' is of other data"):
        dataset.parts(folder)


def test_damaged_crops_are_said_in_a_sentence(folder, capsys):
    (folder / "crops.npy").write_bytes(b"\x93NUMPY nothing")
    assert "crops.npy can't be read" in refusal(capsys, folder, *SIZES)
