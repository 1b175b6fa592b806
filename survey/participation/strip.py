"""The strip under a participant's result, as coordinates: oneself, people's spread, the model.

Pure: numbers in, SVG attributes out. Horizontal positions are percentages, so that the strip is as
wide as its page while its words keep their size; vertical ones are pixels from the top.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from survey.results.charts import Bar, bars, percent

AXIS_Y = 112
TALLEST = 64
# A label nearer to an end than this share would stick out of a phone's page: it grows inwards
# instead. By the label's length: "You 79", "People's mean 78.8", a model's name.
YOU_EDGE, PEOPLE_EDGE, MODEL_EDGE = 0.1, 0.2, 0.25

# The axis's numbers stand under its ends. A mark so near to one (on a phone) would pass through
# it: then its own number says enough. "0" is narrower than "100".
NEAR_START, NEAR_END = 0.06, 0.1

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Mark:
    """Where a score stands, and which way its label grows from there."""

    x: str
    anchor: Anchor


@dataclass(frozen=True)
class Strip:
    you: Mark
    people: Mark | None
    model: Mark | None
    bars: tuple[Bar, ...]
    shows_start: bool  # the axis's number there
    shows_end: bool


def draw_strip(
    *,
    score: int,
    count: int,
    people_mean: float | None,
    histogram: Sequence[tuple[int, int]],
    model_score: float | None,
) -> Strip:
    """*histogram*: (score, people) for the scores that anyone has."""

    def across(value: float) -> float:
        return value / count if count else 0.0

    def mark(value: float | None, edge: float) -> Mark | None:
        return None if value is None else _mark(across(value), edge)

    below = [across(value) for value in (people_mean, model_score) if value is not None]
    most = max((people for _score, people in histogram), default=1)
    return Strip(
        you=_mark(across(score), YOU_EDGE),
        people=mark(people_mean, PEOPLE_EDGE),
        model=mark(model_score, MODEL_EDGE),
        # Three quarters of a score's room, so that neighbours stay apart.
        bars=bars(histogram, across, width=across(0.75), floor=AXIS_Y, unit=TALLEST / most),
        shows_start=all(place > NEAR_START for place in below),
        shows_end=all(place < 1 - NEAR_END for place in below),
    )


def _mark(place: float, edge: float) -> Mark:
    anchor: Anchor = "middle"
    if place < edge:
        anchor = "start"
    elif place > 1 - edge:
        anchor = "end"
    return Mark(percent(place), anchor)
