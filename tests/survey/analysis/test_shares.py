"""Votes and probabilities of one image, and how far the two are apart."""

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from survey.analysis.arrays import NO_ANSWER
from survey.analysis.shares import disagreement, readings, vote_shares, votes

TRUTH = np.array([2])


def reading(*shares, truth=2):
    return readings(np.array([shares]), np.array([truth]))[0]


def test_votes_are_counted_per_image():
    choices = np.array([[0, 4], [0, NO_ANSWER], [2, 4]])
    assert votes(choices).tolist() == [[2, 0, 1, 0, 0], [0, 0, 0, 0, 2]]
    assert vote_shares(choices)[0].tolist() == [2 / 3, 0, 1 / 3, 0, 0]
    assert vote_shares(choices)[1].tolist() == [0, 0, 0, 0, 1]


def test_an_image_without_votes_has_no_reading():
    shares = vote_shares(np.array([[NO_ANSWER]]))
    assert np.isnan(shares).all()
    assert readings(shares, TRUTH) == (None,)


def test_the_largest_share_is_on_top_and_right_if_it_is_the_truth():
    assert reading(0.1, 0.2, 0.6, 0.1, 0.0).top == 2
    assert reading(0.1, 0.2, 0.6, 0.1, 0.0).right
    assert not reading(0.6, 0.2, 0.1, 0.1, 0.0).right


def test_of_several_largest_shares_the_first_counts_and_the_tie_is_told():
    tie = reading(0.0, 0.4, 0.4, 0.2, 0.0)
    assert (tie.top, tie.tied, tie.right) == (1, True, False)


def test_disagreement_is_the_jensen_shannon_divergence():
    # The original study's first card: the model saw surprise, people sadness.
    model = reading(0.0, 0.8719, 0.1203, 0.0074, 0.0003)
    people = reading(0.0, 0.0238, 0.3571, 0.4761, 0.1429)
    expected = jensenshannon(model.shares, people.shares, base=2) ** 2  # of shares that sum to 1
    assert disagreement(model, people) == pytest.approx(expected, abs=1e-4)
    assert expected == pytest.approx(0.697, abs=5e-4)


def test_disagreement_is_none_to_all():
    same = reading(0.2, 0.2, 0.2, 0.2, 0.2)
    assert disagreement(same, same) == 0
    assert disagreement(reading(1, 0, 0, 0, 0), reading(0, 0, 0, 0, 1)) == 1
    assert disagreement(None, same) is None
