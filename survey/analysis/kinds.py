"""Public photographs against private ones: by how much is one kind read better?

A model may know public photographs, or their like, from its training, where people know neither.
All figures are public minus private in percentage points; None where one kind has no answer.
"""

import math

import numpy as np

from .arrays import Flags, Floats, Integers, answered, right
from .difference import FEWEST_OF_A_KIND, FEWEST_PEOPLE, model_interval, varied
from .intervals import Interval
from .resampling import Crossed


def people_by_kind(drawn: Crossed, public: Flags) -> Interval | None:
    """People's, with percentiles of the crossed bootstrap (resampling.py)."""
    kinds = drawn.seen & public, drawn.seen & ~public
    if not all(kind.any() for kind in kinds):
        return None
    value, draws = _people(drawn, *kinds)
    return _interval(drawn, kinds, value, draws)


def model_by_kind(model: Integers, truth: Integers, public: Flags) -> Interval | None:
    """A model's [1, images].

    R. G. Newcombe (1998), Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17(8), 873–890, method 10: of both shares' Wilson intervals.
    """
    one, other = (model_interval(model, truth, kind) for kind in (public, ~public))
    if one is None or other is None:
        return None
    value = one.value - other.value
    return Interval(
        value=100 * value,
        low=100 * (value - math.hypot(_below(one), _above(other))),
        high=100 * (value + math.hypot(_above(one), _below(other))),
    )


def model_beside_people(
    drawn: Crossed, model: Integers, truth: Integers, public: Flags
) -> Interval | None:
    """The model's minus people's, on images that both answered: above 0 the model gains more from
    public photographs than people do. Percentiles of the crossed bootstrap."""
    both = drawn.seen & answered(model)[0]
    kinds = both & public, both & ~public
    if not all(kind.any() for kind in kinds):
        return None
    hits = right(model, truth)[0]
    one, other = (drawn.shares(hits & kind, kind) for kind in kinds)
    own = float(hits[kinds[0]].mean() - hits[kinds[1]].mean())
    value, draws = _people(drawn, *kinds)
    return _interval(drawn, kinds, 100 * own - value, 100 * (one - other) - draws)


def _people(drawn: Crossed, public: Flags, private: Flags) -> tuple[float, Floats]:
    value = drawn.observed(public) - drawn.observed(private)
    return 100 * value, 100 * (drawn.accuracies(public) - drawn.accuracies(private))


def _interval(drawn: Crossed, kinds: tuple[Flags, Flags], value: float, draws: Floats) -> Interval:
    enough = drawn.people >= FEWEST_PEOPLE
    enough = enough and all(kind.sum() >= FEWEST_OF_A_KIND for kind in kinds)
    known = varied(draws) if enough else None
    if known is None:
        return Interval(value, None, None)
    low, high = np.percentile(known, [2.5, 97.5])
    return Interval(value, float(low), float(high))


def _below(found: Interval) -> float:
    return found.value - (found.value if found.low is None else found.low)


def _above(found: Interval) -> float:
    return (found.value if found.high is None else found.high) - found.value
