"""How people's votes, or a model's probabilities, spread over the five expressions of one image."""

from dataclasses import dataclass

import numpy as np

from .arrays import COUNT, Floats, Integers
from .likeness import disagreements


@dataclass(frozen=True)
class Reading:
    """How one side, the people or a model, read one image."""

    shares: tuple[float, ...]  # of the five expressions, sum 1
    top: int  # the largest share; of several equal ones the first in the fixed order
    tied: bool  # several shares are the largest
    right: bool  # top is the truth


def votes(choices: Integers) -> Integers:
    """[people, images] → [images, 5]: people who chose each expression."""
    return np.stack([(choices == expression).sum(axis=0) for expression in range(COUNT)], axis=1)


def vote_shares(choices: Integers) -> Floats:
    """[people, images] → [images, 5]: votes over the image's votes; NaN where there are none."""
    return shares_of(votes(choices))


def shares_of(counted: Integers) -> Floats:
    """The same of *counted* votes [images, 5]."""
    total = counted.sum(axis=1, keepdims=True)
    shares = np.full(counted.shape, np.nan)
    np.divide(counted, total, out=shares, where=total > 0)
    return shares


def readings(shares: Floats, truth: Integers) -> tuple[Reading | None, ...]:
    """[images, 5] → one reading for each image; None for a row that holds a NaN."""
    return tuple(
        None if np.isnan(row).any() else _reading(row, int(shown))
        for row, shown in zip(shares, truth, strict=True)
    )


def _reading(row: Floats, truth: int) -> Reading:
    top = int(np.argmax(row))
    return Reading(
        shares=tuple(row.tolist()),
        top=top,
        tied=int((row == row[top]).sum()) > 1,
        right=top == truth,
    )


def disagreement(one: Reading | None, other: Reading | None) -> float | None:
    """The Jensen–Shannon divergence in bits, without its square root: 0 for the same shares, 1
    where none overlap. `likeness.disagreements` does it for many images at once."""
    if one is None or other is None:
        return None
    return disagreements(np.array([one.shares]), np.array([other.shares]))[0]
