import pytest

from training.dataset import InvalidData
from training.sources import folders
from training.sources.row import LeftOut, Row

FACE = b"\xff\xd8 a picture, as far as listing knows"


def read(*sources):
    """(name, expression, part, person) of each row, and reasons by name."""
    found = list(folders.entries(sources))
    rows = [e for e in found if isinstance(e, Row)]
    assert all(row.read() == FACE and sum(row.votes) == 1 for row in rows)
    return (
        [(row.name, row.expression, row.part, row.person) for row in rows],
        {entry.name: entry.reason for entry in found if isinstance(entry, LeftOut)},
    )


@pytest.fixture
def files(tmp_path):
    def write(*names):
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(FACE)
        return tmp_path

    return write


def test_folders_name_the_expression_in_english_or_korean(files):
    root = files("happy/b.jpg", "happy/a.JPEG", "슬픔/c.png", "Anger/d.webp", "happy/notes.txt")
    assert read(root)[0] == [
        ("Anger/d.webp", "angry", "", ""),
        ("happy/a.JPEG", "happy", "", ""),
        ("happy/b.jpg", "happy", "", ""),
        ("슬픔/c.png", "sad", "", ""),
    ]


def test_a_folder_above_or_below_names_the_part(files):
    rows, _ = read(files("train/happy/a.jpg", "validation/happy/b.jpg", "happy/test/c.jpg"))
    assert [part for _, _, part, _ in rows] == ["test", "train", "valid"]


def test_other_folders_are_left_out_by_name(files):
    _, left_out = read(files("happy/a.jpg", "disgust/b.jpg", "c.jpg"))
    assert left_out == {
        "disgust/b.jpg": "expression outside the five: disgust",
        "c.jpg": "not in a folder",
    }


def test_an_empty_folder_of_an_expression_is_refused(files):
    root = files("happy/a.jpg")
    (root / "sad").mkdir()
    with pytest.raises(InvalidData, match="the folder of 'sad' holds no pictures"):
        read(root)


def test_a_folder_of_something_else_is_refused(files):
    with pytest.raises(InvalidData, match="no folder is named after an expression"):
        read(files("cats/a.jpg"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_csv_is_read_with_its_persons(files, encoding):
    root = files("사진/a.jpg", "b.jpg")
    table = root / "labels.csv"
    table.write_text("Path,Label,Person\n사진/a.jpg, 기쁨,p1\nb.jpg,sadness,p2\n", encoding)
    assert read(table)[0] == [("사진/a.jpg", "happy", "", "p1"), ("b.jpg", "sad", "", "p2")]


def test_a_csv_without_persons_may_say_file(files):
    table = files("a.jpg") / "labels.csv"
    table.write_text("file,label\na.jpg,happy\n")
    assert read(table)[0] == [("a.jpg", "happy", "", "")]


def test_lines_of_a_csv_that_give_no_picture_are_left_out_with_a_reason(files):
    table = files("a.jpg", "b.jpg", "c.jpg", "d/e.jpg") / "labels.csv"
    lines = ["a.jpg,happy", "a.jpg,happy", "b.jpg,happy", "b.jpg,sad", "c.jpg,fear", "x.jpg,sad"]
    table.write_text("path,label\n" + "\n".join([*lines, "d,sad"]))
    rows, left_out = read(table)
    assert [name for name, *_ in rows] == ["a.jpg"]
    assert left_out == {
        "a.jpg": "listed again",
        "b.jpg": "listed with different labels",
        "c.jpg": "expression outside the five: fear",
        "x.jpg": "no picture",
        "d": "no picture",
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,emotion\na.jpg,happy\n", "path and label are needed"),
        ("", "path and label are needed"),
        ("path,label\nx.jpg,happy\n", "not one of its 1 lines has a picture"),
    ],
)
def test_a_csv_of_something_else_is_refused(files, text, reason):
    table = files("a.jpg") / "labels.csv"
    table.write_text(text)
    with pytest.raises(InvalidData, match=reason):
        read(table)
