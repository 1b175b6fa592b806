import unicodedata
from collections import Counter

import pytest

from tests.training import layouts
from tests.training.layouts import file_name, publish, record
from training.dataset import InvalidData
from training.sources import aihub
from training.sources.row import LeftOut, Row, decode, encode

FACE = b"\xff\xd8 a picture, as far as listing knows"


def read(*roots):
    """Rows by name, reasons by name, notes."""
    notes = Counter()
    found = list(aihub.entries(roots, notes))
    assert [decode(encode(entry)) for entry in found] == found
    rows = {entry.name: entry for entry in found if isinstance(entry, Row)}
    return rows, {entry.name: entry.reason for entry in found if isinstance(entry, LeftOut)}, notes


def one(tmp_path, **choices):
    """The row of a data set with one picture."""
    name = choices.pop("name", file_name())
    publish(tmp_path, [record(name, **choices)], {name: FACE})
    (row,) = read(tmp_path)[0].values()
    return row


@pytest.mark.parametrize("layout", ["folders", "zips", "cp949", "other root"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "ascii"])
def test_every_layout_and_encoding_gives_the_same_rows(tmp_path, layout, encoding):
    names = [file_name("aa", number=1), file_name("bb", number=2)]
    for part, number in (("Training", 1), ("Validation", 2)):
        told = [record(name) for name in names]
        some = {names[number - 1]: FACE + bytes([number])}
        publish(tmp_path, told, some, layout=layout, encoding=encoding, part=part)
    rows, left_out, notes = read(tmp_path)
    assert [(row.name, row.part, row.person) for row in rows.values()] == [
        (names[0], "train", "aa"),
        (names[1], "valid", "bb"),
    ]
    assert [row.read() for row in rows.values()] == [FACE + b"\1", FACE + b"\2"]
    assert {row.expression for row in rows.values()} == {"happy"}
    assert left_out == {}
    assert notes["records that come again"] == 2


def test_the_parts_can_be_given_one_by_one(tmp_path):
    publish(tmp_path, [record(file_name())], {file_name(): FACE}, part="Validation")
    (row,) = read(tmp_path / "Validation")[0].values()
    assert row.part == "valid"


def test_the_uploader_says_what_is_right_and_all_four_vote(tmp_path):
    row = one(tmp_path, uploader="슬픔", answers=("슬픔", "상처", "알수없음"))
    assert row.expression == "sad"
    assert row.votes == (0, 0, 0, 2, 0)
    assert row.others == (0, 1, 1)


def test_an_annotator_without_an_answer_doesnt_vote(tmp_path):
    told = record(file_name()) | {"annot_B": None, "annot_C": {}}
    publish(tmp_path, [told], {file_name(): FACE})
    (row,) = read(tmp_path)[0].values()
    assert (row.votes, row.others) == ((2, 0, 0, 0, 0), (0, 0, 0))


def test_expressions_outside_the_five_are_left_out_by_name(tmp_path):
    publish(tmp_path, [record(file_name(), "불안")], {file_name(): FACE})
    assert read(tmp_path)[1] == {file_name(): "expression outside the five: 불안"}


@pytest.mark.parametrize(
    ("in_label", "on_disk"),
    [
        (file_name(), file_name().replace("&", "_")),
        (file_name(), file_name(suffix=".jpeg")),
        (file_name(), file_name(suffix=".JPG")),
        (file_name(), unicodedata.normalize("NFD", file_name())),
        (unicodedata.normalize("NFD", file_name()), file_name()),
    ],
)
def test_names_that_were_changed_on_the_way_are_joined(tmp_path, in_label, on_disk):
    publish(tmp_path, [record(in_label)], {on_disk: FACE})
    (row,) = read(tmp_path)[0].values()
    assert row.name == unicodedata.normalize("NFC", on_disk)


@pytest.mark.parametrize("key", ["boxes", "faceBB_A", "flat"])
def test_the_box_is_the_annotators_median_whatever_it_is_called(tmp_path, key):
    boxes = [(100.4, 80.2, 300.0, 330.0), (102.0, 84.0, 310.0, 329.0), (400.0, 0.0, 500.0, 900.0)]
    assert one(tmp_path, boxes=boxes, key=key).box == (102, 80, 310, 330)


