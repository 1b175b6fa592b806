"""Response times, against pandas and SciPy, and worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from survey.analysis.arrays import NO_ANSWER
from survey.analysis.likeness import entropy
from survey.analysis.resampling import MOST_PEOPLE
from survey.analysis.shares import vote_shares
from survey.analysis.times import FASTEST_MS, SLOWEST_MS, image_medians, times

Study = tuple[np.ndarray, np.ndarray, np.ndarray]


def study(people: int = 40, images: int = 30, seed: int = 1, slower: float = 1.2) -> Study:
    """Wrong answers take *slower* times as long; some answers, and some times, are missing."""
    random = np.random.default_rng(seed)
    truth = np.arange(images) % 5
    easy = random.beta(4, 1.2, images)
    choices = np.where(random.random((people, images)) < easy, truth, (truth + 1) % 5)
    choices[random.random(choices.shape) < 0.05] = NO_ANSWER
    own = random.normal(0, 0.4, (people, 1))
    taken = np.exp(7.3 + own + random.normal(0, 0.3, choices.shape)) * np.where(
        choices == truth, 1, slower
    )
    taken[(choices == NO_ANSWER) | (random.random(choices.shape) < 0.05)] = -1
    return taken.astype(np.int32), choices.astype(np.int8), truth


def table(taken: np.ndarray, choices: np.ndarray, truth: np.ndarray) -> pd.DataFrame:
    """A row for each answer with a time."""
    person, image = np.nonzero((taken >= 0) & (choices >= 0))
    return pd.DataFrame(
        {
            "person": person,
            "image": image,
            "ms": taken[person, image],
            "truth": truth[image],
            "right": choices[person, image] == truth[image],
        }
    )


def test_the_medians_are_those_of_pandas() -> None:
    data = study()
    found, rows = times(*data, seed=1), table(*data)
    assert found.answers == len(rows)
    assert found.median_ms == pytest.approx(rows.ms.median(), abs=0.5)
    assert found.median_right_ms == pytest.approx(rows.ms[rows.right].median(), abs=0.5)
    assert found.median_wrong_ms == pytest.approx(rows.ms[~rows.right].median(), abs=0.5)
    expected = rows.groupby("truth").ms.median().tolist()
    assert found.per_expression == pytest.approx(expected, abs=0.5)
    assert image_medians(data[0]) == pytest.approx(rows.groupby("image").ms.median(), abs=0.5)


def test_how_much_longer_wrong_answers_take_is_told_within_people() -> None:
    data = study(people=300)
    rows = table(*data)
    logs = np.log(rows.ms).groupby([rows.person, rows.right]).mean().unstack().dropna()
    gaps = logs[False] - logs[True]
    found = times(*data, seed=1).difference
    assert found.value == pytest.approx(np.exp(gaps.mean()), abs=1e-9)
    assert found.low < 1.2 < found.high
    plain = stats.t.interval(0.95, len(gaps) - 1, gaps.mean(), stats.sem(gaps))
    assert np.log([found.low, found.high]) == pytest.approx(plain, abs=0.005)


def test_many_people_in_random_groups_have_the_interval_of_all_of_them() -> None:
    data = study(people=3 * MOST_PEOPLE, images=10)
    rows = table(*data)
    logs = np.log(rows.ms).groupby([rows.person, rows.right]).mean().unstack().dropna()
    gaps = logs[False] - logs[True]
    found = times(*data, seed=1).difference
    width = 2 * 1.96 * stats.sem(gaps)
    assert np.log(found.high / found.low) == pytest.approx(width, rel=0.1)


def test_the_fifths_are_of_ones_own_times() -> None:
    data = study()
    rows = table(*data)
    # The k-th fastest of n lies in fifth ⌊5 (k − 1) / n⌋, counted from 0.
    order = rows.groupby("person").ms.rank(method="min")  # equal ones as the first of them
    size = rows.groupby("person").ms.transform("size")
    rows["fifth"] = 5 * (order - 1) // size
    each = rows.groupby(["person", "fifth"]).right.mean().groupby("fifth").mean()
    found = times(*data, seed=1).by_quintile
    assert [fifth.value for fifth in found] == pytest.approx(each.tolist(), abs=1e-9)
    assert all(fifth.low < fifth.value < fifth.high for fifth in found)
    assert found[0].value > found[4].value + 0.1


def test_equal_times_lie_in_one_fifth_in_whatever_order_they_came() -> None:
    taken = np.array([[500, 500, 500, 900, 900, 2000, 2100, 2200, 2300, 2400]])
    truth = np.zeros(10, int)
    choices = np.array([[0, 0, 1, 1, 0, 0, 0, 0, 0, 1]])
    # Of ten, the first fifth ends with the second fastest, 500; the second with the fourth, 900.
    found = times(taken, choices, truth, seed=1).by_quintile
    assert [fifth.value for fifth in found] == pytest.approx([2 / 3, 1 / 2, 1, 1, 1 / 2])
    other = times(taken[:, ::-1], choices[:, ::-1], truth, seed=1).by_quintile
    assert other == found
    assert found[0].low is found[0].high is None  # one person says nothing about others


def test_the_correlation_with_what_divides_people_is_scipys() -> None:
    taken, choices, truth = study()
    medians = [np.median(column[column >= 0]) for column in taken.T]
    expected = stats.spearmanr(medians, entropy(vote_shares(choices)).round(12)).statistic
    found = times(taken, choices, truth, seed=1).correlation_with_entropy
    assert found.value == pytest.approx(expected, abs=1e-9)
    assert found.low < found.value < found.high


def test_what_no_reading_of_a_face_takes_is_left_out_and_counted() -> None:
    taken, choices, truth = study()
    expected = times(taken, choices, truth, seed=1)
    taken[choices == NO_ANSWER] = 700  # a time without an answer is nothing
    assert times(taken, choices, truth, seed=1) == expected
    absent, first = taken.copy(), np.argmax(taken[0] >= 0)
    absent[0, first], absent[1, :] = SLOWEST_MS + 1, FASTEST_MS - 1
    found = times(absent, choices, truth, seed=1)
    gone = 1 + (choices[1] != NO_ANSWER).sum()
    assert found.left_out == gone
    assert found.answers + gone >= expected.answers
    assert times(np.full((2, 3), SLOWEST_MS + 1), np.zeros((2, 3), int), truth[:3], seed=1) is None


def test_who_is_always_right_has_no_wrong_times() -> None:
    taken, _, truth = study()
    found = times(taken, np.tile(truth, (len(taken), 1)), truth, seed=1)
    assert found.median_wrong_ms is found.difference is found.correlation_with_entropy is None
    assert {fifth.value for fifth in found.by_quintile} == {1}


def test_an_expression_that_is_absent_has_no_time() -> None:
    taken, choices, truth = study()
    found = times(taken[:, truth != 3], choices[:, truth != 3], truth[truth != 3], seed=1)
    assert found.per_expression[3] is None
    assert all(found.per_expression[index] for index in (0, 1, 2, 4))


@pytest.mark.parametrize("shape", [(0, 0), (0, 4), (3, 0), (3, 4)])
def test_without_times_nothing_can_be_said(shape: tuple[int, int]) -> None:
    taken, truth = np.full(shape, -1), np.zeros(shape[1], int)
    assert times(taken, np.zeros(shape, int), truth, seed=1) is None
    assert image_medians(taken) == (None,) * shape[1]


def test_the_same_seed_gives_the_same_figures() -> None:
    assert times(*study(), seed=4) == times(*study(), seed=4)
