"""Model minus people, and how much of it can be chance."""

import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from survey.analysis.accuracy import accuracy
from survey.analysis.arrays import NO_ANSWER
from survey.analysis.difference import (
    FEWEST_IMAGES,
    FEWEST_OF_A_KIND,
    FEWEST_PEOPLE,
    accuracy_interval,
    difference,
    model_interval,
)
from survey.analysis.equivalence import Verdict, equivalence, verdict
from survey.analysis.intervals import wilson
from survey.analysis.resampling import crossed
from tests.survey.analysis.made import study


def found_in(choices, model, truth, seed=1, draws=10_000):
    return difference(crossed(choices, truth, seed=seed, draws=draws), model, truth)


def test_the_same_seed_gives_the_same_interval():
    assert found_in(*study()) == found_in(*study())


def test_the_difference_is_the_models_accuracy_minus_peoples():
    choices, model, truth = study(missing=0.2)
    expected = 100 * ((model == truth).mean() - accuracy(choices, truth))
    found = found_in(choices, model, truth)
    assert found.points == pytest.approx(expected, rel=1e-12)
    assert found.low < found.low90 < found.points < found.high90 < found.high


def test_at_the_original_studys_size_the_margin_is_about_eight_points():
    found = found_in(*study())
    assert 6 < (found.high - found.low) / 2 < 11
    assert found.can_be_chance


def test_more_images_narrow_the_interval():
    few, many = (found_in(*study(images=images, people=20)) for images in (50, 500))
    assert many.high - many.low < (few.high - few.low) / 2


def test_a_large_difference_is_not_put_down_to_chance():
    found = found_in(*study(people_right=0.9, model_right=0.3))
    assert found.high < 0
    assert not found.can_be_chance


def test_the_interval_holds_the_true_difference_as_often_as_it_says():
    """300 studies with other people and other images each: 95%, or a little more (Owen 2007)."""
    random = np.random.default_rng(1)
    truth = np.zeros(60, int)
    held = []
    for seed in range(300):
        easy, skill = random.normal(0, 0.15, 60), random.normal(0, 0.1, (20, 1))
        right = random.random((20, 60)) < np.clip(0.7 + easy + skill, 0, 1)
        by_model = random.random((1, 60)) < np.clip(0.6 + easy, 0, 1)
        found = found_in(np.where(right, 0, 1), np.where(by_model, 0, 1), truth, seed, draws=400)
        held.append(found.low <= -10 <= found.high)
    assert 0.92 <= np.mean(held) <= 0.99


def test_a_sample_that_is_too_small_gets_no_interval():
    assert found_in(*study(people=FEWEST_PEOPLE - 1)) is None
    assert found_in(*study(images=FEWEST_IMAGES - 1)) is None
    assert found_in(np.empty((0, 0), int), np.empty((1, 0), int), np.array([], int)) is None


def test_people_who_answered_nothing_are_no_sample():
    choices, model, truth = study(people=FEWEST_PEOPLE)
    choices[0] = NO_ANSWER
    assert found_in(choices, model, truth) is None


def test_where_nobody_errs_how_often_others_would_cannot_be_said():
    truth = np.arange(50) % 5
    everyone = np.tile(truth, (20, 1))
    assert found_in(everyone, truth[None, :], truth) is None
    drawn = crossed(everyone, truth, seed=1)
    assert equivalence(drawn, truth[None, :], truth, margin=5) is None
    interval = accuracy_interval(drawn)
    assert (interval.value, interval.low, interval.high) == (1, None, None)


def test_only_images_that_both_answered_are_compared():
    choices, model, truth = study(images=200)
    expected = found_in(choices[:, 20:], model[:, 20:], truth[20:])
    model[0, :20] = NO_ANSWER
    found = found_in(choices, model, truth)
    assert found.points == pytest.approx(expected.points)
    assert found.low == pytest.approx(expected.low, abs=0.5)
    assert found.high == pytest.approx(expected.high, abs=0.5)


def test_people_have_an_interval_for_each_expression():
    choices, _, truth = study()
    drawn = crossed(choices, truth, seed=1)
    overall = accuracy_interval(drawn)
    for expression in range(5):
        found = accuracy_interval(drawn, truth == expression)
        assert found.value == pytest.approx((choices == truth)[:, truth == expression].mean())
        assert found.low < found.value < found.high
        assert found.high - found.low > overall.high - overall.low


def test_of_few_images_of_a_kind_only_the_accuracy_itself_is_known():
    choices, _, truth = study()
    where = np.arange(100) < FEWEST_OF_A_KIND - 1
    found = accuracy_interval(crossed(choices, truth, seed=1), where)
    assert found.value == pytest.approx((choices == truth)[:, where].mean())
    assert found.low is found.high is None
    assert accuracy_interval(crossed(choices, truth, seed=1), np.zeros(100, bool)) is None


def test_a_models_accuracy_has_wilsons_interval_of_what_it_answered():
    truth = np.array([0, 0, 0, 1, 1])
    model = np.array([[0, 0, 1, NO_ANSWER, 1]])
    assert model_interval(model, truth) == wilson(3, 4)
    assert model_interval(model, truth, truth == 1) == wilson(1, 1)
    assert model_interval(model, truth, truth == 2) is None


CASES = arrays(
    np.int8, st.tuples(st.integers(0, 9), st.integers(0, 14)), elements=st.integers(-1, 4)
)


@settings(deadline=None)
@given(CASES, st.integers(0, 2**32), st.sampled_from(["any", "missing", "right", "one expression"]))
def test_every_figure_is_finite_or_not_there(choices, seed, kind):
    """One person, one image, no answers, everyone right, an expression absent."""
    images = choices.shape[1]
    truth = np.zeros(images, int) if kind == "one expression" else np.arange(images) % 5
    model = (np.arange(images) % 3)[None, :]
    if kind == "missing":
        model = np.full((1, images), NO_ANSWER)
    elif kind == "right":
        choices, model = np.tile(truth, (len(choices), 1)), truth[None, :]
    drawn = crossed(choices, truth, seed=seed, draws=50)
    found = difference(drawn, model, truth)
    equal = equivalence(drawn, model, truth, margin=5)
    kinds = (None, *(truth == expression for expression in range(5)))
    sides = [accuracy_interval(drawn, where) for where in kinds]
    sides += [model_interval(model, truth, where) for where in kinds]
    json.dumps([each and asdict(each) for each in (found, equal, *sides)], allow_nan=False)
    assert isinstance(verdict(found, equal), Verdict)
    assert (found is None) == (equal is None)
    if found:
        assert -100 <= found.low <= found.low90 <= found.high90 <= found.high <= 100


@settings(deadline=None)
@given(st.permutations(range(9)), st.permutations(range(5)))
def test_neither_who_came_first_nor_an_expressions_number_matters(people, expressions):
    choices, model, truth = study(people=9, images=20)
    renamed = np.array(expressions)
    found = found_in(renamed[choices[people]], renamed[model], renamed[truth], draws=50)
    assert found.points == pytest.approx(found_in(choices, model, truth, draws=50).points)
