"""Model minus people, and how much of it can be chance."""

import numpy as np
import pytest

from survey.analysis import difference as module
from survey.analysis.arrays import NO_ANSWER
from survey.analysis.difference import FEWEST_IMAGES, FEWEST_PEOPLE, Difference
from survey.analysis.resampling import crossed


def difference(choices, model, truth, *, seed) -> Difference | None:
    return module.difference(crossed(choices, truth, seed=seed), model, truth)


def study(people=42, images=100, people_right=0.79, model_right=0.78, seed=3):
    """Images of differing difficulty: people tend to fail on the same ones."""
    random = np.random.default_rng(seed)
    truth = np.arange(images) % 5
    easy = random.beta(1.6, 1.6 * (1 - people_right) / people_right, images)
    choices = np.where(random.random((people, images)) < easy, truth, (truth + 1) % 5)
    model = np.where(random.random((1, images)) < model_right, truth, (truth + 1) % 5)
    return choices, model, truth


def test_the_same_seed_gives_the_same_interval():
    assert difference(*study(), seed=1) == difference(*study(), seed=1)


def test_the_difference_is_the_models_accuracy_minus_peoples():
    choices, model, truth = study()
    expected = 100 * ((model == truth).mean() - (choices == truth).mean())
    found = difference(choices, model, truth, seed=1)
    assert found.points == pytest.approx(expected)
    assert found.low < found.points < found.high


def test_at_the_original_studys_size_the_margin_is_about_eight_points():
    found = difference(*study(), seed=1)
    assert 6 < (found.high - found.low) / 2 < 11
    assert found.can_be_chance


def test_more_images_narrow_the_interval():
    few, many = (difference(*study(images=images), seed=1) for images in (100, 1000))
    assert many.high - many.low < (few.high - few.low) / 2


def test_a_large_difference_is_not_put_down_to_chance():
    found = difference(*study(people_right=0.9, model_right=0.3), seed=1)
    assert found.high < 0
    assert not found.can_be_chance


def test_a_sample_that_is_too_small_gets_no_interval():
    assert difference(*study(people=FEWEST_PEOPLE - 1), seed=1) is None
    assert difference(*study(images=FEWEST_IMAGES - 1), seed=1) is None
    assert difference(np.empty((0, 0), int), np.empty((1, 0), int), np.array([]), seed=1) is None


def test_only_images_that_both_answered_are_compared():
    choices, model, truth = study(images=200)
    expected = difference(choices[:, 20:], model[:, 20:], truth[20:], seed=1)
    model[0, :20] = NO_ANSWER
    found = difference(choices, model, truth, seed=1)
    assert found.points == pytest.approx(expected.points)
    assert found.low == pytest.approx(expected.low, abs=0.5)
    assert found.high == pytest.approx(expected.high, abs=0.5)
