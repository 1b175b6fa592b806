"""The majority against a model: statsmodels, and every choice of people counted one by one."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.contingency_tables import mcnemar as reference

from survey.analysis.arrays import NO_ANSWER
from survey.analysis.crowd import crowd, crowds, majority_right, mcnemar

# Four people and six images; the model is right on all but the last two.
TRUTH = np.array([0, 1, 2, 3, 4, 0])
PEOPLE = np.array([
    [0, 1, 2, 0, 1, 0],
    [0, 1, 2, 0, 1, 0],
    [0, 1, 0, 0, 4, 0],
    [0, 2, 0, 3, 0, 0],
])  # fmt: skip
MODEL = np.array([[0, 1, 2, 3, 1, 1]])


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_its_p_is_that_of_statsmodels(only_one, only_other):
    expected = reference([[5, only_one], [only_other, 5]], exact=True).pvalue
    assert mcnemar(only_one, only_other) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_of_many_images_p_is_neither_lost_nor_above_one():
    assert mcnemar(0, 0) == mcnemar(15_000, 15_000) == 1
    assert mcnemar(14_000, 16_000) == pytest.approx(
        reference([[0, 14_000], [16_000, 0]], exact=True).pvalue, rel=1e-6
    )


def test_a_worked_example():
    found = crowd(PEOPLE, MODEL, TRUTH, seed=1)

    # On the third image two say the truth and two another: no majority.
    assert found.tied == 1
    assert (found.both_right, found.only_crowd, found.only_model, found.both_wrong) == (2, 1, 1, 1)
    assert found.p == 1
    assert found.accuracy == pytest.approx((1 + 1 + 0.5 + 0 + 0 + 1) / 6)
    assert found.model == pytest.approx(4 / 6)
    assert (found.people, found.images) == (4, 6)


def credit(voted, truth):
    counts = np.bincount(voted, minlength=5)
    return (counts[truth] == counts.max()) / (counts == counts.max()).sum()


@settings(deadline=None, max_examples=60)
@given(arrays(np.int64, 5, elements=st.integers(0, 3)), st.integers(1, 9))
def test_the_majority_of_so_many_is_that_of_every_choice_of_them(counts, largest):
    """*counts* votes; the truth is the first."""
    voted = np.arange(5).repeat(counts)
    found = majority_right(counts[None, :], largest)[0]
    for size in range(1, largest + 1):
        if not len(voted):
            expected = 0.2
        else:
            chosen = combinations(voted, min(size, len(voted)))
            expected = np.mean([credit(np.array(some), 0) for some in chosen])
        assert found[size - 1] == pytest.approx(expected, abs=1e-12)


def test_a_thousand_votes_are_counted_as_exactly_as_ten():
    """Against a hundred thousand draws of seven."""
    counts = np.array([400, 350, 150, 70, 30])
    drawn = np.random.default_rng(1).multivariate_hypergeometric(counts, 7, 100_000)
    top = drawn.max(axis=1)
    expected = ((drawn[:, 0] == top) / (drawn == top[:, None]).sum(axis=1)).mean()
    assert majority_right(counts[None, :], 30)[0, 6] == pytest.approx(expected, abs=0.006)


def test_the_curve_begins_with_one_person_and_ends_with_everybody():
    found = crowd(PEOPLE, MODEL, TRUTH, seed=1)
    sizes, accuracies = zip(*found.curve, strict=True)

    assert sizes == (1, 2, 3, 4)
    assert accuracies[0] == pytest.approx((PEOPLE == TRUTH).mean())
    assert accuracies[1] == pytest.approx(accuracies[0])  # two agree, or share the credit
    assert accuracies[-1] == found.accuracy


def test_of_more_people_than_it_counts_out_the_last_point_is_everybody():
    random = np.random.default_rng(1)
    truth = np.arange(50) % 5
    choices = np.where(random.random((90, 50)) < 0.6, truth, 4 - truth)
    found = crowd(choices, truth[None, :], truth, seed=1)

    assert [size for size, _ in found.curve] == [*range(1, 31), 90]
    assert found.curve[-1][1] == found.accuracy


def test_people_for_a_model_are_the_fewest_whose_majority_is_as_good():
    truth = np.zeros(200, int)
    random = np.random.default_rng(2)
    choices = np.where(random.random((60, 200)) < 0.7, 0, random.integers(1, 5, (60, 200)))
    model = np.where(np.arange(200) < 180, 0, 1)[None, :]
    found = crowd(choices, model, truth, seed=1)
    curve = dict(found.curve)

    assert found.model == 0.9
    assert curve[found.people_for_model] >= 0.9 > curve[found.people_for_model - 1]
    assert crowd(choices[:2], truth[None, :], truth, seed=1).people_for_model is None


def test_halves_are_those_of_every_split():
    """Four people can be split in three ways; each half of two agrees or has no majority."""
    found = crowd(PEOPLE, MODEL, TRUTH, seed=1, splits=3000).halves
    crowds_share, models_share = [], []
    for one in ({0, 1}, {2, 3}, {0, 2}, {1, 3}, {0, 3}, {1, 2}):
        first, second = (PEOPLE[sorted(half)] for half in (one, {0, 1, 2, 3} - one))
        clear = (first[0] == first[1]) & (second[0] == second[1])
        crowds_share.append((first[0] == second[0])[clear].mean())
        models_share.append((first[0] == MODEL[0])[clear].mean())

    assert found.crowd == pytest.approx(np.mean(crowds_share), abs=0.02)
    assert found.model == pytest.approx(np.mean(models_share), abs=0.02)


def test_nobody_is_scored_against_themselves():
    """People who guess agree with the majority that they are part of, but not with the others."""
    guesses = np.random.default_rng(3).integers(0, 5, (20, 1000))
    truth = np.zeros(1000, int)
    found = crowd(guesses, guesses[:1], truth, seed=1)

    assert found.halves.crowd == pytest.approx(0.2, abs=0.03)
    others = crowd(guesses[1:], guesses[:1], truth, seed=1)
    assert others.halves.model == pytest.approx(0.2, abs=0.03)
    assert others.halves.p > 0.1


def test_a_model_that_reads_worse_than_half_of_the_crowd_is_found_out():
    random = np.random.default_rng(4)
    truth = np.arange(100) % 5
    choices = np.where(random.random((30, 100)) < 0.8, truth, (truth + 1) % 5)
    model = np.where(np.arange(100) < 60, truth, (truth + 2) % 5)[None, :]
    found = crowd(choices, model, truth, seed=1)

    assert found.halves.crowd > 0.95
    assert found.halves.p < 1e-6
    assert found.p < 1e-6


def test_only_images_count_that_both_answered():
    choices, model = PEOPLE.copy(), MODEL.copy()
    choices[:, 0] = NO_ANSWER
    model[0, 1] = NO_ANSWER
    found = crowd(choices, model, TRUTH, seed=1)

    assert found == crowd(PEOPLE[:, 2:], MODEL[:, 2:], TRUTH[2:], seed=1)
    assert found.images == 4


def test_several_models_are_what_each_of_them_is_alone():
    models = np.vstack([MODEL, TRUTH, np.full(6, NO_ANSWER), MODEL])
    models[3, 2] = NO_ANSWER

    assert crowds(PEOPLE, models, TRUTH, seed=1) == tuple(
        crowd(PEOPLE, model[None, :], TRUTH, seed=1) for model in models
    )
    assert crowds(PEOPLE, models, TRUTH, seed=1)[2] is None


def test_one_person_has_no_halves_and_nobody_is_no_crowd():
    one = crowd(PEOPLE[:1], MODEL, TRUTH, seed=1)

    assert one.halves is None
    assert one.curve == ((1, one.accuracy),)
    assert crowd(PEOPLE[:0], MODEL, TRUTH, seed=1) is None
    assert crowd(np.full_like(PEOPLE, NO_ANSWER), MODEL, TRUTH, seed=1) is None
