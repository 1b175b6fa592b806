"""Accuracy is the mean over people of right / answered."""

import numpy as np
import pytest

from survey.analysis.accuracy import accuracy, per_expression
from survey.analysis.arrays import NO_ANSWER

TRUTH = np.array([0, 0, 1, 1])


def test_everybody_weighs_the_same_however_much_they_answered():
    choices = np.array([[0, 0, 1, 0], [1, NO_ANSWER, NO_ANSWER, NO_ANSWER]])
    assert accuracy(choices, TRUTH) == pytest.approx((3 / 4 + 0 / 1) / 2)


def test_who_answered_nothing_is_left_out():
    choices = np.array([[0, 0, 1, 1], [NO_ANSWER] * 4])
    assert accuracy(choices, TRUTH) == 1.0


def test_accuracy_can_be_taken_on_some_images_only():
    choices = np.array([[0, 1, 1, 1]])
    public = np.array([True, True, False, False])
    assert accuracy(choices, TRUTH, public) == 0.5
    assert accuracy(choices, TRUTH, ~public) == 1.0


def test_an_expression_that_is_absent_has_no_accuracy():
    assert per_expression(np.array([[0, 1, 1, 1]]), TRUTH) == (0.5, 1.0, None, None, None)


def test_without_people_or_images_there_is_no_accuracy():
    assert accuracy(np.empty((0, 4), int), TRUTH) is None
    assert accuracy(np.empty((3, 0), int), np.array([], int)) is None


def test_with_all_answers_the_mean_score_is_accuracy_times_images():
    random = np.random.default_rng(1)
    choices, truth = random.integers(0, 5, (7, 30)), random.integers(0, 5, 30)
    assert accuracy(choices, truth) * 30 == pytest.approx((choices == truth).sum(axis=1).mean())
