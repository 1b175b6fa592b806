"""Krippendorff's α: how far people agree on what images show, beyond chance.

As in agreement.py, a table holds one row for each pattern of votes, and *weights* how many images
have it.
"""

from dataclasses import dataclass

import numpy as np

from .agreement import DRAWS, FEWEST_IMAGES, several
from .arrays import Floats, Integers
from .intervals import Interval


@dataclass(frozen=True)
class Alpha:
    value: float
    observed: float  # pairs of answers to one image that differ
    expected: float  # how many would if answers were dealt out to images at random
    images: int
    answers: int


def krippendorff(table: Integers, weights: Integers | None = None) -> Alpha | None:
    """Nominal α of [images, categories] counts, where images may have unequal numbers of answers.

    K. Krippendorff, Content Analysis, 2nd ed. (2004), ch. 11, and Computing Krippendorff's
    Alpha-Reliability (2011), section C: with m_u answers to image u, n_uc of them for c, and
    n_c = Σ_u n_uc, n = Σ_c n_c:
    D_o = 1/n Σ_u (m_u² − Σ_c n_uc²) / (m_u − 1), D_e = (n² − Σ_c n_c²) / (n (n − 1)) and
    α = 1 − D_o / D_e. Images with one answer count for nothing. None where nothing can be said:
    no image has two answers, or all answers are the same.
    """
    counts, many = several(table, weights)
    if not len(counts):
        return None
    weighed = many[None, :].astype(float)
    observed, expected = _disagreements(counts, weighed)
    if expected[0] <= 0:
        return None
    value = 1 - float(observed[0] / expected[0])
    answers = int(counts.sum(axis=1) @ many)
    return Alpha(value, float(observed[0]), float(expected[0]), int(many.sum()), answers)


def alpha_interval(
    table: Integers, weights: Integers | None = None, *, seed: int, draws: int = DRAWS
) -> Interval | None:
    """α with its 95% by bootstrap over images (percentiles); none of fewer than five images.

    A. Zapf, S. Castell, L. Morawietz & A. Karch (2016), Measuring inter-rater reliability for
    nominal data, BMC Medical Research Methodology 16:93: such an interval holds α as often as it
    says, Krippendorff's own, which draws pairs as if they were independent, does not.
    """
    found = krippendorff(table, weights)
    counts, many = several(table, weights)
    images = int(many.sum())
    if found is None or images < FEWEST_IMAGES:
        return Interval(found.value, None, None) if found else None
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(images, many / images, size=draws).astype(float)
    observed, expected = _disagreements(counts, drawn)
    able = expected > 0  # a draw in which all answers are the same has no α
    low, high = np.percentile(1 - observed[able] / expected[able], [2.5, 97.5])
    return Interval(found.value, float(low), float(high))


def _disagreements(counts: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """D_o and D_e where each row counts as often as *weights* [draws, rows] say: [draws] each."""
    answers = counts.sum(axis=1)
    differing = (answers**2 - (counts**2).sum(axis=1)) / (answers - 1)
    total = weights @ answers
    chosen = weights @ counts
    observed: Floats = weights @ differing / total
    expected: Floats = (total**2 - (chosen**2).sum(axis=1)) / (total * (total - 1))
    return observed, expected
