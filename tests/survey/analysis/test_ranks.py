"""Spearman's correlation, against SciPy and a published table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from survey.analysis.ranks import ranks, row_ranks, row_spearman, spearman, spearman_interval

numbers = st.lists(st.integers(-3, 3), min_size=1, max_size=30)


@given(numbers)
def test_equal_values_share_the_mean_of_their_ranks(values: list[int]) -> None:
    expected = stats.rankdata(values).tolist()
    assert ranks(np.array(values, float)).tolist() == expected
    assert row_ranks(np.array([values], float))[0].tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=40))
def test_the_correlation_is_scipys(pairs: list[tuple[int, int]]) -> None:
    one, other = np.array(pairs, float).T
    found = spearman(one, other)
    row = row_spearman(one[None, :], other[None, :])[0]
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert found is None
        assert np.isnan(row)
    else:
        assert found == pytest.approx(stats.spearmanr(one, other).statistic, abs=1e-12)
        assert row == pytest.approx(found)


def test_it_is_what_the_textbook_example_has() -> None:
    # IQ against hours of TV, ten people: 1 − 6·194 / (10·99) = −29/165.
    iq = np.array([106, 100, 86, 101, 99, 103, 97, 113, 112, 110.0])
    hours = np.array([7, 27, 2, 50, 28, 29, 20, 12, 6, 17.0])
    assert spearman(iq, hours) == pytest.approx(-29 / 165)


def test_nothing_has_no_correlation() -> None:
    assert spearman(np.array([]), np.array([])) is None
    assert spearman(np.array([1.0]), np.array([2.0])) is None


def test_its_interval_is_bonett_and_wrights() -> None:
    # By hand: z = atanh 0.5 = 0.549306, s = √(1.125 / 97) = 0.107694, z ± 1.96 s.
    low, high = spearman_interval(0.5, 100)
    assert low == pytest.approx(np.tanh(0.549306 - 1.959964 * 0.107694), abs=1e-5)
    assert high == pytest.approx(np.tanh(0.549306 + 1.959964 * 0.107694), abs=1e-5)
    assert spearman_interval(1, 100) == (1, 1)
    assert spearman_interval(0.5, 9) is None


def test_its_interval_holds_the_true_correlation_in_about_95_of_100_samples() -> None:
    random = np.random.default_rng(7)
    true = 6 / np.pi * np.arcsin(0.6 / 2)  # Spearman's of a normal pair correlated by 0.6
    held = 0
    for sample in random.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], (600, 60)):
        low, high = spearman_interval(spearman(*sample.T), 60)
        held += low <= true <= high
    assert 0.92 <= held / 600 <= 0.98
