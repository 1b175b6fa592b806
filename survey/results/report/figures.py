"""A comparison's figures, drawn: those of the page, by the same names, with the same words."""

from collections.abc import Callable, Mapping, Sequence
from math import log10
from typing import Any

from survey.analysis.intervals import Interval

from ..comparison import Comparison
from . import drawing
from .drawing import DASHES, MODEL, PEOPLE, QUIET, SHAPES, Axis, Side, even

CLOSEST = 0.11  # decades between two ticks
PERCENT = tuple((value / 100, str(value)) for value in range(0, 101, 20))
Words = Mapping[str, Any]  # of results.figures.chart_words


def drawn(name: str, comparison: Comparison, words: Words, title: str) -> str:
    """The figure called so as SVG; "" where nothing draws it."""
    draw = _DRAWN.get(name)
    return draw(comparison, words, title) if draw else ""


def _people(words: Words, values: Sequence[Interval | None] = (), **more: Any) -> Side:
    return Side(words["people"], PEOPLE, "circle", values=values, **more)


def _model(place: int, name: str, values: Sequence[Interval | None] = (), **more: Any) -> Side:
    dashes, shape = DASHES[place % len(DASHES)], SHAPES[place % len(SHAPES)]
    return Side(name, MODEL, shape, dashes, values=values, **more)


def _scores(comparison: Comparison, words: Words, title: str) -> str:
    histogram = comparison.people.scores.histogram
    totals = [model.total for model in comparison.models]
    values = [score for score, _people in histogram] + totals
    x = even(max(0, min(values) - 1), max(values) + 1, words["score"], 10)
    y = even(0, max(people for _score, people in histogram), words["number_of_people"], 5)
    marks = [
        _model(place, f"{model.name} {model.total}", points=[(model.total, 0)])
        for place, model in enumerate(comparison.models)
    ]
    return drawing.bars(histogram, marks, x, y, title)


def _shares(rows: Sequence[str], pick: Callable[[Any], Sequence[Interval | None]]) -> Any:
    """Rows of percentages, for people and each model."""

    def draw(comparison: Comparison, words: Words, title: str) -> str:
        sides = [_people(words, pick(comparison.people.side))] if comparison.people.n else []
        sides += [_model(n, m.name, pick(m.side)) for n, m in enumerate(comparison.models)]
        names = [word for row in rows for word in _named(words, row)]
        return drawing.dots(names, sides, Axis(0, 1, words["share_right"], PERCENT), title)

    return draw


def _named(words: Words, row: str) -> list[str]:
    return list(words["expressions"]) if row == "expressions" else [words[row]]


def _consistency(comparison: Comparison, words: Words, title: str) -> str:
    """A row for people among themselves, and one for each model with people."""
    ceiling = comparison.agreement.ceiling if comparison.agreement else None
    found = [(words["among_people"], ceiling.kappa)] if ceiling else []
    found += [(m.name, m.consistency.kappa) for m in comparison.models if m.consistency]
    sides, lowest = [], 0.0
    for row, (name, kappa) in enumerate(found):
        values = [kappa if place == row else None for place in range(len(found))]
        is_people = ceiling is not None and row == 0
        sides.append(
            _people(words, values) if is_people else _model(row - bool(ceiling), name, values)
        )
        lowest = min(lowest, kappa.value, kappa.low if kappa.low is not None else kappa.value)
    names = [name for name, _kappa in found]
    return drawing.dots(names, sides, even(lowest, 1, words["kappa"]), title, together=True)


def _crowd(comparison: Comparison, words: Words, title: str) -> str:
    crowds = [(n, m, m.crowd) for n, m in enumerate(comparison.models) if m.crowd]
    curve = crowds[0][2].curve
    last = max(people for people, _share in curve)
    majority = Side(words["majority"], PEOPLE, "circle", points=curve)
    level = [
        _model(n, model.name, points=[(1, crowd.model), (last, crowd.model)], dots=False)
        for n, model, crowd in crowds
    ]
    shares = [share for side in (majority, *level) for _people, share in side.points]
    y = _percents(min(shares), max(shares), words["share_right"])
    return drawing.lines([majority, *level], even(0, last, words["crowd_size"]), y, title)


def _percents(low: float, high: float, name: str) -> Axis:
    wide = even(100 * low - 1, min(100, 100 * high + 1), name)
    ticks = [(value / 100, label) for value, label in wide.ticks]
    return Axis(wide.low / 100, wide.high / 100, name, ticks)


def _calibration(comparison: Comparison, words: Words, title: str) -> str:
    sides = [
        _model(n, model.name, points=[(b.confidence, b.accuracy) for b in bins])
        for n, model in enumerate(comparison.models)
        if model.calibration and (bins := [b for b in model.calibration.bins if b.images])
    ]
    x = Axis(0, 1, words["confidence"], PERCENT)
    y = Axis(0, 1, words["share_right"], PERCENT)
    return drawing.lines(sides, x, y, title, diagonal=words["perfect"])


def _fifths(comparison: Comparison, words: Words, title: str) -> str:
    found = comparison.times.by_quintile if comparison.times else ()
    points = [(n, share.value) for n, share in enumerate(found) if share]
    x = Axis(-0.3, len(found) - 0.7, words["own_fifth"], list(enumerate(words["fifths"])))
    values = [value for _n, value in points]
    y = _percents(min(values), max(values), words["share_right"])
    return drawing.lines([Side(words["people"], PEOPLE, "circle", points=points)], x, y, title)


def _power(comparison: Comparison, words: Words, title: str) -> str:
    found = comparison.expected
    sides = [
        Side(
            words["with_images"][str(images)],
            QUIET,
            ("circle", *SHAPES)[place % 5],
            DASHES[place % len(DASHES)],
            points=sorted((log10(e.people), e.margin) for e in found if e.images == images),
        )
        for place, images in enumerate(sorted({e.images for e in found}))
    ]
    x = _decades(sorted({e.people for e in found}), words["number_of_people"])
    y = even(0, max(e.margin for e in found), words["margin"])
    return drawing.lines(sides, x, y, title)


def _decades(counts: Sequence[int], name: str) -> Axis:
    """Logarithms, with a tick at each of *counts* that doesn't touch the one before it."""
    ticks: list[tuple[float, str]] = []
    for count in counts:
        if not ticks or log10(count) - ticks[-1][0] > CLOSEST:
            ticks.append((log10(count), f"{count:,}"))
    return Axis(log10(counts[0]) - CLOSEST, log10(counts[-1]) + CLOSEST, name, ticks)


_DRAWN: dict[str, Callable[[Comparison, Words, str], str]] = {
    "scores": _scores,
    "expressions": _shares(
        ("all_images", "expressions"), lambda side: (side.overall, *side.per_expression)
    ),
    "sources": _shares(("public", "private"), lambda side: (side.public, side.private)),
    "consistency": _consistency,
    "crowd": _crowd,
    "calibration": _calibration,
    "fifths": _fifths,
    "power": _power,
}
