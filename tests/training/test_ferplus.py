import zlib

import pytest

from training.dataset import InvalidData
from training.sources import ferplus, place
from training.sources.row import LeftOut, Row

HAPPY, SAD = {"happiness": 10}, {"sadness": 10}


def read(source):
    """Rows, and the reasons of those left out."""
    found = list(ferplus.entries([source]))
    rows = [entry for entry in found if isinstance(entry, Row)]
    return rows, [entry.reason for entry in found if isinstance(entry, LeftOut)]


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("prefix", ["", "FERPlus-master/data/"])
def test_pictures_and_votes_are_joined_by_name(publish, zipped, prefix):
    rows = [("Training", "b.png", SAD), ("Training", "a.png", HAPPY), ("PublicTest", "c.png", SAD)]
    found, left_out = read(publish(rows, zipped=zipped, prefix=prefix))
    assert [(row.name, row.part, row.expression) for row in found] == [
        ("b.png", "train", "sad"),
        ("a.png", "train", "happy"),
        ("c.png", "valid", "sad"),
    ]
    assert len({row.read() for row in found}) == 3
    assert left_out == []


def test_the_votes_are_those_for_the_five_and_those_for_anything_else(publish):
    votes = {"happiness": 4, "neutral": 3, "fear": 2, "NF": 1}
    ((row,), _) = read(publish([("Training", "a.png", votes)]))
    assert (row.votes, row.others) == ((4, 0, 0, 0, 3), (0, 2, 0, 0, 1))


def test_a_name_with_two_votes_is_left_out(publish):
    rows = [("Training", "a.png", HAPPY), ("Training", "a.png", SAD), ("Training", "b.png", SAD)]
    found, left_out = read(publish(rows))
    assert [row.name for row in found] == ["b.png"]
    assert left_out == ["two rows with different votes"] * 2


def test_a_name_that_occurs_twice_with_the_same_votes_is_one_picture(publish):
    found, left_out = read(publish([("Training", "a.png", SAD), ("Training", "a.png", SAD)]))
    assert len(found) == 1
    assert left_out == ["repeats another row"]


def test_the_same_name_in_two_parts_is_two_pictures(publish):
    found, _ = read(publish([("Training", "a.png", HAPPY), ("PublicTest", "a.png", SAD)]))
    assert [row.expression for row in found] == ["happy", "sad"]


def test_rows_without_a_name_or_a_picture_are_counted(publish):
    rows = [("Training", "", {"NF": 10}), ("Training", "a.png", SAD), ("Training", "b.png", SAD)]
    found, left_out = read(publish(rows, without={"a.png"}))
    assert [row.name for row in found] == ["b.png"]
    assert left_out == ["no image name", "no picture"]


@pytest.mark.parametrize(
    ("votes", "expression"),
    [
        ({"happiness": 4, "neutral": 3, "fear": 3}, "happy"),
        ({"happiness": 5, "neutral": 5}, ""),
        ({"happiness": 4, "fear": 6}, ""),
        ({"happiness": 5, "unknown": 5}, ""),
        ({"happiness": 4, "NF": 6}, ""),
    ],
)
def test_the_majority_is_over_all_eight_and_pictures_without_one_stay(publish, votes, expression):
    ((row,), _) = read(publish([("Training", "a.png", votes)]))
    assert row.expression == expression


def test_a_folder_without_labels_is_refused(tmp_path):
    with pytest.raises(InvalidData, match=r"0 files named fer2013new\.csv"):
        read(tmp_path)


def test_labels_without_any_picture_are_refused(publish):
    with pytest.raises(InvalidData, match=r"not one of its 1 rows has a picture"):
        read(publish([("Training", "a.png", SAD)], without={"a.png"}))


def test_another_table_is_refused(tmp_path):
    (tmp_path / ferplus.LABELS).write_text("Usage,Image name,neutral\nTraining,a.png,x\n")
    with pytest.raises(InvalidData, match=r"no label file of FER\+"):
        read(tmp_path)


def test_a_damaged_label_file_in_a_zip_is_named(publish):
    archive = publish([("Training", "a.png", SAD)], zipped=True)
    archive.write_bytes(archive.read_bytes().replace(b"Usage,Image", b"Usage,image", 1))
    with pytest.raises(InvalidData, match=r"fer2013new\.csv can't be read: .*damaged"):
        read(archive)


def test_a_member_that_unpacks_to_more_than_it_says_is_damaged():
    """Without a limit for the empty one, a small zip would fill the memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(bytes(1_000_000)) + packer.flush()
    assert len(place._inflated(packed, 0)) <= 1


def test_the_real_data_set_is_read_whole(real_ferplus):
    found, left_out = read(real_ferplus)
    assert (len(found), left_out) == (31_704, [])
    assert sum(row.part == "train" for row in found) == 28_171
    assert all(found[at].read().startswith(b"\x89PNG") for at in (0, 15_000, -1))
