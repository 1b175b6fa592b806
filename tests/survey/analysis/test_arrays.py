"""A model is read as one more person; a person counts who answered enough."""

import numpy as np

from survey.analysis.arrays import NO_ANSWER, answered_enough, model_choices


def test_a_model_chooses_what_it_finds_likeliest():
    probabilities = np.array([[0.1, 0.6, 0.1, 0.1, 0.1], [0.0, 0.0, 0.1, 0.0, 0.9]])
    assert model_choices(probabilities).tolist() == [[1, 4]]


def test_of_equally_likely_expressions_the_first_counts():
    assert model_choices(np.array([[0.0, 0.0, 0.5, 0.5, 0.0]])).tolist() == [[2]]


def test_an_image_without_a_prediction_has_no_choice():
    assert model_choices(np.full((1, 5), np.nan)).tolist() == [[NO_ANSWER]]


def test_whoever_answered_half_of_the_images_counts():
    choices = np.array([[0, 1, 2, 3], [0, -1, -1, 1], [0, -1, -1, -1], [-1] * 4])
    assert answered_enough(choices).tolist() == [True, True, False, False]


def test_of_no_images_nobody_left_any_out():
    assert answered_enough(np.empty((2, 0), int)).tolist() == [True, True]
