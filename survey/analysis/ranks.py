"""Ranks, and Spearman's correlation of them."""

import math

import numpy as np

from .arrays import Floats

FEWEST_PAIRS = 10  # with fewer, the interval's formula doesn't hold


def ranks(values: Floats) -> Floats:
    """[n] → [n]: 1 for the smallest; equal values share the mean of their ranks."""
    _found, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean: Floats = np.cumsum(counts) - (counts - 1) / 2
    return mean[places]


def row_ranks(values: Floats) -> Floats:
    """[n, few] → [n, few]: the ranks within each row."""
    one, other = values[:, :, None], values[:, None, :]
    mean: Floats = (one > other).sum(axis=2) + ((one == other).sum(axis=2) + 1) / 2
    return mean


def spearman(one: Floats, other: Floats) -> float | None:
    """The correlation of the ranks of two [n].

    C. Spearman (1904), The proof and measurement of association between two things, American
    Journal of Psychology 15(1), 72–101; with ties it is Pearson's correlation of the mean ranks
    (M. G. Kendall, Rank Correlation Methods, 4th ed. 1970, ch. 3). None where all values of one
    side are the same.
    """
    found = _correlations(ranks(one)[None, :], ranks(other)[None, :])[0]
    return None if np.isnan(found) else float(found)


def row_spearman(one: Floats, other: Floats) -> Floats:
    """[n, few] and the same → [n]: of each row; NaN where all values of one side are the same."""
    return _correlations(row_ranks(one), row_ranks(other))


def spearman_interval(correlation: float, pairs: int) -> tuple[float, float] | None:
    """95% of Spearman's correlation of so many pairs; None with fewer than FEWEST_PAIRS.

    D. G. Bonett & T. A. Wright (2000), Sample size requirements for estimating Pearson, Kendall
    and Spearman correlations, Psychometrika 65(1), 23–28: Fisher's z with the standard error
    √((1 + r² / 2) / (n − 3)).
    """
    if pairs < FEWEST_PAIRS:
        return None
    if abs(correlation) == 1:
        return correlation, correlation
    middle = math.atanh(correlation)
    reach = 1.959963984540054 * math.sqrt((1 + correlation**2 / 2) / (pairs - 3))
    return math.tanh(middle - reach), math.tanh(middle + reach)


def _correlations(one: Floats, other: Floats) -> Floats:
    """Pearson's of each row; NaN where a row doesn't vary."""
    one = one - _mean(one)
    other = other - _mean(other)
    product = (one * other).sum(axis=1)
    scale = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    found = np.full(len(product), np.nan)
    np.divide(product, scale, out=found, where=scale > 0)
    return found.clip(-1, 1)


def _mean(values: Floats) -> Floats:
    mean: Floats = values.sum(axis=1, keepdims=True) / max(values.shape[1], 1)
    return mean
