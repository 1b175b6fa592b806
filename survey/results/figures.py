"""The figures of a comparison: each with a title, a sentence that says what is to be seen in it,
and its numbers as a table. static/js/results/chart.js draws them by name, with these words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from survey.models import Expression

from . import tables
from .charts import signed
from .comparison import Comparison
from .tables import Table
from .words import images, name, one, people, percent, points, ranging, two


@dataclass(frozen=True)
class Figure:
    chart: str  # its name in chart.js
    title: str
    summary: str
    table: Table


def figures(comparison: Comparison) -> dict[str, Figure]:
    """Those for which there is anything to draw, by name."""
    found = {}
    for chart, (title, summary, table) in _FIGURES.items():
        numbers = table(comparison)
        if numbers is not None and numbers.rows:
            found[chart] = Figure(chart, title(), summary(comparison), numbers)
    return found


def scores(comparison: Comparison) -> str:
    found = comparison.people.scores
    if not found.people:
        return ""
    said = _(
        "%(people)s read between %(lowest)s and %(highest)s images right, %(mean)s on average."
    ) % {
        "people": people(found.people),
        "lowest": found.lowest,
        "highest": found.highest,
        "mean": one(found.mean),
    }
    return " ".join([said, *(_beaten(comparison) if comparison.models else ())])


def _beaten(comparison: Comparison) -> Iterable[str]:
    model = comparison.models[0]
    above = sum(n for score, n in comparison.people.scores.histogram if score > model.total)
    yield ngettext(
        "%(n)s of them read more than %(name)s.", "%(n)s of them read more than %(name)s.", above
    ) % {"n": above, "name": name(comparison, model)}


def expressions(comparison: Comparison) -> str:
    """Where people and the first model are furthest apart."""
    if not comparison.models:
        return ""
    model = comparison.models[0]
    pairs = zip(
        Expression, comparison.people.side.per_expression, model.side.per_expression, strict=True
    )
    gaps = [
        (100 * (by_model.value - by_people.value), expression)
        for expression, by_people, by_model in pairs
        if by_people and by_model
    ]
    if not gaps:
        return ""
    gap, expression = max(gaps, key=lambda each: abs(each[0]))
    return _("People and %(name)s are furthest apart at “%(expression)s”: %(points)s points.") % {
        "name": name(comparison, model),
        "expression": expression.label,
        "points": signed(gap),
    }


def sources(comparison: Comparison) -> str:
    said = [
        _("%(name)s %(points)s") % {"name": who, "points": signed(gap)}
        for who, side in tables.sides(comparison)
        if side.public and side.private
        for gap in [100 * (side.public.value - side.private.value)]
    ]
    if not said:
        return ""
    return _("Public minus private, in points: %(sides)s.") % {"sides": ", ".join(said)}


def consistency(comparison: Comparison) -> str:
    found = comparison.agreement.ceiling if comparison.agreement else None
    said = [
        _("%(name)s with people %(kappa)s")
        % {
            "name": name(comparison, model, first=True),
            "kappa": two(model.consistency.kappa.value),
        }
        for model in comparison.models
        if model.consistency
    ]
    if found:
        said.insert(0, _("People among themselves %(kappa)s") % {"kappa": two(found.kappa.value)})
    return ", ".join(said) + "."


def crowd(comparison: Comparison) -> str:
    model = next((each for each in comparison.models if each.crowd), None)
    if model is None or model.crowd is None:
        return ""
    n = model.crowd.people_for_model
    said = {"name": name(comparison, model), "people": people(n or 0)}
    if n is None:
        return _("No majority of these people reaches %(name)s.") % said
    if n == 1:
        return _("On average a single person is at least as good as %(name)s.") % said
    return _("The majority of %(people)s is at least as good as %(name)s.") % said


def calibration(comparison: Comparison) -> str:
    said = [
        _("%(name)s %(error)s points")
        % {
            "name": name(comparison, model, first=True),
            "error": percent(model.calibration.ece),
        }
        for model in comparison.models
        if model.calibration
    ]
    return _("How far confidence and truth are apart on average: %(models)s.") % {
        "models": ", ".join(said)
    }


def fifths(comparison: Comparison) -> str:
    found = comparison.times.difference if comparison.times else None
    if found is None or found.low is None or found.high is None:
        return ""
    said = ranging(found, two)
    if found.low > 1 or found.high < 1:
        return _("A wrong answer takes %(times)s times as long as a right one.") % {"times": said}
    return _(
        "Whether wrong answers take longer can’t be told: they take %(times)s times as long."
    ) % {"times": said}


def power(comparison: Comparison) -> str:
    found = [each for each in comparison.expected if each.margin <= comparison.margin]
    if not found:
        return _("None of these numbers brings the margin down to ±%(margin)s points.") % {
            "margin": points(comparison.margin)
        }
    least = min(found, key=lambda each: each.people * each.images)
    return _("±%(margin)s points are reached with %(people)s and %(images)s, for example.") % {
        "margin": points(comparison.margin),
        "people": people(least.people),
        "images": images(least.images),
    }


_Part = tuple[Callable[[], str], Callable[[Comparison], str], Callable[[Comparison], Table | None]]
_FIGURES: dict[str, _Part] = {
    "scores": (
        lambda: _("People's scores, with each model's as a line through them"),
        scores,
        tables.histogram,
    ),
    "expressions": (
        lambda: _("Share of images read right, by expression"),
        expressions,
        tables.expressions,
    ),
    "sources": (lambda: _("Share of images read right, by source"), sources, tables.sources),
    "consistency": (
        lambda: _("Whether the same images are misread"),
        consistency,
        tables.consistency,
    ),
    "crowd": (lambda: _("The majority of more and more people"), crowd, tables.crowd),
    "calibration": (
        lambda: _("How often each model is right when it is so sure"),
        calibration,
        tables.calibration,
    ),
    "fifths": (
        lambda: _("Read right, by how quickly each person answered"),
        fifths,
        tables.fifths,
    ),
    "power": (
        lambda: _("The margin to expect with other numbers of people and images"),
        power,
        tables.power,
    ),
}


def chart_words(comparison: Comparison, you: int | None = None) -> dict[str, Any]:
    """All words that the charts write. *you*: the reader's own score, to be marked."""
    counts = sorted({each.images for each in comparison.expected})
    return {
        "people": _("People"),
        "you": None if you is None else {"name": _("You"), "value": you},
        "expressions": [str(each.label) for each in Expression],
        "all_images": _("All images"),
        "public": _("Public"),
        "private": _("Private"),
        "score": ngettext(
            "Images read right, of %(n)s", "Images read right, of %(n)s", len(comparison.images)
        )
        % {"n": len(comparison.images)},
        "number_of_people": _("Number of people"),
        "share_right": _("Read right, %"),
        "kappa": _("Error consistency, κ"),
        "among_people": _("People among themselves"),
        "majority": _("Majority of people"),
        "crowd_size": _("People in the majority"),
        "perfect": _("As often right as sure"),
        "confidence": _("The model’s confidence, %"),
        "own_fifth": _("Fifths of each person’s own response times"),
        "fifths": [_("fastest"), _("fast"), _("middle"), _("slow"), _("slowest")],
        "with_images": {str(n): images(n) for n in counts},
        "margin": _("Margin, ± points"),
        "descriptions": {
            chart: " ".join([found.title + ".", found.summary]).strip()
            for chart, found in figures(comparison).items()
        },
    }
