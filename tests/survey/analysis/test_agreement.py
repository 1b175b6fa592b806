"""Agreement between labellers, against published examples and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.expressions import EXPRESSIONS
from survey.analysis import agreement
from survey.analysis.agreement import (
    agreement_per_category,
    fleiss_kappa,
    kappa_interval,
    labels_each,
    majority,
    meaning,
    pairs,
    share_for,
    tabulated,
)

# Fleiss (1971), table 1: 30 patients, 6 psychiatrists each; depression, personality disorder,
# schizophrenia, neurosis, other.
FLEISS = np.array(
    [
        [int(count) for count in patient]
        for part in (
            "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006",
            "10050 11040 03300 10050 02031 00501 30012 51000 02040 10203",
            "00006 01050 02013 20040 10041 05010 40002 02040 10500 00006",
        )
        for patient in part.split()
    ]
)
# The worked example of Wikipedia's article on Fleiss' kappa: 10 subjects, 14 raters.
FOURTEEN = np.array([
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
])  # fmt: skip


def test_it_is_what_fleiss_found() -> None:
    found = fleiss_kappa(FLEISS)
    assert found
    assert found.value == pytest.approx(0.430, abs=5e-4)
    assert (found.images, found.labels) == (30, 180)
    assert found.observed == pytest.approx(0.5556, abs=5e-4)
    assert found.expected == pytest.approx(0.2199, abs=5e-4)


def test_it_is_what_the_worked_example_has() -> None:
    found = fleiss_kappa(FOURTEEN)
    assert found
    assert found.value == pytest.approx(0.210, abs=5e-4)
    assert found.observed == pytest.approx(0.378, abs=5e-4)
    assert found.expected == pytest.approx(0.213, abs=5e-4)


def test_its_interval_holds_it_and_is_the_same_each_time() -> None:
    interval = kappa_interval(FLEISS, seed=1)
    assert interval
    assert interval == kappa_interval(FLEISS, seed=1)
    low, high = interval
    assert low < 0.430 < high
    assert 0.1 < high - low < 0.4


@pytest.mark.parametrize(
    "table",
    [np.zeros((0, 5)), [[1, 0, 0, 0, 0]], [[0, 0, 0, 0, 0]], [[3, 0, 0, 0, 0], [2, 0, 0, 0, 0]]],
)
def test_where_nothing_can_be_said_nothing_is(table: list[list[int]]) -> None:
    counts = np.array(table, dtype=int)
    assert fleiss_kappa(counts) is None
    assert kappa_interval(counts, seed=1) is None


def test_four_photographs_have_no_interval_and_no_share_of_an_expression() -> None:
    four = FLEISS[:4]
    assert fleiss_kappa(four)
    assert kappa_interval(four, seed=1) is None
    assert set(agreement_per_category(four)) == {None}


def test_of_each_category_it_says_how_often_another_one_says_so_too() -> None:
    # Fleiss's own figure for the third category, p. 381: by hand Σ n(n−1) / Σ n·5.
    third = FLEISS[:, 2]
    expected = (third * (third - 1)).sum() / (third * 5).sum()
    assert agreement_per_category(FLEISS)[2] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kappa", "word"),
    [(-0.1, "poor"), (0, "slight"), (0.2, "slight"), (0.3, "fair"), (0.43, "moderate"),
     (0.7, "substantial"), (1, "almost perfect")],
)  # fmt: skip
def test_a_kappa_has_its_usual_word(kappa: float, word: str) -> None:
    assert meaning(kappa) == word


tables = st.lists(st.lists(st.integers(0, 4), min_size=5, max_size=5), min_size=1, max_size=12).map(
    lambda rows: np.array(rows, dtype=int)
)


@given(tables)
def test_kappa_is_never_more_than_one_and_weights_are_repeats(table: np.ndarray) -> None:
    found = fleiss_kappa(table)
    weights = np.arange(1, len(table) + 1)
    assert fleiss_kappa(table, np.ones(len(table), int)) == found
    repeated = fleiss_kappa(np.repeat(table, weights, axis=0))
    weighted = fleiss_kappa(table, weights)
    assert (repeated is None) == (weighted is None)
    if found and repeated and weighted:
        assert found.value <= 1
        assert weighted.value == pytest.approx(repeated.value)
        assert (weighted.images, weighted.labels) == (repeated.images, repeated.labels)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(2, 6)), min_size=2, max_size=20))
def test_who_always_agree_have_a_kappa_of_one(images: list[tuple[int, int]]) -> None:
    table = np.zeros((len(images), 5), int)
    for row, (category, labels) in enumerate(images):
        table[row, category] = labels
    found = fleiss_kappa(table)
    if len({category for category, _ in images}) == 1:
        assert found is None
    else:
        assert found
        assert found.value == pytest.approx(1)
        interval = kappa_interval(table, seed=1)
        assert interval is None or interval == pytest.approx((1, 1))


said = st.lists(st.sampled_from([*EXPRESSIONS, ""]), min_size=1, max_size=5)


@given(st.lists(said, min_size=1, max_size=10), st.permutations(range(5)))
def test_who_said_it_changes_nothing(images: list[list[str]], order: list[int]) -> None:
    def patterns(names: list[int]) -> dict[agreement.Said, int]:
        counted: dict[agreement.Said, int] = {}
        for labels in images:
            key = tuple(sorted(zip(names, labels, strict=False)))
            counted[key] = counted.get(key, 0) + 1
        return counted

    one, other = (fleiss_kappa(*tabulated(patterns(names))) for names in (list(range(5)), order))
    assert (one is None) == (other is None)
    if one and other:
        assert one.value == pytest.approx(other.value)


def test_pairs_and_labellers_are_counted_without_who_cannot_tell() -> None:
    patterns: dict[agreement.Said, int] = {
        ((1, "happy"), (2, "happy"), (3, "")): 4,
        ((1, "sad"), (2, "happy")): 1,
        ((3, "sad"),): 2,
    }
    found = pairs(patterns)
    assert (found[1, 2].both, found[1, 2].same) == (5, 4)
    assert (1, 3) not in found
    assert labels_each(patterns) == {1: (5, 0), 2: (5, 0), 3: (6, 4)}


@pytest.mark.parametrize(
    ("choices", "most"),
    [
        ([], ""),
        (["sad"], "sad"),
        (["sad", "happy"], ""),
        (["sad", "sad", "happy"], "sad"),
        (["sad", "sad", "happy", ""], ""),
        (["", "", "sad"], ""),
    ],
)
def test_a_majority_is_more_than_half_of_all(choices: list[str], most: str) -> None:
    assert majority(choices) == most


def test_votes_for_other_things_count_against_the_truth() -> None:
    assert share_for("happy", {"happy": 6, "sad": 1, "contempt": 1}) == 0.75
    assert share_for("happy", {"sad": 2}) == 0
    assert share_for("happy", {}) is None
    assert share_for("", {"happy": 1}) is None
