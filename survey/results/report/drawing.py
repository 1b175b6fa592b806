"""Figures as SVG that needs no script: bars, points with intervals, lines. Pure: numbers in, SVG
out.

A paper's figures must print, be pasted and be sent. The page's own ones (static/js/results) move
and answer to a pointer instead. Sides are told apart by shape and dashes, not by colour alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from survey.analysis.intervals import Interval

from ..charts import nice_step

WIDTH = 680
LINE = 18  # of a text
PEOPLE = "#0072B2"
MODEL = "#D55E00"
INK, QUIET, RULE, PAPER = "#1b1b1a", "#5f5f5a", "#dcdad2", "#ffffff"
SHAPES = ("square", "diamond", "triangle", "cross")
DASHES = ("", "7 4", "2 3", "9 3 2 3")

Point = tuple[float, float]


@dataclass(frozen=True)
class Side:
    """People or a model in a figure."""

    name: str
    colour: str
    shape: str
    dashes: str = ""
    values: Sequence[Interval | None] = ()  # a point in each row
    points: Sequence[Point] = ()  # of a line
    dots: bool = True  # whether the line's points are marked


@dataclass(frozen=True)
class Axis:
    low: float
    high: float
    name: str
    ticks: Sequence[tuple[float, str]] = field(default_factory=tuple)

    def at(self, value: float, start: float, end: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return start + min(1.0, max(0.0, share)) * (end - start)


def even(low: float, high: float, name: str, wanted: int = 6) -> Axis:
    """From and to round numbers around *low* and *high*, with about *wanted* ticks."""
    span = max(high - low, 1e-9)
    # nice_step knows whole numbers: count in thousandths of them.
    unit = nice_step(max(1, round(1000 * span)), wanted) / 1000
    first, last = int(low // unit), int(-(-high // unit))
    digits = 0 if unit >= 1 else 1 if unit >= 0.1 else 2
    ticks = [(n * unit, minus(f"{n * unit:.{digits}f}")) for n in range(first, last + 1)]
    return Axis(first * unit, last * unit, name, ticks)


def minus(text: str) -> str:
    return text.replace("-", "−")


def marker(shape: str, x: float, y: float, colour: str) -> str:
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
    if shape == "square":
        corner = f'x="{x - 4.2:.1f}" y="{y - 4.2:.1f}"'
        return f'<rect {corner} width="8.4" height="8.4" fill="{colour}"/>'
    outline = {
        "diamond": ((0, -6), (6, 0), (0, 6), (-6, 0)),
        "triangle": ((0, -5.5), (5.5, 4.5), (-5.5, 4.5)),
    }.get(shape)
    if outline:
        corners = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in outline)
        return f'<polygon points="{corners}" fill="{colour}"/>'
    lines = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
    return f'<path d="{lines}" stroke="{colour}" stroke-width="2.4" fill="none"/>'


def text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def rule(x1: float, y1: float, x2: float, y2: float, colour: str = RULE) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def width_of(words: str) -> float:
    """About as wide as it is drawn: what is Korean takes a square."""
    return sum(13 if letter > "\u2e80" else 7.3 for letter in words)


def svg(parts: Iterable[str], height: float, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" role="img" '
        f'aria-label="{escape(title)}" font-size="13" xmlns="http://www.w3.org/2000/svg">'
        f"{''.join(parts)}</svg>"
    )


def legend(sides: Sequence[Side], *, lines: bool = False) -> tuple[list[str], float]:
    """The names beside their marks, and how much height they take."""
    parts: list[str] = []
    x, y = 0.0, 10.0
    for side in sides:
        wide = 34 + width_of(side.name) + 18
        if x and x + wide > WIDTH:
            x, y = 0.0, y + 20
        if lines:
            parts.append(stroke(side, [(x, y), (x + 26, y)]))
        if not lines or side.dots:
            parts.append(marker(side.shape, x + 13, y, side.colour))
        parts.append(text(x + 34, y + 4.5, side.name))
        x += wide
    return parts, y + 14


def stroke(side: Side, points: Sequence[Point]) -> str:
    dashed = f' stroke-dasharray="{side.dashes}"' if side.dashes else ""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{path}" fill="none" stroke="{side.colour}" stroke-width="2"{dashed}/>'
    )


def dots(
    rows: Sequence[str], sides: Sequence[Side], x: Axis, title: str, *, together: bool = False
) -> str:
    """A row for each name; in it a point with its interval for each side. *together*: each side
    has a row of its own."""
    parts, top = legend(sides) if len(sides) > 1 and not together else ([], 4.0)
    left = min(max(map(width_of, rows)) + 16, 0.4 * WIDTH)
    lane = 0.0 if together else 15.0
    row = max(34.0, lane * len(sides) + 12)
    bottom, right = top + row * len(rows), WIDTH - 22
    parts += _below(x, left, right, top, bottom)
    for number, name in enumerate(rows):
        middle = top + row * (number + 0.5)
        parts += [text(left - 12, middle + 4.5, name, anchor="end")]
        parts += [rule(left, top + row * number, right, top + row * number)] if number else []
        for place, side in enumerate(sides):
            y = middle + (place - (len(sides) - 1) / 2) * lane
            if (found := side.values[number]) is not None:
                parts += _interval(found, side, x, (left, right), y)
    return svg(parts, bottom + 42, title)


def _interval(
    found: Interval, side: Side, x: Axis, ends: tuple[float, float], y: float
) -> list[str]:
    parts = []
    if found.low is not None and found.high is not None:
        line = [(x.at(found.low, *ends), y), (x.at(found.high, *ends), y)]
        parts.append(stroke(Side("", side.colour, ""), line))
    return [*parts, marker(side.shape, x.at(found.value, *ends), y, side.colour)]


def _below(x: Axis, left: float, right: float, top: float, bottom: float) -> list[str]:
    parts = []
    for value, label in x.ticks:
        at = x.at(value, left, right)
        parts += [
            rule(at, top, at, bottom),
            text(at, bottom + LINE, label, anchor="middle", colour=QUIET),
        ]
    parts.append(rule(left, bottom, right, bottom, QUIET))
    parts.append(text((left + right) / 2, bottom + 2 * LINE, x.name, anchor="middle", colour=QUIET))
    return parts


def _beside(y: Axis, left: float, right: float, top: float, bottom: float) -> list[str]:
    parts = [text(0, top - 15, y.name, colour=QUIET)]
    for value, label in y.ticks:
        at = y.at(value, bottom, top)
        parts += [
            rule(left, at, right, at),
            text(left - 8, at + 4.5, label, anchor="end", colour=QUIET),
        ]
    return parts


def lines(sides: Sequence[Side], x: Axis, y: Axis, title: str, *, diagonal: str = "") -> str:
    """A line for each side. *diagonal*: what a line from corner to corner means."""
    even_line = Side(diagonal, QUIET, "", "2 4", dots=False)
    parts, top = legend([*sides, *([even_line] if diagonal else [])], lines=True)
    top += 30
    left, right, bottom = 46.0, WIDTH - 22.0, top + 240
    parts += [*_beside(y, left, right, top, bottom), *_below(x, left, right, top, bottom)]
    if diagonal:
        parts.append(stroke(even_line, [(left, bottom), (right, top)]))
    for side in sides:
        drawn = [(x.at(one, left, right), y.at(other, bottom, top)) for one, other in side.points]
        parts.append(stroke(side, drawn))
        parts += [marker(side.shape, *point, side.colour) for point in drawn if side.dots]
    return svg(parts, bottom + 42, title)


def bars(
    counts: Sequence[tuple[int, int]], marks: Sequence[Side], x: Axis, y: Axis, title: str
) -> str:
    """A bar for each value, and a line through them at each mark's first point."""
    parts, top = legend(marks, lines=True) if marks else ([], 0.0)
    top += 30
    left, right, bottom = 46.0, WIDTH - 22.0, top + 190
    slot = (right - left) / max(1, x.high - x.low)
    parts += [*_beside(y, left, right, top, bottom), *_below(x, left, right, top, bottom)]
    for value, people in counts:
        high = bottom - y.at(people, bottom, top)
        at = x.at(value, left, right) - 0.42 * slot
        parts.append(
            f'<rect x="{at:.1f}" y="{bottom - high:.1f}" width="{max(1.0, 0.84 * slot):.1f}" '
            f'height="{high:.1f}" fill="{PEOPLE}"/>'
        )
    for side in marks:
        at = x.at(side.points[0][0], left, right)
        parts += [
            stroke(side, [(at, top - 4), (at, bottom)]),
            marker(side.shape, at, top - 4, side.colour),
        ]
    return svg(parts, bottom + 42, title)
