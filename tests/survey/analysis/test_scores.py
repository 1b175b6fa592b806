"""A score is the number of images read right; the original study's figures come out of it."""

import json

import numpy as np
import pytest

from survey.analysis.arrays import NO_ANSWER
from survey.analysis.scores import Standing, Tally, describe, scores, standing, tallies

# Read off the original study's published chart: its own mean and range agree with it.
ORIGINAL = json.loads(
    """{"56": 1, "68": 1, "73": 1, "74": 2, "75": 1, "76": 3, "77": 7, "78": 5, "79": 2, "80": 2,
        "81": 4, "82": 2, "83": 3, "84": 4, "85": 3, "86": 1}"""
)


def original_scores():
    return np.repeat([int(score) for score in ORIGINAL], list(ORIGINAL.values()))


def test_a_score_counts_the_images_read_right():
    truth = np.array([0, 1, 2])
    choices = np.array([[0, 1, 2], [0, 2, 1], [4, 4, 4]])
    assert scores(choices, truth).tolist() == [3, 1, 0]


def test_an_image_without_an_answer_adds_nothing():
    truth = np.array([0, 1, 2])
    assert scores(np.array([[0, NO_ANSWER, 2]]), truth).tolist() == [2]


def test_the_original_studys_figures_come_out():
    found = describe(original_scores())
    assert found.people == 42
    assert found.mean == pytest.approx(3309 / 42)
    assert round(found.mean, 2) == 78.79
    assert found.median == 78.5
    assert (found.lowest, found.highest) == (56, 86)
    assert dict(found.histogram) == {int(score): people for score, people in ORIGINAL.items()}


def test_without_anybody_there_is_no_mean():
    found = describe(np.array([], int))
    assert found.people == 0
    assert found.mean is found.median is found.lowest is found.highest is None
    assert found.histogram == ()


def test_a_standing_counts_ties_of_their_own():
    assert standing(np.array([3, 5, 5, 9]), 5) == Standing(lower=1, same=2, higher=1)
    assert standing(np.array([], int), 5).others == 0


def test_a_persons_tallies_are_per_expression():
    truth = np.array([0, 0, 1, 2, 2])
    choices = np.array([0, 1, 1, NO_ANSWER, 2])
    assert tallies(choices, truth) == (
        Tally(1, 2),
        Tally(1, 1),
        Tally(1, 2),
        Tally(0, 0),
        Tally(0, 0),
    )
