import numpy as np
import pytest

from classifier import metrics
from training import measure


@pytest.fixture
def answers():
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 5, 300)
    logits = rng.normal(0, 1, (300, 5)) + 2 * np.eye(5)[truth]
    powers = np.exp(logits)
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32), truth


def test_figures_from_sums_are_those_of_the_metrics(answers):
    probabilities, truth = answers
    found = measure.statistics(measure.columns(probabilities, truth).sum(axis=0))
    counts = metrics.confusion(truth, probabilities.argmax(axis=1))
    shares = metrics.per_class(counts)
    assert found["accuracy"] == metrics.accuracy(counts)
    assert found["macro"] == pytest.approx(shares.mean())
    assert found["spread"] == pytest.approx(metrics.spread(shares))
    assert found["range"] == pytest.approx(np.ptp(shares))
    assert found["sad"] == shares[3]
    assert found["calibration_error"] == pytest.approx(
        metrics.calibration_error(probabilities, truth)
    )
    assert found["brier"] == pytest.approx(metrics.brier(probabilities, truth))
    wanted = np.eye(5)[truth]
    assert found["log_loss"] == pytest.approx(metrics.cross_entropy(probabilities, wanted).mean())


def test_many_resamples_give_what_each_gives(answers):
    added = measure.columns(*answers)
    sums = np.stack([added[:200].sum(axis=0), added.sum(axis=0)])
    both = measure.statistics(sums)
    for at, row in enumerate(sums):
        for name, value in measure.statistics(row).items():
            assert both[name][at] == pytest.approx(value)


def test_between_expressions_without_images_nothing_is_compared():
    found = measure.between(np.array([0.9, np.nan, 0.7, np.nan, np.nan]))
    assert found["macro"] == pytest.approx(0.8)
    assert found["spread"] == pytest.approx(np.std([0.9, 0.7], ddof=1))
    assert found["range"] == pytest.approx(0.2)
    alone = measure.between(np.array([0.9, *[np.nan] * 4]))
    assert alone["macro"] == 0.9
    assert np.isnan([alone["spread"], alone["range"]]).all()
