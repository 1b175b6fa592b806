"""A figure and how far chance can move it."""

from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True)
class Interval:
    """A figure with its 95% interval, unless another level is said.

    *low* and *high* are None where the figure is known, but the sample says too little about how
    others would turn out: too few people or images, or all the same.
    """

    value: float
    low: float | None
    high: float | None


def wilson(part: int, whole: int, level: float = 0.95) -> Interval | None:
    """The share *part* / *whole* with its score interval; None of nothing.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22(158), 209-212: the shares p that lie within
    z standard errors √(p (1 − p) / n) of the observed one. It stays within 0 and 1 and has a width
    where all or none are right.
    """
    if not 0 <= part <= whole:
        raise ValueError("a part is between nothing and the whole")
    if whole == 0:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, extra = part / whole, z * z / whole
    middle = (share + extra / 2) / (1 + extra)
    half = z * (share * (1 - share) / whole + extra / (4 * whole)) ** 0.5 / (1 + extra)
    return Interval(
        value=share,
        low=0.0 if part == 0 else max(middle - half, 0.0),
        high=1.0 if part == whole else min(middle + half, 1.0),
    )
