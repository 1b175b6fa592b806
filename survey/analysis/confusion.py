"""Which expression was taken for which."""

from dataclasses import dataclass

import numpy as np

from .arrays import COUNT, Integers
from .shares import votes


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
    return confusion_of_votes(votes(choices), truth)


def confusion_of_votes(counted: Integers, truth: Integers) -> Confusion:
    """The same of *counted* votes [images, 5]."""
    counts = np.zeros((COUNT, COUNT), np.int64)
    np.add.at(counts, truth, counted)
    return Confusion(
        counts=tuple(tuple(row) for row in counts.tolist()),
        shares=tuple(tuple((row / row.sum()).tolist()) if row.sum() else None for row in counts),
    )
