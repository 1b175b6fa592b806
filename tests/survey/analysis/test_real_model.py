"""Ten taggers against the shipped model: our figures are those of pandas, statsmodels,
scikit-learn, scipy and krippendorff, to 1e-9 where they are exact, else to within the bootstrap's
own noise.

What is computed here shares no line with survey/analysis. test_real_votes.py begins.
"""

from itertools import combinations
from uuid import UUID

import krippendorff
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy as scipy_entropy
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score
from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM
from statsmodels.stats.contingency_tables import mcnemar

from survey.analysis.calibration import calibration
from survey.analysis.consistency import among_people
from survey.analysis.crowd import crowd
from survey.analysis.difference import accuracy_interval, difference
from survey.analysis.equivalence import equivalence
from survey.analysis.likeness import disagreements, entropy, softmax_likeness
from survey.analysis.mixed import mixed
from survey.analysis.shares import vote_shares
from survey.results.compared import Reader, compared
from survey.results.rows import Items, Votes
from tests.survey.analysis.real_votes import (
    DRAWS,
    IMAGES,
    ends,
    exact,
    near,
    repeated,
)

pytestmark = pytest.mark.xdist_group("real_votes")  # the model is asked once
MARGIN = 5.0


def test_the_difference_and_its_tests_are_those_of_a_crossed_bootstrap(
    real, told, wide, drawn, by_model
):
    right, given, model = (each.to_numpy() for each in wide)
    weight = given.shape[1] / given.sum(axis=1, keepdims=True)
    random = np.random.default_rng(3)
    people, points = [], []
    for _ in range(DRAWS):
        both = np.outer(repeated(10, random), images := repeated(IMAGES, random)) * weight
        people.append((both * right).sum() / (both * given).sum())
        points.append(100 * (images @ model / IMAGES - people[-1]))
    mean = told.groupby("person")["right"].mean().mean()
    ours = difference(drawn, by_model, real.truths)
    tests = equivalence(drawn, by_model, real.truths, margin=MARGIN)
    around = accuracy_interval(drawn)

    assert ours.points == pytest.approx(100 * (model.mean() - mean), **exact)
    near((ours.low, ours.high), ends(points))
    near((ours.low90, ours.high90), np.percentile(points, [5, 95]))
    near((around.low, around.high), ends(people))
    assert tests.p_lower == pytest.approx(np.mean(np.array(points) <= -MARGIN), abs=0.03)
    assert tests.p_upper == pytest.approx(np.mean(np.array(points) >= MARGIN), abs=0.03)


def test_the_mixed_models_effect_is_near_that_of_statsmodels(real, told, by_model):
    """On a hundred images, where its variational Bayes takes a second. It has a prior."""
    some = told[told["image"].isin(real.truth.index[:100])]
    once = some.drop_duplicates("image").assign(person=10, right=lambda rows: rows["model_right"])
    rows = pd.concat([some, once])
    is_model = (rows["person"] == 10).to_numpy(float)
    people = pd.get_dummies(rows["person"]).to_numpy(float)[:, :10]  # a model is no person
    images = pd.get_dummies(rows["image"]).to_numpy(float)
    reference = BinomialBayesMixedGLM(
        rows["right"].to_numpy(float),
        np.column_stack([np.ones(len(rows)), is_model]),
        sparse.csr_matrix(np.hstack([people, images])),
        np.repeat([0, 1], [10, images.shape[1]]),
        vcp_p=2,
        fe_p=10,
    ).fit_vb(mean=np.zeros(114), sd=np.full(114, 0.6))  # 2 effects, 2 variances, 110 intercepts
    ours = mixed(real.choices[:, :100], [by_model[:, :100]], real.truths[:100], seed=1)
    (effect,) = ours.effects
    error = (effect.high - effect.low) / (2 * 1.96)

    assert effect.value == pytest.approx(reference.fe_mean[1], abs=0.3 * error)
    assert error == pytest.approx(reference.fe_sd[1], rel=0.25)
    assert ours.intercept == pytest.approx(reference.fe_mean[0], abs=0.4)


def majority(row: pd.Series) -> int:
    return int(row.idxmax()) if (row == row.max()).sum() == 1 else -1


def test_the_crowd_and_its_halves(real, told, by_model):
    table = pd.crosstab(told["image"], told["choice"])
    seen = table.apply(majority, axis=1)
    once = told.drop_duplicates("image").set_index("image").loc[table.index]
    clear = seen != -1
    crowd_right = (seen == once["truth"])[clear]
    square = pd.crosstab(crowd_right, once["model_right"][clear])
    square = square.reindex(index=[True, False], columns=[True, False], fill_value=0)
    ours = crowd(real.choices, by_model, real.truths, seed=1)
    found = [[ours.both_right, ours.only_crowd], [ours.only_model, ours.both_wrong]]

    assert found == square.to_numpy().tolist()
    assert ours.p == pytest.approx(mcnemar(square, exact=True).pvalue, **exact)
    assert ours.model == pytest.approx(once["model_right"].mean(), **exact)
    lists = told.groupby("image")["choice"].agg(list)
    of_three = [
        np.mean([shared_credit(some, shown) for some in combinations(said, min(3, len(said)))])
        for said, shown in zip(lists, once["truth"], strict=True)
    ]
    assert ours.curve[0][1] == pytest.approx(told.groupby("image")["right"].mean().mean(), **exact)
    assert ours.curve[2][1] == pytest.approx(np.mean(of_three), **exact)


