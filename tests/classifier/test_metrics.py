import math

import numpy as np
import pytest

from classifier import metrics


def test_rows_of_the_confusion_matrix_are_the_truth():
    counts = metrics.confusion(np.array([0, 0, 1]), np.array([0, 2, 1]))
    assert counts.shape == (5, 5)
    assert counts[0].tolist() == [1, 0, 1, 0, 0]
    assert counts.sum() == 3


def test_accuracy_per_class_is_undefined_without_images():
    counts = metrics.confusion(np.array([0, 0, 1]), np.array([0, 2, 1]))
    shares = metrics.per_class(counts)
    assert shares[:2].tolist() == [0.5, 1.0]
    assert np.isnan(shares[2:]).all()
    assert metrics.accuracy(counts) == pytest.approx(2 / 3)


def test_everything_is_undefined_without_images():
    nothing, rows = np.array([], int), np.empty((0, 5))
    assert math.isnan(metrics.accuracy(metrics.confusion(nothing, nothing)))
    assert math.isnan(metrics.calibration_error(rows, nothing))
    assert math.isnan(metrics.brier(rows, nothing))


@pytest.mark.parametrize(("truth", "choices"), [([5], [0]), ([0], [-1]), ([0, 1], [0])])
def test_what_does_not_fit_is_refused(truth, choices):
    with pytest.raises(ValueError, match=r"outside|match"):
        metrics.confusion(np.array(truth), np.array(choices))


def test_spread_is_the_deviation_of_a_sample():
    assert metrics.spread(np.array([1.0, 2.0, 3.0])) == 1.0
    assert math.isnan(metrics.spread(np.array([1.0])))


def test_the_calibration_error_is_the_gap_between_confidence_and_accuracy():
    rows = np.tile([0.8, 0.05, 0.05, 0.05, 0.05], (10, 1))
    truth = np.array([0] * 6 + [1] * 4)
    assert metrics.calibration_error(rows, truth) == pytest.approx(0.2)
    assert metrics.calibration_error(rows, np.array([0] * 8 + [1] * 2)) == pytest.approx(
        0, abs=1e-9
    )


def test_sure_and_right_answers_are_perfectly_calibrated():
    assert metrics.calibration_error(np.eye(5), np.arange(5)) == 0


def test_the_brier_score_goes_from_0_to_2():
    assert metrics.brier(np.eye(5), np.arange(5)) == 0
    assert metrics.brier(np.eye(5), (np.arange(5) + 1) % 5) == 2
    assert metrics.brier(np.full((4, 5), 0.2), np.arange(4)) == pytest.approx(0.8)


def test_the_reliability_curve_says_how_often_answers_of_a_confidence_are_right():
    rows = np.array([[0.8, 0.2, 0, 0, 0]] * 4 + [[0.1, 0.9, 0, 0, 0]] * 2)
    curve = metrics.reliability(rows, np.array([0, 0, 0, 1, 1, 1]), bins=10)
    assert curve.images.tolist() == [0] * 7 + [4, 2, 0]
    assert curve.right[7:9].tolist() == [0.75, 1.0]
    assert curve.confidence[7:9] == pytest.approx([0.8, 0.9])
    assert np.isnan(curve.right[[0, 9]]).all()


def test_full_confidence_is_in_the_last_bin_and_none_in_the_first():
    assert metrics.confidence_bins(np.array([[1.0, 0], [0.5, 0.5]]), bins=4).tolist() == [3, 1]
    assert metrics.confidence_bins(np.zeros((1, 2)), bins=4).tolist() == [0]


def test_the_cross_entropy_is_least_for_the_shares_themselves():
    shares = np.array([[0.5, 0.5, 0, 0, 0]])
    assert metrics.cross_entropy(shares, shares) == pytest.approx([np.log(2)])
    assert metrics.cross_entropy(np.full((1, 5), 0.2), shares) == pytest.approx([np.log(5)])
    assert np.isfinite(metrics.cross_entropy(np.eye(5)[[2]], shares)).all()
