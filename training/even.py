"""Weights that bring the expressions' accuracies closer together: training.sweep's rule.

An expression whose loss counts w times as much is seen as if it were w times as frequent, which
moves the network's log odds for it by ln w (Menon et al.: "Long-tail learning via logit
adjustment", ICLR 2021, section 3). So the next weight is the last one, times how far the odds
of being right are from those of the mean accuracy, damped:

    w ← w · (odds(mean) / odds(accuracy))^DAMPING, clipped, then divided by the mean weight

Above the mean a weight falls, below it rises. Undamped, what one expression gains the others
lose at once and the weights swing; a network's answers also move for other reasons.
"""

from collections.abc import Sequence

import numpy as np

DAMPING = 0.5
LEAST, MOST = 0.25, 4.0  # beyond, an expression is hardly learned, or hardly anything else is


def next_weights(
    weights: Sequence[float], accuracies: Sequence[float | None], images: Sequence[int]
) -> tuple[float, ...]:
    """The next round's weight of each expression, rounded so that a command can say it.

    *accuracies* on so many *images*; where there are none the weight stays. An accuracy of 0
    or 1 counts as if half an image were otherwise.
    """
    old = np.asarray(weights, np.float64)
    counts = np.asarray(images, np.float64)
    known = np.array([each is not None for each in accuracies]) & (counts > 0)
    shares = np.array([0.5 if each is None else each for each in accuracies])
    half = 0.5 / np.maximum(counts, 1)
    shares = np.clip(shares, half, 1 - half)
    mean = shares[known].mean() if known.any() else 0.5
    factors = np.where(known, (_odds(mean) / _odds(shares)) ** DAMPING, 1.0)
    found = np.clip(old * factors, LEAST, MOST)
    return tuple(round(float(each), 3) for each in found / found.mean())


def _odds(share: float | np.ndarray) -> float | np.ndarray:
    return share / (1 - share)
