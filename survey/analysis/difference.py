"""How far the model's accuracy is from people's, and how much of that can be chance.

The intervals are percentiles of the crossed bootstrap's draws (resampling.py). People and model
are compared on the same drawn images.
"""

from dataclasses import dataclass

import numpy as np

from .arrays import Flags, Floats, Integers, answered, right
from .intervals import Interval, wilson
from .resampling import Crossed

# With fewer, the sample says too little about how others would vary for an interval to be honest.
FEWEST_PEOPLE = 5
FEWEST_IMAGES = 10
FEWEST_OF_A_KIND = 5  # images that show one expression, say


@dataclass(frozen=True)
class Difference:
    """Model minus people in percentage points, with its 95% and its 90% interval."""

    points: float
    low: float
    high: float
    low90: float
    high90: float

    @property
    def can_be_chance(self) -> bool:
        """The 95% interval holds 0: which of the two is better can't be told."""
        return self.low <= 0 <= self.high


def difference(drawn: Crossed, model: Integers, truth: Integers) -> Difference | None:
    """People, as *drawn*, against a model's choices [1, images], where both answered.

    None with fewer than FEWEST_PEOPLE people or FEWEST_IMAGES such images, or where every draw is
    the same: nobody ever erred, and how often others would can't be said.
    """
    draws = drawn_points(drawn, model, truth)
    if draws is None:
        return None
    low, low90, high90, high = np.percentile(draws, [2.5, 5, 95, 97.5])
    points = _observed_points(drawn, model, truth)
    return Difference(points, float(low), float(high), float(low90), float(high90))


def drawn_points(drawn: Crossed, model: Integers, truth: Integers) -> Floats | None:
    """[draws]: model minus people in points in each; None for the reasons above."""
    shared = _shared(drawn, model)
    if drawn.people < FEWEST_PEOPLE or shared.sum() < FEWEST_IMAGES:
        return None
    by_model = drawn.shares(right(model, truth)[0] & shared, shared)
    draws = varied(by_model - drawn.accuracies(shared))
    return None if draws is None else 100 * draws


def _observed_points(drawn: Crossed, model: Integers, truth: Integers) -> float:
    shared = _shared(drawn, model)
    by_model = float(right(model, truth)[0][shared].mean())
    return 100 * (by_model - drawn.observed(shared))


def _shared(drawn: Crossed, model: Integers) -> Flags:
    flags: Flags = answered(model)[0] & drawn.seen
    return flags


def accuracy_interval(drawn: Crossed, where: Flags | None = None) -> Interval | None:
    """People's accuracy on all images or on those *where* [images] is true; None of no answer."""
    seen = drawn.seen if where is None else drawn.seen & where
    if not seen.any():
        return None
    value = drawn.observed(seen)
    enough = drawn.people >= FEWEST_PEOPLE and seen.sum() >= FEWEST_OF_A_KIND
    draws = varied(drawn.accuracies(seen)) if enough else None
    if draws is None:
        return Interval(value, None, None)
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(value, float(low), float(high))


def model_interval(model: Integers, truth: Integers, where: Flags | None = None) -> Interval | None:
    """A model's accuracy on the images that it answered, with Wilson's interval."""
    given = answered(model)[0] if where is None else answered(model)[0] & where
    return wilson(int(right(model, truth)[0][given].sum()), int(given.sum()))


def varied(draws: Floats) -> Floats | None:
    """Those with a figure, unless they are all the same but for single precision."""
    known = draws[np.isfinite(draws)]
    return known if known.size and np.ptp(known) > 1e-5 else None
