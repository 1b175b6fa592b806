"""Answers from a file: what is read, what is refused and with which words."""

from pathlib import Path

import numpy as np
import pytest

from survey.results.files.answers import compared_files, read_answers
from survey.results.files.models import read_models
from survey.results.files.text import BadFile

LONG = """person,image,truth,choice,ms
ann,1.png,happy,happy,900
ann,2.png,sad,중립,1200
bob,1.png,happy,,
bob,2.png,sad,Sadness,
"""
VOTES = """\
Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF
Training,a.png,1,7,0,0,0,0,0,0,2,0
PublicTest,b.png,0,0,0,8,2,0,0,0,0,0
PublicTest,c.png,5,5,0,0,0,0,0,0,0,0
PublicTest,d.png,1,1,0,0,0,8,0,0,0,0
PublicTest,a.png,0,0,9,0,0,0,1,0,0,0
"""


@pytest.fixture
def written(tmp_path):
    def write(text: str | bytes, name: str = "answers.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def refused(path, **options):
    with pytest.raises(BadFile) as caught:
        read_answers(path, **options)
    return caught.value.problems


def test_a_long_table_is_people_by_images(written):
    found = read_answers(written(LONG))
    assert (found.people, found.images) == (("ann", "bob"), ("1.png", "2.png"))
    assert found.truth.tolist() == [0, 3]
    assert found.choices.tolist() == [[0, 4], [-1, 3]]
    assert found.times.tolist() == [[900, 1200], [-1, -1]]
    assert not found.anonymous


@pytest.mark.parametrize(
    "data",
    [
        LONG.encode("utf-8-sig"),
        LONG.encode("utf-16"),
        LONG.encode("cp949"),
        LONG.replace(",", ";").encode(),
        LONG.replace(",", "\t").encode(),
        LONG.replace("\n", "\r\n").encode(),
    ],
    ids=["BOM", "UTF-16", "CP949", "semicolons", "tabs", "CRLF"],
)
def test_whatever_spreadsheets_write_is_read(written, data):
    assert read_answers(written(data)).choices.tolist() == [[0, 4], [-1, 3]]


def test_model_vs_humans_columns_are_known_and_their_times_are_seconds(written):
    text = (
        "subj,session,trial,rt,object_response,category,condition,imagename\n"
        "subject-01,1,1,0.734,happy,happy,private,0001_a\n"
        "subject-01,1,2,NaN,na,sad,public,0002_b\n"
    )
    found = read_answers(written(text))
    assert found.times.tolist() == [[734, -1]]
    assert found.public.tolist() == [False, True]
    assert found.choices.tolist() == [[0, -1]]


def test_attention_checks_of_cifar_10h_are_left_out(written):
    text = (
        "annotator_id,is_attn_check,true_category,chosen_category,image_filename,reaction_time\n"
        "0,0,angry,angry,x.png,1500\n0,1,sad,happy,y.png,1500\n"
    )
    found = read_answers(written(text))
    assert found.images == ("x.png",)
    assert found.notes == ("Attention checks were left out: 1.",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ann,1.png,happy,sad,1", "Line 6: “ann” answers image “1.png” again, as in line 2."),
        ("cy,1.png,sad,sad,1", "Line 6: image “1.png” is sad here and happy in line 2."),
        ("cy,1.png,happy,bored,1", "Line 6: the choice “bored” is none of happy, surprise,"),
        ("cy,1.png,joy,happy,1", "Line 6: the truth “joy” is none of happy"),
        (",1.png,happy,happy,1", "Line 6: it names no person."),
        ("cy,,happy,happy,1", "Line 6: it names no image."),
        ("cy,1.png,happy,happy,soon", "Line 6: the time “soon” is no number."),
        ("cy,1.png,happy,happy,-5", "Line 6: the time “-5” can't be."),
        ("cy,1.png,happy,happy,1e300", "Line 6: the time “1e300” can't be."),
        ("cy", "Line 6: it names no image."),
    ],
)
def test_what_is_wrong_is_said_by_line(written, line, said):
    assert refused(written(f"{LONG}{line}\n"))[0].startswith(said)


def test_many_mistakes_are_counted(written):
    problems = refused(written(LONG + "cy,1.png,happy,bored,\n" * 25))
    assert (len(problems), problems[-1]) == (21, "… and 5 more.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "It has: nothing."),
        (b"a,b\n1,2\n", "It has: a, b."),
        (b"person,image,truth,choice\n", "There is no answer in the file."),
        (b"\xff\xfe\xff\xff\xff", "is no text in UTF-8, UTF-16 or CP949"),
        (b"\x00\x01\x02person", "is no text in UTF-8, UTF-16 or CP949"),
        (b'person,image,truth,choice\n"a', "is no CSV"),
    ],
)
def test_a_file_that_is_something_else_is_refused(written, data, said):
    assert said in " ".join(refused(written(data)))


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert "nowhere.csv: No such file" in refused(tmp_path / "nowhere.csv")[0]


def test_votes_become_rows_that_are_nobodys(written):
    found = read_answers(written(VOTES), seed=3)
    assert found.images == ("a.png", "b.png", "PublicTest/a.png")
    assert found.truth.tolist() == [0, 3, 1]
    counts = [np.bincount(column + 1, minlength=6).tolist() for column in found.choices.T]
    # No answer, then the five: a vote for anything else is a row without an answer.
    assert counts == [[2, 7, 0, 0, 0, 1], [0, 0, 0, 2, 8, 0], [1, 0, 9, 0, 0, 0]]
    assert found.anonymous
    assert "1 have two answers with equally many votes; 1 show none of the five" in found.notes[1]


