"""Public against private photographs, against statsmodels and simulated studies."""

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from survey.analysis.arrays import NO_ANSWER
from survey.analysis.kinds import model_beside_people, model_by_kind, people_by_kind
from survey.analysis.resampling import crossed

PUBLIC = np.arange(100) < 60
Study = tuple[np.ndarray, np.ndarray, np.ndarray]


def study(public: float = 0.85, private: float = 0.75, model_gains: float = 0.0) -> Study:
    """People read public photographs better, and the model by so much more than they."""
    random = np.random.default_rng(3)
    truth = np.arange(100) % 5
    difficulty = random.uniform(-0.3, 0.3, 100)
    chance = np.clip(np.where(PUBLIC, public, private) + difficulty, 0, 1)
    choices = np.where(random.random((50, 100)) < chance, truth, (truth + 1) % 5)
    sure = np.where(PUBLIC, chance + model_gains, chance)
    model = np.where(random.random((1, 100)) < sure, truth, (truth + 1) % 5)
    return choices, model, truth


def test_a_models_interval_is_newcombes() -> None:
    _, model, truth = study()
    found = model_by_kind(model, truth, PUBLIC)
    hits = model[0] == truth
    low, high = confint_proportions_2indep(
        hits[PUBLIC].sum(), 60, hits[~PUBLIC].sum(), 40, method="newcomb", compare="diff"
    )
    assert found.value == pytest.approx(100 * (hits[PUBLIC].mean() - hits[~PUBLIC].mean()))
    assert (found.low, found.high) == pytest.approx((100 * low, 100 * high))


def test_peoples_difference_has_an_interval_of_people_and_images() -> None:
    choices, _, truth = study()
    found = people_by_kind(crossed(choices, truth, seed=1), PUBLIC)
    hits = choices == truth
    assert found.value == pytest.approx(100 * (hits[:, PUBLIC].mean() - hits[:, ~PUBLIC].mean()))
    assert found.low < found.value < found.high
    # By the normal approximation of images alone, which people's chance adds to.
    images = [hits[:, kind].mean(axis=0) for kind in (PUBLIC, ~PUBLIC)]
    deviation = 100 * np.sqrt(sum(each.var() / len(each) for each in images))
    assert 0.95 < (found.high - found.low) / (2 * 1.96 * deviation) < 1.25


def test_who_gains_more_from_public_photographs_is_told() -> None:
    choices, model, truth = study(public=0.6, private=0.6, model_gains=0.35)
    drawn = crossed(choices, truth, seed=1)
    found = model_beside_people(drawn, model, truth, PUBLIC)
    own, theirs = model_by_kind(model, truth, PUBLIC), people_by_kind(drawn, PUBLIC)
    assert found.value == pytest.approx(own.value - theirs.value)
    assert 0 < found.low < found.value < found.high


def test_without_one_kind_nothing_can_be_said() -> None:
    choices, model, truth = study()
    for public in (np.ones(100, bool), np.zeros(100, bool)):
        drawn = crossed(choices, truth, seed=1)
        assert people_by_kind(drawn, public) is None
        assert model_by_kind(model, truth, public) is None
        assert model_beside_people(drawn, model, truth, public) is None
    model[0, PUBLIC] = NO_ANSWER
    assert model_by_kind(model, truth, PUBLIC) is None


def test_few_people_or_few_of_a_kind_have_no_interval() -> None:
    choices, _, truth = study()
    few = crossed(choices[:4], truth, seed=1)
    rare = crossed(choices, truth, seed=1)
    for found in (people_by_kind(few, PUBLIC), people_by_kind(rare, np.arange(100) < 4)):
        assert found.value == found.value
        assert found.low is found.high is None
