"""The agreement page's words and coordinates, for its template."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from survey.analysis.agreement import FEWEST_IMAGES, meaning
from survey.models import Expression
from survey.results import charts

from .figures import Figures, Spread, figures

MEANINGS = {
    "poor": pgettext_lazy("agreement", "worse than by chance"),
    "slight": pgettext_lazy("agreement", "slight"),
    "fair": pgettext_lazy("agreement", "fair"),
    "moderate": pgettext_lazy("agreement", "moderate"),
    "substantial": pgettext_lazy("agreement", "substantial"),
    "almost perfect": pgettext_lazy("agreement", "almost perfect"),
}


@dataclass(frozen=True)
class Part:
    """A piece of a stacked bar."""

    kind: str  # unanimous, majority, none
    x: str
    width: str
    number: int


@dataclass(frozen=True)
class Bar:
    label: str
    total: int
    parts: list[Part]


def agreement_page() -> dict[str, Any]:
    found = figures()
    return {
        "figures": found,
        "meaning": kappa_means(found),
        "fewest": FEWEST_IMAGES,
        "bars": [bar(spread) for spread in found.spreads],
        "per_expression": [
            {
                "label": Expression(expression).label,
                "share": share,
                "width": charts.percent(share or 0),
            }
            for expression, share in found.per_expression
        ],
        "expressions": Expression,
        "matrix": matrix(found) if any(map(any, found.confusion)) else None,
    }


def kappa_means(found: Figures) -> str | Promise:
    return MEANINGS[meaning(found.kappa.value)] if found.kappa else ""


def bar(spread: Spread) -> Bar:
    parts, before = [], 0
    for kind in ("unanimous", "majority", "none"):
        number = getattr(spread, kind)
        if number:
            x, width = charts.percent(before / spread.total), charts.percent(number / spread.total)
            parts.append(Part(kind, x, width, number))
        before += number
    intended = spread.intended
    label = str(Expression(intended).label) if intended else _("Not known what was meant")
    return Bar(label, spread.total, parts)


def matrix(found: Figures) -> list[tuple[str, tuple[charts.Cell, ...]]]:
    """Intended ↓ what most say →, the last column: no majority."""
    shares = [
        [number / sum(row) for number in row] if sum(row) else None for row in found.confusion
    ]
    cells = charts.matrix(found.confusion, shares)
    return list(zip([str(each.label) for each in Expression], cells, strict=True))
