"""Ten taggers against the shipped model: our figures are those of pandas, statsmodels,
scikit-learn, scipy and krippendorff, to 1e-9 where they are exact, else to within the bootstrap's
own noise.

What is computed here shares no line with survey/analysis. test_real_model.py goes on.
"""

from itertools import combinations

import krippendorff as krippendorff_package
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from sklearn.metrics import (
    cohen_kappa_score,
    confusion_matrix,
    precision_recall_fscore_support,
)
from statsmodels.stats.inter_rater import aggregate_raters
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss
from statsmodels.stats.proportion import proportion_confint

from survey.analysis.accuracy import accuracy
from survey.analysis.agreement import fleiss_kappa, kappa_interval
from survey.analysis.alpha import alpha_interval, krippendorff
from survey.analysis.confusion import confusion
from survey.analysis.consistency import among_people, with_people
from survey.analysis.detection import detections
from survey.analysis.difference import accuracy_interval, model_interval
from survey.analysis.scores import describe, scores
from survey.analysis.shares import votes
from tests.survey.analysis.real_votes import COLUMNS, IMAGES, ends, exact, near, repeated

pytestmark = pytest.mark.xdist_group("real_votes")  # the model is asked once


def test_it_is_the_data_that_it_should_be(everything, real):
    """3,533 lines, less those on which two of the five are level."""
    assert 3200 < len(everything.truth) < 3533
    assert everything.choices.shape == (10, len(everything.truth))
    assert (everything.choices >= 0).mean() > 0.9
    assert list(real.model.columns) == COLUMNS


# How far people agree, on all images.


def test_fleiss_kappa_of_all_images_by_the_formula(everything):
    table = pd.crosstab(everything.answers["image"], everything.answers["choice"])
    table = table[table.sum(axis=1) >= 2]
    given = table.sum(axis=1)
    same = (table * (table - 1)).sum(axis=1) / (given * (given - 1))
    chance = (table.div(given, axis=0).mean() ** 2).sum()
    ours = fleiss_kappa(votes(everything.choices))

    assert ours.images == len(table) > 3000
    assert ours.observed == pytest.approx(same.mean(), **exact)
    assert ours.expected == pytest.approx(chance, **exact)
    assert ours.value == pytest.approx((same.mean() - chance) / (1 - chance), **exact)


def test_fleiss_kappa_where_all_ten_answered_is_that_of_statsmodels(everything):
    answers = everything.answers
    full = answers.groupby("image")["choice"].transform("size") == 10
    wide = answers[full].pivot(index="image", columns="person", values="choice")
    table, _ = aggregate_raters(wide.to_numpy(int), n_cat=5)
    ours = fleiss_kappa(table)

    assert ours.images == len(table) > 1000
    assert ours.value == pytest.approx(statsmodels_fleiss(table), **exact)


def test_alpha_is_that_of_the_krippendorff_package(everything):
    wide = everything.answers.pivot(index="person", columns="image", values="choice")
    expected = krippendorff_package.alpha(wide.to_numpy(), level_of_measurement="nominal")

    assert krippendorff(votes(everything.choices)).value == pytest.approx(expected, **exact)


def test_the_intervals_of_both_are_bootstraps_over_images(real):
    table = pd.crosstab(real.answers["image"], real.answers["choice"]).to_numpy()
    random = np.random.default_rng(2)
    fleiss, alpha = [], []
    for _ in range(600):
        again = table[random.integers(0, len(table), len(table))]
        again = again[again.sum(axis=1) >= 2]
        given = again.sum(axis=1)
        same = ((again * (again - 1)).sum(axis=1) / (given * (given - 1))).mean()
        chance = ((again / given[:, None]).mean(axis=0) ** 2).sum()
        fleiss.append((same - chance) / (1 - chance))
        alpha.append(krippendorff_package.alpha(value_counts=again, level_of_measurement="nominal"))
    ours = alpha_interval(votes(real.choices), seed=3)

    near(kappa_interval(votes(real.choices), seed=3), ends(fleiss))
    near((ours.low, ours.high), ends(alpha))


# Who is right.


def test_scores_are_those_of_pandas(real, told):
    expected = told.groupby("person")["right"].sum()
    ours = describe(scores(real.choices, real.truths))

    assert (ours.people, ours.lowest, ours.highest) == (10, expected.min(), expected.max())
    assert ours.mean == pytest.approx(expected.mean(), **exact)
    assert ours.median == pytest.approx(expected.median(), **exact)
    assert dict(ours.histogram) == expected.value_counts().to_dict()


