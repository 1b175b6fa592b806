"""Calibration, against scikit-learn."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from survey.analysis.calibration import calibration


def sample(images: int, seed: int = 1, temperature: float = 1) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities, and truths that are drawn from them."""
    random = np.random.default_rng(seed)
    rows = random.dirichlet(np.full(5, 0.4), images)
    truth = (rows.cumsum(axis=1) < random.random((images, 1))).sum(axis=1).clip(0, 4)
    sharper = rows**temperature
    return sharper / sharper.sum(axis=1, keepdims=True), truth


@pytest.mark.parametrize("bins", [10, 15])
def test_the_diagram_is_scikit_learns(bins: int) -> None:
    rows, truth = sample(400)
    found = calibration(rows, truth, bins=bins)
    assert found
    hits, sure = rows.argmax(axis=1) == truth, rows.max(axis=1)
    accuracy, confidence = calibration_curve(hits, sure, n_bins=bins)
    assert [each.accuracy for each in found.bins] == pytest.approx(accuracy)
    assert [each.confidence for each in found.bins] == pytest.approx(confidence)
    assert all(each.low < each.confidence <= each.high for each in found.bins)
    assert all(each.interval.low < each.accuracy < each.interval.high for each in found.bins[1:-1])
    gaps = sum(each.images * abs(each.accuracy - each.confidence) for each in found.bins)
    assert found.ece == pytest.approx(gaps / 400)


def test_the_brier_score_is_scikit_learns() -> None:
    rows, truth = sample(200)
    found = calibration(rows, truth)
    assert found
    expected = brier_score_loss(truth, rows, labels=range(5), scale_by_half=False)
    assert found.brier == pytest.approx(expected)


@pytest.mark.parametrize("images", [100, 1000])
def test_by_chance_a_calibrated_model_misses_about_as_much_as_is_said(images: int) -> None:
    rows, _ = sample(images)
    random = np.random.default_rng(2)
    cumulated = rows.cumsum(axis=1)
    errors = []
    for _ in range(100):
        truth = (cumulated < random.random((images, 1))).sum(axis=1).clip(0, 4)
        errors.append(calibration(rows, truth).ece)
    assert calibration(rows, truth).ece_by_chance == pytest.approx(np.mean(errors), rel=0.1)


def test_who_is_surer_than_right_misses_more_than_by_chance() -> None:
    found = calibration(*sample(2000, temperature=4))
    assert found.ece > 3 * found.ece_by_chance


def test_images_without_a_prediction_are_left_out() -> None:
    rows, truth = sample(50)
    expected = calibration(rows[10:], truth[10:])
    rows[:10] = np.nan
    found = calibration(rows, truth)
    assert found == expected
    assert found.images == 40


def test_without_a_prediction_nothing_can_be_said() -> None:
    assert calibration(np.full((3, 5), np.nan), np.array([0, 1, 2])) is None
    assert calibration(np.empty((0, 5)), np.array([], int)) is None


def test_one_sure_and_right_answer_is_one_full_bin() -> None:
    found = calibration(np.eye(5)[[2]], np.array([2], np.int8))
    assert (found.ece, found.ece_by_chance, found.brier) == (0, 0, 0)
    assert [(each.images, each.accuracy, each.high) for each in found.bins] == [(1, 1, 1)]
