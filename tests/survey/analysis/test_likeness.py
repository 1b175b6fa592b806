"""The model's probabilities against the shares of people's votes, against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial import distance

from survey.analysis.likeness import (
    disagreements,
    entropy,
    jensen_shannon,
    softmax_likeness,
)

weights = st.lists(st.integers(0, 9), min_size=5, max_size=5).filter(any)


def rows(seed: int, images: int = 40) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    people = random.multinomial(12, random.dirichlet(np.ones(5), images)[:, :]) / 12
    return people, random.dirichlet(np.full(5, 0.6), images)


def shares(counts: list[int]) -> np.ndarray:
    return np.array([counts]) / sum(counts)


@given(weights, weights)
def test_the_divergence_is_the_square_of_scipys_distance(one: list[int], other: list[int]) -> None:
    p, q = shares(one), shares(other)
    found = jensen_shannon(p, q)[0]
    assert found == pytest.approx(distance.jensenshannon(p[0], q[0], base=2) ** 2, abs=1e-12)
    assert found == jensen_shannon(q, p)[0]
    assert 0 <= found <= 1
    assert jensen_shannon(p, p)[0] == 0


def test_by_hand_half_in_common_is_a_bit_less_than_a_third() -> None:
    # p = (1, 0), q = (½, ½): ½ [log₂ (1 / ¾) + ½ log₂ (½ / ¾) + ½ log₂ (½ / ¼)] = 0.3113 bits.
    found = jensen_shannon(np.array([[1, 0.0]]), np.array([[0.5, 0.5]]))[0]
    assert found == pytest.approx(0.5 * (np.log2(4 / 3) + 0.5 * np.log2(2 / 3) + 0.5))
    assert found == pytest.approx(0.3113, abs=5e-5)


def test_an_image_that_one_side_did_not_read_has_no_disagreement() -> None:
    one, other = np.eye(5)[:3], np.eye(5)[[0, 2, 2]]
    other[2] = np.nan
    assert disagreements(one, other) == (0, 1, None)


@given(weights)
def test_entropy_is_scipys(counts: list[int]) -> None:
    found = entropy(shares(counts))[0]
    assert found == pytest.approx(stats.entropy(counts, base=2), abs=1e-12)
    assert 0 <= found <= np.log2(5) + 1e-12


def test_the_cross_entropy_lies_above_peoples_entropy_by_the_divergence() -> None:
    people, model = rows(1)
    found = softmax_likeness(people, model)
    assert found
    assert found.entropy_of_people == pytest.approx(stats.entropy(people, base=2, axis=1).mean())
    above = stats.entropy(people, model, base=2, axis=1).mean()
    assert found.cross_entropy - found.entropy_of_people == pytest.approx(above)


def test_the_rank_correlation_is_scipys_over_all_cells_and_in_each_image() -> None:
    people, model = rows(2)
    found = softmax_likeness(people, model)
    assert found
    overall = stats.spearmanr(people.ravel(), model.ravel()).statistic
    assert found.rank_correlation == pytest.approx(overall)
    each = [stats.spearmanr(one, other).statistic for one, other in zip(people, model, strict=True)]
    assert found.rank_correlation_per_image == pytest.approx(np.mean(each))


def test_images_that_only_one_side_answered_change_nothing() -> None:
    people, model = rows(3)
    expected = softmax_likeness(people[2:], model[2:])
    people[0], model[1] = np.nan, np.nan
    assert softmax_likeness(people, model) == expected
    assert softmax_likeness(people[:1], model[:1]) is None
    assert softmax_likeness(np.empty((0, 5)), np.empty((0, 5))) is None


def test_who_spreads_evenly_has_no_order_to_correlate() -> None:
    found = softmax_likeness(np.full((2, 5), 0.2), np.eye(5)[:2])
    assert found
    assert found.rank_correlation is found.rank_correlation_per_image is None
    assert found.entropy_of_people == pytest.approx(np.log2(5))


def test_a_model_that_gives_no_chance_to_what_people_saw_gets_a_finite_figure() -> None:
    found = softmax_likeness(np.eye(5)[[0]], np.eye(5)[[1]])
    assert found
    assert found.jensen_shannon == 1
    assert found.cross_entropy == pytest.approx(-np.log2(1e-12))


def test_few_votes_miss_about_as_much_entropy_as_the_docstring_says() -> None:
    random = np.random.default_rng(5)
    true = np.full(5, 0.2)
    drawn = random.multinomial(40, true, 20_000) / 40
    missed = np.log2(5) - entropy(drawn).mean()
    assert missed == pytest.approx(4 / (2 * 40 * np.log(2)), rel=0.1)