def test_votes_of_one_part_alone_can_be_read(written):
    found = read_answers(written(VOTES), usages=["publictest"])
    assert found.images == ("b.png", "a.png")


def test_the_same_seed_deals_votes_out_alike(written):
    one, same, other = (read_answers(written(VOTES), seed=n).choices for n in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("PublicTest,b.png,0,9,0,1,0,0,0,0,0,0", ""),
        ("PublicTest,a.png,0,9,0,1,0,0,0,0,0,0", "Line 7: image “a.png” comes twice."),
        ("PublicTest,e.png,x,9,0,1,0,0,0,0,0,0", "Line 7: “x” is no number of votes for neutral."),
        ("PublicTest,e.png,0,-9,0,1,0,0,0,0,0,0", "Line 7: “-9” is no number of votes for happy."),
        ("PublicTest,e.png,0,99999,0,1,0,0,0,0,0,0", "“99999” is no number of votes for happy."),
        ("PublicTest,,0,9,0,1,0,0,0,0,0,0", "Line 7: it names no image."),
    ],
)
def test_votes_that_are_none_are_said_by_line(written, line, said):
    path = written(f"{VOTES}{line}\n")
    if said:
        assert said in refused(path)[0]
    else:
        assert "PublicTest/b.png" in read_answers(path).images


def test_nothing_about_single_people_is_said_of_votes(written):
    found = read_answers(written(VOTES))
    comparison = compared_files(found, [], seed=1, margin=5, fewest=None)
    scores = comparison.people.scores
    assert (scores.median, scores.lowest, scores.histogram) == (None, None, ())
    assert comparison.mixed is None
    assert comparison.people.side.overall is not None


def test_whoever_answered_too_little_counts_only_when_asked_to(written):
    more = "cy,3.png,sad,sad,\ncy,4.png,sad,sad,\ncy,5.png,sad,sad,\n"
    found = read_answers(written(LONG + more))
    few, everybody = (
        compared_files(found, [], seed=1, margin=5, fewest=n).people for n in (None, 1)
    )
    assert (few.n, few.left_out) == (1, 2)
    assert (everybody.n, everybody.left_out) == (3, 0)


PROBABILITIES = "image,happy,surprise,angry,sad,neutral\nfaces/1.PNG,0.6,0.1,0.1,0.1,0.1\n"


def test_a_models_file_finds_images_without_folder_and_ending(written):
    [(reader, note)] = read_models(written(PROBABILITIES, "net.csv"), ["1.png", "2.png"])
    assert reader.name == "net"
    assert reader.probabilities[0].tolist() == pytest.approx([0.6, 0.1, 0.1, 0.1, 0.1])
    assert np.isnan(reader.probabilities[1]).all()
    assert note == "net: it has no answer to 1 of the images."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PROBABILITIES + "1.png,1,0,0,0,0\n", "Line 3: image “1.png” comes twice."),
        (PROBABILITIES + "2.png,1,1,0,0,0\n", "Line 3: the five add up to 2 instead of 1."),
        (PROBABILITIES + "2.png,=1+1,0,0,0,0\n", "Line 3: “=1+1” is a formula."),
        (PROBABILITIES + "2.png,nan,0,0,0,0\n", "Line 3: “nan” is no number."),
        (PROBABILITIES.replace("sad", "grief"), "the first line must name the columns image"),
        (PROBABILITIES.replace("1.PNG", "9.png"), "names none of the images"),
    ],
)
def test_a_models_file_that_is_wrong_is_refused(written, text, said):
    with pytest.raises(BadFile) as caught:
        read_models(written(text, "net.csv"), ["1.png", "2.png"])
    assert said in str(caught.value)


def test_logits_become_probabilities_when_asked_to(written):
    text = "image,happy,surprise,angry,sad,neutral\n1,2,0,0,0,-1\n"
    [(reader, _note)] = read_models(written(text, "net.csv"), ["1"], scores=True)
    assert reader.probabilities.sum() == pytest.approx(1)
    assert reader.probabilities[0].argmax() == 0


def test_several_models_may_stand_in_one_file(written):
    text = (
        "model,image,happy,surprise,angry,sad,neutral\n"
        "a,1,1,0,0,0,0\nb,1,0,1,0,0,0\nb,2,0,1,0,0,0\nc,9,1,0,0,0,0\n"
    )
    found = read_models(written(text, "nets.csv"), ["1", "2"])
    assert [reader.name for reader, _note in found] == ["a", "b"]
    assert [note for _reader, note in found] == ["a: it has no answer to 1 of the images.", ""]


def test_models_among_model_vs_humans_people_are_left_out(written):
    text = (
        "subj,session,trial,rt,object_response,category,condition,imagename\n"
        "subject-01,1,1,0.7,happy,happy,public,1\nresnet50,1,1,na,sad,happy,public,1\n"
    )
    found = read_answers(written(text))
    assert (found.people, found.choices.tolist()) == (("subject-01",), [[0]])
    assert found.notes == ("Left out, as they are models: resnet50.",)


def test_who_does_not_count_is_left_out(written):
    text = "person,image,truth,choice,counted\na,1,sad,sad,1\nb,1,sad,sad,0\n"
    found = read_answers(written(text))
    assert found.people == ("a",)
    assert found.notes == ("Answers were left out of people who don't count: 1.",)
