"""Calibration: of the answers that a model is 80% sure of, are 80% right?"""

import math
from dataclasses import dataclass

import numpy as np

from classifier import metrics

from .arrays import Floats, Integers
from .intervals import Interval, wilson


@dataclass(frozen=True)
class Bin:
    """The answers whose probability is above *low*, up to *high*: at least one."""

    low: float
    high: float
    images: int
    confidence: float  # their mean probability
    accuracy: float
    interval: Interval  # Wilson's, of the accuracy


@dataclass(frozen=True)
class Calibration:
    """*bins* are the points of a reliability diagram; those without an image are left out.

    *ece* is the mean gap between confidence and accuracy over the bins, weighted by their images
    (Guo et al. 2017, equation 3). With few images it can't be 0: *ece_by_chance* is about what a
    perfectly calibrated model with the same probabilities would have. *brier* is the mean squared
    distance from the truth, 0 to 2 (Brier 1950, equation 2).
    """

    bins: tuple[Bin, ...]
    ece: float
    ece_by_chance: float
    brier: float
    images: int


def calibration(
    probabilities: Floats, truth: Integers, *, bins: int = metrics.BINS
) -> Calibration | None:
    """Of the images that the model answered; None without one. *bins* are equally wide."""
    answered = ~np.isnan(probabilities).any(axis=1)
    rows, shown = probabilities[answered], truth[answered].astype(np.int64)
    if not len(rows):
        return None
    return Calibration(
        bins=_bins(metrics.reliability(rows, shown, bins)),
        ece=metrics.calibration_error(rows, shown, bins),
        ece_by_chance=_by_chance(rows, bins),
        brier=metrics.brier(rows, shown),
        images=len(rows),
    )


def _bins(curve: metrics.Reliability) -> tuple[Bin, ...]:
    found = (_bin(curve, index) for index in range(len(curve.images)))
    return tuple(each for each in found if each)


def _bin(curve: metrics.Reliability, index: int) -> Bin | None:
    images, count = int(curve.images[index]), len(curve.images)
    accuracy = float(curve.right[index])
    if not images or not (interval := wilson(round(images * accuracy), images)):
        return None
    return Bin(
        low=index / count,
        high=(index + 1) / count,
        images=images,
        confidence=float(curve.confidence[index]),
        accuracy=accuracy,
        interval=interval,
    )


def _by_chance(probabilities: Floats, bins: int) -> float:
    """Were each answer right with its own probability c, a bin's hits would miss their expectation
    by √(2 Σ c (1 − c) / π) on average, taken as normal."""
    highest = probabilities.max(axis=1)
    place = metrics.confidence_bins(probabilities, bins)
    variance = np.bincount(place, highest * (1 - highest), bins)
    missed = math.sqrt(2 / math.pi) * np.sqrt(np.maximum(variance, 0)).sum()
    return float(missed / len(probabilities))