def shared_credit(said, shown) -> float:
    most = max(map(said.count, said))
    level = {choice for choice in said if said.count(choice) == most}
    return (shown in level) / len(level)


def test_halves_of_the_crowd_are_those_of_all_252_splits(real, told, by_model):
    one_hot = pd.get_dummies(told.set_index(["person", "image"])["choice"]).astype(int)
    cube = one_hot.unstack(fill_value=0).to_numpy().reshape(10, 5, -1)
    model = told.drop_duplicates("image").set_index("image")["model"].sort_index().to_numpy()
    of_crowd, of_model = [], []
    for half in combinations(range(10), 5):
        other = [person for person in range(10) if person not in half]
        sums = [cube[list(members)].sum(axis=0) for members in (half, other)]
        clear = np.all([(votes == votes.max(axis=0)).sum(axis=0) == 1 for votes in sums], axis=0)
        seen, others_seen = (votes.argmax(axis=0)[clear] for votes in sums)
        of_crowd.append((seen == others_seen).mean())
        of_model.append((seen == model[clear]).mean())
    ours = crowd(real.choices, by_model, real.truths, seed=1).halves

    assert ours.crowd == pytest.approx(np.mean(of_crowd), abs=0.003)
    assert ours.model == pytest.approx(np.mean(of_model), abs=0.003)


# What the model's probabilities say.


def test_calibration_error_and_brier_score(real):
    sure = real.model.astype(float)
    frame = pd.DataFrame({"sure": sure.max(axis=1), "said": sure.to_numpy().argmax(axis=1)})
    frame["right"] = frame["said"] == real.truth
    groups = frame.groupby(pd.cut(frame["sure"], np.linspace(0, 1, 16)), observed=True)
    gaps = (groups["sure"].mean() - groups["right"].mean()).abs() * groups.size() / len(frame)
    wanted = pd.get_dummies(real.truth).astype(float).to_numpy()
    ours = calibration(real.probabilities, real.truths)

    assert ours.ece == pytest.approx(gaps.sum(), **exact)
    assert ours.brier == pytest.approx(((sure - wanted) ** 2).sum(axis=1).mean(), **exact)
    assert [each.images for each in ours.bins] == groups.size().tolist()


def test_votes_and_probabilities_image_by_image(real, told):
    table = pd.crosstab(told["image"], told["choice"]).loc[real.truth.index]
    people = table.div(table.sum(axis=1), axis=0).to_numpy()
    model = real.model.to_numpy(np.float64)
    apart = jensenshannon(people, model, base=2, axis=1) ** 2
    spread = scipy_entropy(people, base=2, axis=1)
    cross = -(people * np.log2(model)).sum(axis=1)
    own = [spearmanr(one, other).statistic for one, other in zip(people, model, strict=True)]
    shares = vote_shares(real.choices)
    ours = softmax_likeness(shares, real.probabilities)

    assert ours.jensen_shannon == pytest.approx(apart.mean(), abs=1e-7)
    assert np.array(disagreements(shares, real.probabilities)) == pytest.approx(apart, abs=1e-7)
    assert entropy(shares) == pytest.approx(spread, **exact)
    assert ours.entropy_of_people == pytest.approx(spread.mean(), **exact)
    assert ours.cross_entropy == pytest.approx(cross.mean(), **exact)
    assert ours.rank_correlation == pytest.approx(
        spearmanr(people.ravel(), model.ravel()).statistic, **exact
    )
    assert ours.rank_correlation_per_image == pytest.approx(np.nanmean(own), **exact)


# What the page says.


def test_the_comparison_is_made_of_these_figures(real, told, by_model):
    ids = tuple(UUID(int=number) for number in range(IMAGES))
    nobody, sources = np.zeros(10, bool), ("FER+",) * IMAGES
    items = Items(
        ids,
        tuple(range(1, IMAGES + 1)),
        tuple(range(IMAGES)),
        real.truths,
        real.truths >= 0,
        sources,
    )
    voted = Votes(
        people=tuple("abcdefghij"),
        choices=real.choices,
        times=np.full_like(real.choices, -1, np.int32),
        simulated=nobody,
        imported=nobody,
        left_out=0,
        excluded=real.choices[:0],
        reasons=(),
    )
    found = compared(items, voted, [Reader("shipped", real.probabilities)], seed=1)
    wide = told.pivot(index="person", columns="image", values="choice")
    once = told.drop_duplicates("image")
    mean = told.groupby("person")["right"].mean().mean()
    one, model = found.agreement, found.models[0]
    kappas = [
        cohen_kappa_score(each["right"], each["model_right"]) for _, each in told.groupby("person")
    ]

    assert found.people.side.overall.value == pytest.approx(mean, **exact)
    assert model.total == once["model_right"].sum()
    assert model.difference.points == pytest.approx(
        100 * (once["model_right"].mean() - mean), **exact
    )
    assert one.alpha.value == pytest.approx(
        krippendorff.alpha(wide.to_numpy(), level_of_measurement="nominal"), **exact
    )
    assert one.ceiling == among_people(real.choices, real.truths, seed=1)
    assert model.consistency.kappa.value == pytest.approx(np.mean(kappas), **exact)
    assert model.crowd == crowd(real.choices, by_model, real.truths, seed=1)
    assert model.calibration == calibration(real.probabilities, real.truths)
    assert model.likeness == softmax_likeness(vote_shares(real.choices), real.probabilities)
