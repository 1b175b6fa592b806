"""What is guessed of a file, and what is said of it before anything is stored."""

from uuid import uuid4

import pytest

from survey.transfer.columns import image_columns, score_column, time_column, without_personal
from survey.transfer.dry_run import Place, look
from survey.transfer.mapping import BadMapping, Mapping, guessed, read_mapping
from survey.transfer.table import Table

from .form import answers, header, row

TRUTH = ["happy", "sad", "angry", "neutral", "surprise"]
PLACES = [Place(uuid4(), n, truth) for n, truth in enumerate(TRUTH, start=1)]
POSITIONS = [1, 2, 3, 4, 5]


def table(names, *rows):
    return Table(tuple(names), tuple(tuple(each) for each in rows))


def asked(*rows):
    return table(header(5), *rows)


def test_columns_are_found_by_the_numbers_in_the_header():
    names = ["When", "사진 2", "사진 1", "사진 3", "사진 5", "사진 4"]
    found = table(names, ["2025/05/14 1:00:00", *["기쁨"] * 5])

    assert image_columns(found, POSITIONS) == {1: 2, 2: 1, 3: 3, 4: 5, 5: 4}
    assert time_column(found) == 0


@pytest.mark.parametrize("name", ["{}.", "Q{}", "{}번 사진", "Face {}", "[{}]", "이 사람은? ({})"])
def test_numbers_are_read_in_many_ways(name):
    found = table([name.format(n) for n in (5, 4, 3, 2, 1)], ["happy"] * 5)

    assert image_columns(found, POSITIONS) == {1: 4, 2: 3, 3: 2, 4: 1, 5: 0}


def test_without_numbers_columns_of_answers_are_taken_in_order():
    names = ["타임스탬프", "나이", *["이 사람은 어떤 표정인가요?"] * 5]
    found = table(names, ["2025/05/14 1:00:00", "스물", *["기쁨"] * 5])

    assert image_columns(found, POSITIONS) == dict(zip(POSITIONS, range(2, 7), strict=True))


def test_a_quiz_s_own_columns_beside_each_question_are_no_answers():
    names = ["Timestamp", "Total score", "Q1", "Q1 [Score]", "Q1 [Feedback]", "Q2", "Q2 [Score]"]
    found = table(names, ["5/14/2025 1:00", "1 / 2", "sad", "1 / 1", "happy", "sad", "0 / 1"])

    assert image_columns(found, [1, 2]) == {1: 2, 2: 5}
    assert score_column(found) == 1


def test_numbers_beyond_the_study_s_are_not_taken_for_images():
    found = table([f"Q{n}" for n in (11, 12, 13, 14, 15)], ["happy"] * 5)

    assert image_columns(found, POSITIONS) == dict(zip(POSITIONS, range(5), strict=True))


def test_who_somebody_is_is_dropped():
    names = ["이메일 주소", "Name", "contact", "What name has this face?", "2. 표정"]
    found = table(names, ["a@b.kr", "Kim", "010-1234-5678", "기쁨", "슬픔"])
    kept, dropped = without_personal(found)

    assert kept.header == ("What name has this face?", "2. 표정")
    assert kept.rows == (("기쁨", "슬픔"),)
    assert dropped == ("이메일 주소", "Name", "contact")


def test_an_address_in_place_of_an_answer_is_not_kept():
    rows = [["슬픔"]] * 30 + [["kim@example.org"]]
    kept, dropped = without_personal(table(["2. 표정"], *rows))

    assert kept.rows[-1] == ("",)
    assert dropped == ()


def test_a_clean_file_is_ready_and_its_scores_fit():
    found = asked(row(answers(TRUTH, 4), 4, 0), row(answers(TRUTH, 3, 2), 3, 1))
    run = look(found, guessed(found, POSITIONS), PLACES)

    assert run.is_ready
    assert [person.score for person in run.people] == [4, 3]
    assert (run.answers, run.missing, run.mismatches, run.mean) == (10, 0, (), 3.5)


def test_a_wrong_column_shows_in_the_scores():
    found = asked(row(answers(TRUTH, 4), 4))
    mapping = guessed(found, POSITIONS)
    swapped = Mapping(mapping.time, mapping.score, {**mapping.images, 4: 6, 5: 5})
    run = look(found, swapped, PLACES)

    assert [(p.said, p.score) for p in run.mismatches] == [(4, 2)]


def test_gaps_and_empty_rows_are_counted():
    found = asked(row(["happy", "", "", "", ""], 1), row([""] * 5, 0))
    run = look(found, guessed(found, POSITIONS), PLACES)

    assert (len(run.people), run.missing, run.empty, run.few) == (1, 4, (2,), 1)


def test_an_unknown_word_must_be_explained():
    found = asked(row(["happy", "상처", "상처", "happy", "happy"], 1))
    mapping = guessed(found, POSITIONS)
    run = look(found, mapping, PLACES)
    said = read_mapping({"words": {"상처": "sad"}}, found, POSITIONS, mapping)

    assert [(word.text, word.count) for word in run.unknown] == [("상처", 2)]
    assert not run.is_ready
    assert look(found, said, PLACES).people[0].choices[1] == "sad"
    assert look(found, said, PLACES).is_ready


def test_the_same_row_twice_counts_once_and_the_same_answers_later_are_named():
    same = row(answers(TRUTH, 4), 4, 0)
    found = asked(same, same, row(answers(TRUTH, 4), 4, 9))
    mapping = guessed(found, POSITIONS)
    run = look(found, mapping, PLACES)

    assert (run.repeated, run.similar, len(run.people)) == (((2, 1),), ((3, 1),), 2)
    left_out = read_mapping({"leave_out_repeats": True}, found, POSITIONS, mapping)
    assert len(look(found, left_out, PLACES).people) == 1


def test_a_missing_column_is_said():
    found = table(header(5)[:-1], row(answers(TRUTH, 4), 4)[:-1])

    assert look(found, guessed(found, POSITIONS), PLACES).unmapped == (5,)


def test_one_column_for_two_images_is_not_ready():
    found = asked(row(answers(TRUTH, 4), 4))
    run = look(found, Mapping(images={1: 2, 2: 2}), PLACES)

    assert run.doubled == (2,)
    assert not run.is_ready


def test_a_time_that_has_not_come_is_none():
    found = asked(["2999/01/01 1:00:00 오전", "4 / 5", *["기쁨"] * 5])

    assert look(found, guessed(found, POSITIONS), PLACES).untimed == (1,)


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"images": [1]},
        {"images": {"1": 99}},
        {"images": {"9": 1}},
        {"images": {"x": 1}},
        {"words": {"a": "gut"}},
        {"time": "soon"},
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(said):
    with pytest.raises(BadMapping):
        read_mapping(said, asked(row(answers(TRUTH, 4), 4)), POSITIONS)


def test_a_mapping_survives_being_written_down():
    found = asked(row(answers(TRUTH, 4), 4))
    mapping = guessed(found, POSITIONS)

    assert read_mapping(mapping.as_json(), found, POSITIONS) == mapping
