"""Which expression was taken for which."""

from dataclasses import dataclass

import numpy as np

from classifier import metrics

from .arrays import Integers, answered


@dataclass(frozen=True)
class Confusion:
    """5 × 5: rows are the truth, columns what was chosen.

    *shares* are *counts* over their row's sum: what happens to an image of this expression. The
    row of an expression that nobody answered is None.
    """

    counts: tuple[tuple[int, ...], ...]
    shares: tuple[tuple[float, ...] | None, ...]


def confusion(choices: Integers, truth: Integers) -> Confusion:
    """All answers of all people [people, images], each counted once."""
    shown = np.broadcast_to(truth, choices.shape)
    given = answered(choices)
    counts = metrics.confusion(shown[given], choices[given])
    return Confusion(
        counts=tuple(tuple(row) for row in counts.tolist()),
        shares=tuple(tuple((row / row.sum()).tolist()) if row.sum() else None for row in counts),
    )