def test_accuracies_are_means_of_peoples_own(real, told, drawn):
    expected = told.groupby("person")["right"].mean().mean()

    assert accuracy(real.choices, real.truths) == pytest.approx(expected, **exact)
    assert accuracy_interval(drawn).value == pytest.approx(expected, **exact)


def test_accuracies_on_an_expression_are_too(real, told, drawn):
    for expression in range(5):
        here = told[told["truth"] == expression]
        expected = here.groupby("person")["right"].mean().mean()
        ours = accuracy_interval(drawn, real.truths == expression)
        assert ours.value == pytest.approx(expected, **exact)


def test_the_models_accuracy_has_wilsons_interval_of_statsmodels(real, told, by_model):
    once = told.drop_duplicates("image").set_index("image")["model_right"]
    low, high = proportion_confint(once.sum(), len(once), method="wilson")
    ours = model_interval(by_model, real.truths)

    assert ours.value == pytest.approx(once.mean(), **exact)
    assert (ours.low, ours.high) == pytest.approx((low, high), **exact)


def test_confusion_recall_precision_f1_and_d_prime(real, told, by_model):
    once = told.drop_duplicates("image")
    for ours, truth, said in (
        (confusion(real.choices, real.truths), told["truth"], told["choice"]),
        (confusion(by_model, real.truths), once["truth"], once["model"]),
    ):
        assert np.array_equal(ours.counts, confusion_matrix(truth, said, labels=range(5)))
        precision, recall, f1, _ = precision_recall_fscore_support(truth, said)
        for expression, found in enumerate(detections(ours)):
            shown, chosen = truth == expression, said == expression
            hit = norm.ppf(((shown & chosen).sum() + 0.5) / (shown.sum() + 1))
            alarm = norm.ppf(((~shown & chosen).sum() + 0.5) / ((~shown).sum() + 1))
            assert found.precision == pytest.approx(precision[expression], **exact)
            assert found.recall == pytest.approx(recall[expression], **exact)
            assert found.f1 == pytest.approx(f1[expression], **exact)
            assert found.d_prime == pytest.approx(hit - alarm, **exact)
            assert found.criterion == pytest.approx(-(hit + alarm) / 2, **exact)


# Who errs where.


def test_error_consistency_is_cohens_kappa_of_being_right(real, told, by_model):
    right = told.pivot(index="person", columns="image", values="right")
    pairs = [right.loc[list(pair)].dropna(axis=1) for pair in combinations(range(10), 2)]
    expected = [cohen_kappa_score(*pair.to_numpy(bool)) for pair in pairs]
    of_model = [
        cohen_kappa_score(one["right"], one["model_right"]) for _, one in told.groupby("person")
    ]
    people = among_people(real.choices, real.truths, seed=1)
    model = with_people(real.choices, by_model, real.truths, seed=1)

    assert (people.pairs, model.pairs) == (45, 10)
    assert people.kappa.value == pytest.approx(np.mean(expected), **exact)
    assert model.kappa.value == pytest.approx(np.mean(of_model), **exact)
    same = [(one["right"] == one["model_right"]).mean() for _, one in told.groupby("person")]
    assert model.observed == pytest.approx(np.mean(same), **exact)


def kappas(one, other, given, images):
    """Of the rows of one side with those of the other, images repeated."""
    weights = given * images
    total = weights.sum(axis=1)
    p, q = ((weights * side).sum(axis=1) / total for side in (one, other))
    chance = p * q + (1 - p) * (1 - q)
    return ((weights * (one == other)).sum(axis=1) / total - chance) / (1 - chance)


def test_its_intervals_are_those_of_a_crossed_bootstrap(real, wide, by_model):
    right, given, model = (each.to_numpy() for each in wide)
    first, second = np.triu_indices(10, 1)
    random = np.random.default_rng(4)
    among, of_model = [], []
    for _ in range(800):
        images, people = repeated(IMAGES, random), repeated(10, random)
        pairs = kappas(right[first], right[second], given[first] * given[second], images)
        among.append(np.average(pairs, weights=people[first] * people[second]))
        of_model.append(np.average(kappas(right, model[None, :], given, images), weights=people))
    people = among_people(real.choices, real.truths, seed=1, draws=4000).kappa
    with_model = with_people(real.choices, by_model, real.truths, seed=1, draws=4000).kappa

    near((people.low, people.high), ends(among))
    near((with_model.low, with_model.high), ends(of_model))
