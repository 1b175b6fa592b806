"""Each expression against the other four; scikit-learn and scipy say what is right."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm
from sklearn.metrics import precision_recall_fscore_support

from survey.analysis.arrays import NO_ANSWER
from survey.analysis.confusion import confusion
from survey.analysis.detection import Detection, detections

NOTHING = Detection(None, None, None, None, None)
choices = arrays(np.int8, (4, 30), elements=st.integers(NO_ANSWER, 4))
truths = arrays(np.int8, 30, elements=st.integers(0, 4))


@settings(deadline=None, max_examples=30)
@given(choices, truths)
def test_recall_precision_and_f1_are_those_of_scikit_learn(seen, truth):
    given = seen != NO_ANSWER
    assume(given.any())
    shown = np.broadcast_to(truth, seen.shape)[given]
    precision, recall, f1, support = precision_recall_fscore_support(
        shown, seen[given], labels=range(5), zero_division=np.nan
    )
    found = detections(confusion(seen, truth))

    for expression, one in enumerate(found):
        said = (seen[given] == expression).any()
        assert one.recall == (pytest.approx(recall[expression]) if support[expression] else None)
        assert one.precision == (pytest.approx(precision[expression]) if said else None)
        assert one.f1 == (pytest.approx(f1[expression]) if support[expression] else None)


@settings(deadline=None, max_examples=30)
@given(choices, truths)
def test_d_prime_and_criterion_are_those_of_the_corrected_rates(seen, truth):
    found = detections(confusion(seen, truth))

    for expression, one in enumerate(found):
        there = (truth == expression) & (seen != NO_ANSWER)
        absent = (truth != expression) & (seen != NO_ANSWER)
        if not there.any() or not absent.any():
            assert (one.d_prime, one.criterion) == (None, None)
            continue
        hit = norm.ppf(((seen == expression)[there].sum() + 0.5) / (there.sum() + 1))
        alarm = norm.ppf(((seen == expression)[absent].sum() + 0.5) / (absent.sum() + 1))
        assert one.d_prime == pytest.approx(hit - alarm, abs=1e-12)
        assert one.criterion == pytest.approx(-(hit + alarm) / 2, abs=1e-12)


def test_twenty_hits_and_ten_false_alarms_of_twenty_five_each_are_a_d_prime_of_1_06():
    """By hand: H = 20.5/26, F = 10.5/26, z = 0.801 and −0.243 in a table of the normal."""
    truth = np.array([0] * 25 + [1] * 25)
    seen = np.array([[0] * 20 + [1] * 5 + [0] * 10 + [1] * 15])
    happy, surprise, *others = detections(confusion(seen, truth))

    assert happy.d_prime == pytest.approx(0.801 + 0.243, abs=2e-3)
    assert happy.criterion == pytest.approx(-(0.801 - 0.243) / 2, abs=2e-3)
    assert surprise.d_prime == pytest.approx(happy.d_prime)
    assert surprise.criterion == pytest.approx(-happy.criterion)
    assert others == [NOTHING] * 3


def test_who_never_errs_has_a_finite_d_prime():
    truth = np.arange(5).repeat(20)
    found = detections(confusion(truth[None, :], truth))

    assert all(one.recall == one.precision == one.f1 == 1 for one in found)
    assert all(4 < one.d_prime < 6 for one in found)


def test_an_expression_that_is_never_chosen_has_no_precision_and_an_f1_of_0():
    found = detections(confusion(np.array([[1, 1]]), np.array([0, 1])))

    assert (found[0].recall, found[0].precision, found[0].f1) == (0, None, 0)


def test_only_one_expression_shown_has_no_d_prime():
    found = detections(confusion(np.array([[0, 1]]), np.array([0, 0])))

    assert found[0] == Detection(0.5, 1, 2 / 3, None, None)
    assert found[1] == Detection(None, 0, None, None, None)
    assert detections(confusion(np.array([[NO_ANSWER]]), np.array([0]))) == (NOTHING,) * 5