NOTHING, TURNED_ROUND = (0, 0, 0, 0), (300, 300, 100, 100)


@pytest.mark.parametrize(
    ("boxes", "box"),
    [
        ([NOTHING, (10, 20, 110, 120), NOTHING], (10, 20, 110, 120)),
        ([NOTHING, (10, 20, 110, 120), (20, 20, 120, 120)], (15, 20, 115, 120)),
        ([TURNED_ROUND, (50, 50, 50, 90), ("a", None, 3, 4)], None),
        ([(float("nan"), 0, 10, 10), (0, 0, float("inf"), 9), NOTHING], None),
    ],
)
def test_boxes_without_area_are_passed_over(tmp_path, boxes, box):
    assert one(tmp_path, boxes=boxes).box == box


def test_records_without_a_picture_are_noted_and_pictures_without_a_record_left_out(tmp_path):
    known, unknown = file_name(number=1), file_name(number=2)
    told = [record(known), record(file_name(number=3))]
    publish(tmp_path, told, {known: FACE, unknown: FACE})
    rows, left_out, notes = read(tmp_path)
    assert list(rows) == [known]
    assert left_out == {unknown: "no record in a label file"}
    assert notes["records without a picture"] == 1


def test_what_was_unpacked_beside_its_zip_is_taken_once(tmp_path):
    for layout in ("folders", "zips"):
        publish(tmp_path, [record(file_name())], {file_name(): FACE}, layout=layout)
    rows, left_out, _ = read(tmp_path)
    assert list(rows) == [file_name()]
    assert left_out == {file_name(): "the same file name again"}


def test_records_that_contradict_each_other_are_left_out(tmp_path):
    told = [record(file_name()), record(file_name(), "슬픔")]
    publish(tmp_path, told, {file_name(): FACE})
    assert read(tmp_path)[1] == {file_name(): "records that contradict each other"}


def refused(root):
    with pytest.raises(InvalidData) as refusal:
        read(root)
    return str(refusal.value)


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "cat.jpg").write_bytes(FACE)
    assert "no label file of AI Hub's data set 82" in refused(tmp_path)
    assert "there is no such folder" in refused(tmp_path / "absent")


def test_labels_without_pictures_are_refused(tmp_path):
    publish(tmp_path, [record(file_name())], {})
    assert "1 labels, but no pictures" in refused(tmp_path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b'{"annotations": []}', "it is not a list"),
        (b"[1, 2]", "something else than records"),
        (b'[{"file_name": "a.jpg"}]', "lacks filename or faceExp_uploader"),
        (b'[{"filename": "a.jpg", "faceExp_upl', "no JSON, or cut off"),
        (b'[{"filename": "a.jpg", "faceExp_uploader": "x"}', "no JSON, or cut off"),
        (b"[]", "holds no records"),
        (b"", "it is not a list"),
        (b"\xff\xfe\x00\xff", "no text in UTF-8 or CP949"),
        (b"[" * 100_000, "no JSON, or cut off"),
    ],
)
def test_a_json_of_another_kind_is_refused_by_its_name(tmp_path, text, reason):
    publish(tmp_path, [record(file_name())], {file_name(): FACE})
    (tmp_path / "Training" / "other.json").write_bytes(text)
    sentence = refused(tmp_path)
    assert reason in sentence
    assert "other.json" in sentence


def test_a_truncated_zip_is_refused_by_its_name(tmp_path):
    publish(tmp_path, [record(file_name())], {file_name(): FACE}, layout="zips")
    archive = tmp_path / "Training" / "[원천]EMOIMG_기쁨_TRAIN_02.zip"
    archive.write_bytes(archive.read_bytes()[:-30])
    assert "TRAIN_02.zip is no zip file, or not a whole one" in refused(tmp_path)


def test_hidden_files_and_those_of_macs_are_passed_over(tmp_path):
    publish(tmp_path, [record(file_name())], {file_name(): FACE})
    layouts.zipped(tmp_path / "mac.zip", {"__MACOSX/._a.json": b"x", ".b.json": b"x"})
    (tmp_path / "._c.json").write_bytes(b"x")
    assert list(read(tmp_path)[0]) == [file_name()]
