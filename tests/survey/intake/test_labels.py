import pytest

from survey.intake.labels import BadLabels, Label, read_labels


def test_it_reads_english_and_korean_with_persons() -> None:
    labels = read_labels("file,label,person\na.jpg,happy,p1\nsub/b.jpg,슬픔,\n".encode())
    assert labels == {"a.jpg": Label("happy", "p1"), "b.jpg": Label("sad")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_it_reads_what_spreadsheets_write(encoding: str) -> None:
    labels = read_labels("file,label\n사진.jpg,당황\n".encode(encoding))
    assert labels == {"사진.jpg": Label("surprise")}


def test_a_repeated_line_is_harmless_and_a_contradiction_is_not() -> None:
    assert len(read_labels(b"file,label\na.jpg,sad\na.jpg,sad\n")) == 1
    with pytest.raises(BadLabels):
        read_labels(b"file,label\na.jpg,sad\na.jpg,happy\n")


def test_every_problem_is_named_not_only_the_first() -> None:
    with pytest.raises(BadLabels) as error:
        read_labels(b"file,label\na.jpg,joyful\n,sad\nb.jpg,=1+1\n")
    assert len(error.value.problems) == 3
    assert "2" in error.value.problems[0]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"name,expression\na,happy\n",
        b"\xff\xfe\xfa",
        b"file,label\n\x00,happy",
        b"x" * 6_000_000,
    ],
)
def test_it_refuses_what_is_no_file_of_labels(data: bytes) -> None:
    with pytest.raises(BadLabels):
        read_labels(data)


VOTES = "file,label,happy,surprise,angry,sad,neutral"


def test_it_reads_the_votes_of_data_sets() -> None:
    labels = read_labels(f"{VOTES},other\na,sad,1,0,0,7,1,1\nb,sad,,,,,,\n".encode())
    counted = {"happy": 1, "surprise": 0, "angry": 0, "sad": 7, "neutral": 1, "other": 1}
    assert [label.votes for label in labels.values()] == [counted, None]


@pytest.mark.parametrize("votes", ["1,2,3,4", "1,2,3,4,-1", "1,2,x,4,5", "0,0,0,0,0", "1,2,,4,5"])
def test_votes_that_are_no_counts_of_the_five_are_refused(votes: str) -> None:
    with pytest.raises(BadLabels, match="votes"):
        read_labels(f"{VOTES}\na,sad,{votes}\n".encode())


@pytest.mark.parametrize("word", ["surprise", "Surprised", "surprised ", "당황"])
def test_it_knows_the_words_that_pages_use(word: str) -> None:
    labels = read_labels(f"file,label\na.jpg,{word}\n".encode())
    assert labels == {"a.jpg": Label("surprise")}
