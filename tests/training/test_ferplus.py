import pytest

from training.sources import ferplus
from training.sources.ferplus import Account

HAPPY, SAD = {"happiness": 10}, {"sadness": 10}


def read(source):
    account = Account()
    return list(ferplus.rows(source, account)), account


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("prefix", ["", "FERPlus-master/data/"])
def test_pictures_and_votes_are_joined_by_name(publish, zipped, prefix):
    rows = [("Training", "b.png", SAD), ("Training", "a.png", HAPPY), ("PublicTest", "c.png", SAD)]
    found, account = read(publish(rows, zipped=zipped, prefix=prefix))
    assert [(row.name, row.part, row.majority) for row in found] == [
        ("b.png", "train", "sad"),
        ("a.png", "train", "happy"),
        ("c.png", "valid", "sad"),
    ]
    assert len({row.picture for row in found}) == 3
    assert account == Account(rows=3, read=3, per_part={"train": 2, "valid": 1})


def test_a_name_with_two_votes_is_left_out(publish):
    rows = [("Training", "a.png", HAPPY), ("Training", "a.png", SAD), ("Training", "b.png", SAD)]
    found, account = read(publish(rows))
    assert [row.name for row in found] == ["b.png"]
    assert (account.rows, account.ambiguous, account.read) == (3, 2, 1)


def test_a_name_that_occurs_twice_with_the_same_votes_is_one_picture(publish):
    found, account = read(publish([("Training", "a.png", SAD), ("Training", "a.png", SAD)]))
    assert len(found) == 1
    assert (account.rows, account.repeated, account.read) == (2, 1, 1)


def test_the_same_name_in_two_parts_is_two_pictures(publish):
    found, _ = read(publish([("Training", "a.png", HAPPY), ("PublicTest", "a.png", SAD)]))
    assert [row.majority for row in found] == ["happy", "sad"]


def test_rows_without_a_name_or_a_picture_are_counted(publish):
    rows = [("Training", "", {"NF": 10}), ("Training", "a.png", SAD), ("Training", "b.png", SAD)]
    found, account = read(publish(rows, without={"a.png"}))
    assert [row.name for row in found] == ["b.png"]
    assert (account.without_name, account.without_picture, account.read) == (1, 1, 1)


@pytest.mark.parametrize(
    ("votes", "majority"),
    [
        ({"happiness": 4, "neutral": 3, "fear": 3}, "happy"),
        ({"happiness": 5, "neutral": 5}, None),
        ({"happiness": 4, "fear": 6}, "fear"),
        ({"happiness": 5, "unknown": 5}, None),
        ({"happiness": 4, "NF": 6}, None),
    ],
)
def test_the_majority_is_over_all_eight_and_ties_have_none(publish, votes, majority):
    (row,), _ = read(publish([("Training", "a.png", votes)]))
    assert row.majority == majority


def test_a_folder_without_labels_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"0 files named fer2013new\.csv"):
        read(tmp_path)


def test_the_real_data_set_is_read_whole(real_ferplus):
    found, account = read(real_ferplus)
    assert len(found) == account.rows == 31_704
    assert account.per_part == {"train": 28_171, "valid": 3_533}
