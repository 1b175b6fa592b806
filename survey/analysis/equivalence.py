"""Are people and a model equally good, as far as it matters?

That no difference was found is no evidence that there is none. The two one-sided tests turn it
around: they ask whether a difference of the *margin* or more, which somebody named before the
study, can be ruled out on both sides. D. J. Schuirmann (1987), A comparison of the two one-sided
tests procedure and the power approach, Journal of Pharmacokinetics and Biopharmaceutics 15(6),
657-680, who shows that at 5% this is the same as the 90% interval lying within ±margin.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .arrays import Integers
from .difference import Difference, drawn_points
from .resampling import Crossed


@dataclass(frozen=True)
class Equivalence:
    margin: float  # percentage points
    equivalent: bool  # the 90% interval of the difference lies within ±margin
    p_lower: float  # that the model is worse than people by the margin or more
    p_upper: float  # that it is better by the margin or more


class Verdict(StrEnum):
    MODEL = "model"  # better, even if by less than the margin
    PEOPLE = "people"
    EQUAL = "equal"  # to within the margin
    OPEN = "open"  # neither can be told


def equivalence(
    drawn: Crossed, model: Integers, truth: Integers, *, margin: float
) -> Equivalence | None:
    """None where there is no interval of the difference (see there).

    The p-values are shares of the bootstrap's n draws: (k + 1) / (n + 1), where k lie beyond the
    margin (A. C. Davison & D. V. Hinkley 1997, Bootstrap Methods and their Application, ch. 4).
    """
    if margin <= 0:
        raise ValueError("a margin is more than nothing")
    draws = drawn_points(drawn, model, truth)
    if draws is None:
        return None
    low, high = np.percentile(draws, [5, 95])
    return Equivalence(
        margin=margin,
        equivalent=bool(-margin < low and high < margin),
        p_lower=float(((draws <= -margin).sum() + 1) / (draws.size + 1)),
        p_upper=float(((draws >= margin).sum() + 1) / (draws.size + 1)),
    )


def verdict(found: Difference | None, equal: Equivalence | None) -> Verdict:
    """What can be said. Who is better counts before that it is by less than the margin."""
    if found is not None and not found.can_be_chance:
        return Verdict.MODEL if found.points > 0 else Verdict.PEOPLE
    return Verdict.EQUAL if equal is not None and equal.equivalent else Verdict.OPEN
