"""How carefully people answered: the same face twice, pages that name the answer, time."""

from dataclasses import dataclass

import numpy as np

from .arrays import NO_ANSWER, Integers


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return 100 * self.part / self.whole if self.whole else None


def agreement(one: Integers, other: Integers) -> Share:
    """Pairs of the same expression, of those in which both were given. Both [pairs]."""
    both = (one != NO_ANSWER) & (other != NO_ANSWER)
    return Share(int((one == other)[both].sum()), int(both.sum()))


def median_seconds(milliseconds: Integers) -> float | None:
    return float(np.median(milliseconds)) / 1000 if milliseconds.size else None
