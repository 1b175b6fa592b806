"""The strip under a participant's result, as coordinates: oneself, people's spread, the model.

Pure: numbers in, SVG attributes out. Horizontal positions are percentages, so that the strip is as
wide as its page while its words keep their size; vertical ones are pixels from the top.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

AXIS_Y = 112.0
TALLEST = 64.0
# A label nearer to an end than this (in percent) would stick out of a phone's page: it grows
# inwards instead. By the label's length: "You 79", "People's mean 78.8", a model's name.
YOU_EDGE, PEOPLE_EDGE, MODEL_EDGE = 10.0, 20.0, 25.0

# The axis's numbers stand under its ends. A mark so near to one (in percent, on a phone) would
# pass through it: then its own number says enough. "0" is narrower than "100".
NEAR_START, NEAR_END = 6.0, 10.0

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Mark:
    """Where a score stands, and which way its label grows from there."""

    x: str
    anchor: Anchor


@dataclass(frozen=True)
class Bar:
    """How many people have one score."""

    x: str
    y: str
    width: str
    height: str


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
    histogram: Iterable[tuple[int, int]],
    model_score: float | None,
) -> Strip:
    """*histogram*: (score, people) for the scores that anyone has."""
    below = [_percent(each, count) for each in (people_mean, model_score) if each is not None]
    return Strip(
        you=_mark(score, count, YOU_EDGE),
        people=None if people_mean is None else _mark(people_mean, count, PEOPLE_EDGE),
        model=None if model_score is None else _mark(model_score, count, MODEL_EDGE),
        bars=_bars(list(histogram), count),
        shows_start=all(percent > NEAR_START for percent in below),
        shows_end=all(percent < 100 - NEAR_END for percent in below),
    )


def _percent(score: float, count: int) -> float:
    return 100 * score / count if count else 0.0


def _mark(score: float, count: int, edge: float) -> Mark:
    percent = _percent(score, count)
    anchor: Anchor = "middle"
    if percent < edge:
        anchor = "start"
    elif percent > 100 - edge:
        anchor = "end"
    return Mark(f"{percent:.2f}%", anchor)


def _bars(histogram: list[tuple[int, int]], count: int) -> tuple[Bar, ...]:
    """One bar a score, centred on it; three quarters wide, so that neighbours stay apart."""
    most = max((people for _score, people in histogram), default=0)
    width = _percent(0.75, count)
    return tuple(
        Bar(
            x=f"{_percent(score, count) - width / 2:.2f}%",
            y=f"{AXIS_Y - TALLEST * people / most:.1f}",
            width=f"{width:.2f}%",
            height=f"{TALLEST * people / most:.1f}",
        )
        for score, people in histogram
        if people
    )
