import csv
import io
import zipfile

import numpy as np
import pytest

from training import humans
from training.sources import ferplus

VALID = "PublicTest"


def agreement(*votes, expressions=None, choices=None):
    answers = np.array(votes, np.int32)
    chosen = None if choices is None else np.array(choices)
    return humans.against_others(answers, expressions or answers.shape[1], chosen)


def test_one_tagger_is_right_where_he_says_what_most_others_say():
    right, defined = agreement([8, 2, 0])
    assert right.tolist() == [0.8]
    assert defined.tolist() == [True]


def test_with_votes_of_3_and_2_those_of_3_are_tied_with_the_others():
    # Of the 3: the others are 2 and 2. Of the 2: the others are 3 and 1, for the other answer.
    assert agreement([3, 2])[0].tolist() == [0.0]


def test_the_other_answers_count_too():
    assert agreement([6, 0, 4])[0].tolist() == [0.6]


def test_taggers_whose_others_see_no_expression_are_not_asked():
    right, defined = agreement([2, 1, 7], [5, 0, 5], expressions=2)
    assert defined.tolist() == [False, True]
    # Of the second one's taggers only those of "unknown" are asked: 5 others of 9 see something.
    assert right[1] == 0


def test_fewer_than_three_taggers_are_none():
    assert not agreement([1, 0], [1, 1], [2, 0])[1].any()
    assert agreement([3, 0])[1].all()


def test_a_network_is_judged_by_the_same_rule():
    votes = [[8, 2, 0]] * 3
    assert agreement(*votes, choices=[0, 1, 2])[0].tolist() == [1.0, 0.0, 0.0]
    # 6 and 4: of the 6, the others are 5 and 4; of the 4, they are 6 and 3.
    assert agreement([6, 4], choices=[0])[0].tolist() == [1.0]
    # 5 and 4: of the 5, the others are tied.
    assert agreement([5, 4], choices=[0])[0] == pytest.approx(4 / 9)


def test_the_exact_expectation_is_that_of_drawing_a_tagger():
    rng = np.random.default_rng(1)
    votes = np.array([4, 3, 2, 1], np.int32)
    (exact,), _ = agreement(votes)
    people = np.repeat(np.arange(4), votes)
    hits = 0
    for one in rng.integers(len(people), size=2000):
        others = np.bincount(np.delete(people, one), minlength=4)
        winners = np.flatnonzero(others == others.max())
        hits += len(winners) == 1 and winners[0] == people[one]
    assert hits / 2000 == pytest.approx(exact, abs=0.04)


def test_a_single_human_on_the_real_valid_part_is_right_on_72_percent(real_ferplus):
    with zipfile.ZipFile(real_ferplus) as archive:
        (labels,) = (name for name in archive.namelist() if name.endswith(ferplus.LABELS))
        lines = list(csv.DictReader(io.StringIO(archive.read(labels).decode("utf-8-sig"))))
    votes = np.array(
        [[int(line[each]) for each in ferplus.COLUMNS] for line in lines if line["Usage"] == VALID]
    )
    right, defined = humans.against_others(votes.astype(np.int32), ferplus.EXPRESSION_COUNT)
    assert round(100 * right[defined].mean(), 1) == 71.7
