"""Krippendorff's α against his own example and the krippendorff package."""

import krippendorff as reference
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from survey.analysis.agreement import fleiss_kappa
from survey.analysis.alpha import alpha_interval, krippendorff
from survey.analysis.arrays import NO_ANSWER
from survey.analysis.intervals import Interval
from survey.analysis.shares import votes

# Krippendorff (2011), section C: four observers, twelve units, "." where one said nothing.
OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
TABLE = np.array([[0, 0, 0, 0, 4], [4, 0, 0, 0, 0], [2, 2, 0, 0, 0], [3, 1, 0, 0, 0]])


def krippendorffs_example() -> np.ndarray:
    return np.array(
        [[NO_ANSWER if mark == "." else int(mark) - 1 for mark in line] for line in OBSERVERS]
    )


def test_it_is_what_krippendorff_found():
    found = krippendorff(votes(krippendorffs_example()))
    assert found
    assert found.value == pytest.approx(0.743, abs=5e-4)
    assert (found.images, found.answers) == (11, 40)


@settings(deadline=None, max_examples=100)
@given(arrays(np.int8, (4, 12), elements=st.integers(NO_ANSWER, 4)))
def test_it_is_what_the_krippendorff_package_finds(choices):
    found = krippendorff(votes(choices))
    table = votes(choices)
    usable = table[table.sum(axis=1) >= 2]
    if len(usable) == 0 or (usable.sum(axis=0) > 0).sum() < 2:
        assert found is None
        return
    expected = reference.alpha(
        value_counts=table, value_domain=range(5), level_of_measurement="nominal"
    )
    assert found.value == pytest.approx(expected, abs=1e-12)
    interval = alpha_interval(table, seed=1, draws=20)
    assert interval.low is None or np.isfinite([interval.low, interval.high]).all()


def test_it_comes_near_to_fleiss_kappa_with_many_answers():
    """Both expect by chance what the answers' shares say; α doesn't pair an answer with itself."""
    table = np.random.default_rng(5).multinomial(200, [0.4, 0.3, 0.1, 0.1, 0.1], size=50)
    table[:25] = np.random.default_rng(6).multinomial(200, [0.05, 0.05, 0.6, 0.2, 0.1], size=25)
    alpha, kappa = krippendorff(table), fleiss_kappa(table)
    assert alpha.value == pytest.approx(kappa.value, abs=1e-4)


def test_weights_are_images_that_are_there_several_times():
    weights = np.array([3, 5, 0, 2])
    assert krippendorff(TABLE, weights) == krippendorff(TABLE.repeat(weights, axis=0))
    assert alpha_interval(TABLE, weights, seed=3) == alpha_interval(
        TABLE.repeat(weights, axis=0), seed=3
    )


def test_its_interval_holds_it_as_often_as_it_says():
    """Samples of forty images from a world in which every image's shares are known."""
    world = np.random.default_rng(1)
    shares = world.dirichlet([0.4] * 5, size=20_000)
    truth = krippendorff(np.stack([world.multinomial(8, row) for row in shares])).value
    held = 0
    for sample in range(200):
        images = world.choice(len(shares), 40)
        table = np.stack([world.multinomial(8, row) for row in shares[images]])
        interval = alpha_interval(table, seed=sample, draws=500)
        held += interval.low <= truth <= interval.high
    assert 0.88 <= held / 200 <= 0.98


@pytest.mark.parametrize(
    "table", [np.zeros((0, 5)), [[1, 0, 0, 0, 0]], [[0] * 5], [[3, 0, 0, 0, 0], [2, 0, 0, 0, 0]]]
)
def test_where_nothing_can_be_said_nothing_is(table):
    counts = np.array(table, dtype=int)
    assert krippendorff(counts) is None
    assert alpha_interval(counts, seed=1) is None


def test_four_images_have_no_interval():
    found = krippendorff(TABLE)
    assert found
    assert alpha_interval(TABLE, seed=1) == Interval(found.value, None, None)
