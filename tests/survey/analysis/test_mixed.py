import numpy as np
import pandas as pd
import pytest
from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

from survey.analysis import mixed as module
from survey.analysis.arrays import NO_ANSWER
from survey.analysis.mixed import mixed


def simulated(random, *, people=80, images=100, effects=(0.5,), person_sd=0.5, image_sd=1.2):
    """Choices, models and truth, by the model that is fitted."""
    truth = random.integers(0, 5, images)
    image = 1.5 + random.normal(0, image_sd, images)

    def chosen(logits):
        hit = random.random(logits.shape) < 1 / (1 + np.exp(-logits))
        return np.where(hit, truth, (truth + 1) % 5).astype(np.int8)

    choices = chosen(random.normal(0, person_sd, (people, 1)) + image)
    return choices, [chosen(image[None, :] + effect) for effect in effects], truth


def test_it_is_near_statsmodels_bayesian_fit():
    """Its priors are weak, its approximation another: they agree to a tenth of the intervals."""
    choices, models, truth = simulated(np.random.default_rng(5), people=30, images=60)
    rows = pd.DataFrame(
        [
            (int(choice == truth[image]), kind, who, image)
            for kind, table in enumerate((choices, models[0]))
            for who, row in enumerate(table)
            for image, choice in enumerate(row)
        ],
        columns=["right", "model", "who", "image"],
    )
    person = pd.get_dummies(rows.who.where(rows.model == 0)).to_numpy(float)
    image = pd.get_dummies(rows.image).to_numpy(float)
    reference = BinomialBayesMixedGLM(
        rows.right.to_numpy(),
        np.column_stack([np.ones(len(rows)), rows.model]),
        np.hstack([person, image]),
        np.r_[np.zeros(person.shape[1]), np.ones(image.shape[1])].astype(int),
        vcp_p=2,
        fe_p=5,
    ).fit_vb()
    found = mixed(choices, models, truth, seed=1)
    effect = found.effects[0]
    assert effect.value == pytest.approx(reference.fe_mean[1], abs=0.05)
    assert effect.high - effect.low == pytest.approx(2 * 1.96 * reference.fe_sd[1], rel=0.05)
    assert (found.person_sd, found.image_sd) == pytest.approx(
        np.exp(reference.vcp_mean), rel=0.1, abs=0.05
    )


def test_it_finds_what_was_put_in():
    """Over 20 studies: effects without bias, intervals that hold the truth about 95 times in 100,
    standard deviations to within a tenth."""
    random = np.random.default_rng(1)
    effects = (0.0, 0.8)
    found = [mixed(*simulated(random, people=50, effects=effects), seed=1) for _ in range(20)]
    values = np.array([[effect.value for effect in each.effects] for each in found])
    error = values.std(axis=0, ddof=1) / 20**0.5
    assert (np.abs(values.mean(axis=0) - effects) < 3 * error + 0.05).all()
    held = [
        effect.low <= true <= effect.high
        for each in found
        for effect, true in zip(each.effects, effects, strict=True)
    ]
    assert 0.88 <= np.mean(held) <= 1
    assert np.mean([each.person_sd for each in found]) == pytest.approx(0.5, rel=0.1)
    assert np.mean([each.image_sd for each in found]) == pytest.approx(1.2, rel=0.1)


def test_a_model_that_is_always_right_has_no_effect_and_changes_none():
    choices, models, truth = simulated(np.random.default_rng(2), people=20, images=40)
    alone = mixed(choices, models, truth, seed=1)
    both = mixed(choices, [truth[None, :], *models], truth, seed=1)
    assert both.effects == (None, alone.effects[0])
    assert mixed(choices, [], truth, seed=1).effects == ()


def test_nothing_is_said_of_too_few_or_where_nobody_errs():
    choices, models, truth = simulated(np.random.default_rng(2), people=20, images=40)
    assert mixed(choices[:4], models, truth, seed=1) is None
    assert mixed(choices[:, :9], [models[0][:, :9]], truth[:9], seed=1) is None
    assert mixed(np.tile(truth, (20, 1)), models, truth, seed=1) is None
    assert mixed(np.full_like(choices, NO_ANSWER), models, truth, seed=1) is None


def test_of_very_many_a_part_is_fitted(monkeypatch):
    choices, models, truth = simulated(np.random.default_rng(2), people=40, images=60)
    monkeypatch.setattr(module, "MOST_PEOPLE", 30)
    monkeypatch.setattr(module, "MOST_IMAGES", 50)
    found = mixed(choices, models, truth, seed=1)
    assert (found.people, found.images) == (30, 50)
    assert found == mixed(choices, models, truth, seed=1)


@pytest.mark.parametrize("right", [3, 4, 6, 8])
def test_people_with_one_right_answer_among_them_have_no_fit(right):
    """The variances grow until nothing can be solved."""
    truth = np.zeros(10, np.int8)
    choices = np.ones((8, 10), np.int8)
    choices[0, 0] = 0
    model = (np.arange(10) < right).astype(np.int8)
    assert mixed(choices, [model[None, :]], truth, seed=1) is None
