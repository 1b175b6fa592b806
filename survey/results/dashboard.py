"""The words, figures and tables of a comparison, in one documented object: what the results page
and the report have in common. templates/results/_figures.html shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext as _

from survey.analysis.confusion import Confusion
from survey.models import Expression

from . import charts, details
from .comparison import Comparison
from .documents import figures as as_json
from .figures import Figure, chart_words, figures
from .rows import LABELS
from .tables import Table
from .words import points, verdict


@dataclass(frozen=True)
class Mistake:
    truth: Expression
    taken_for: Expression
    percent: float


@dataclass(frozen=True)
class Matrix:
    side: str  # "people" or "model": the class that colours it
    title: str
    rows: tuple[tuple[Expression, tuple[charts.Cell, ...]], ...]
    largest_mistake: Mistake | None


@dataclass(frozen=True)
class Tables:
    """Those that stand beside no chart. None: there is nothing in them."""

    scores: Table | None
    difference: Table | None
    mixed: Table | None
    detections: tuple[Table, ...]
    agreement: Table | None
    mcnemar: Table | None
    confidence: Table | None
    times: Table | None
    pace: Table | None

    @classmethod
    def of(cls, comparison: Comparison) -> "Tables":
        return cls(**{each.name: getattr(details, each.name)(comparison) for each in fields(cls)})


@dataclass(frozen=True)
class Dashboard:
    comparison: Comparison
    expressions: tuple[Expression, ...]
    verdicts: tuple[str, ...]  # a sentence for each model
    margin: str  # of equivalence, in points
    figures: Mapping[str, Figure]
    tables: Tables
    matrices: tuple[Matrix, ...]
    json: Mapping[str, Any]  # what chart.js draws,
    words: Mapping[str, Any]  # and the words that it writes

    @property
    def has_agreement(self) -> bool:
        beside = (self.tables.agreement, self.tables.mcnemar, self.figures.get("consistency"))
        return any(beside)


def dashboard(slug: str, comparison: Comparison, *, you: int | None = None) -> Dashboard:
    """*slug*: of the study, for the names of saved figures. *you*: the reader's own score."""
    return Dashboard(
        comparison=comparison,
        expressions=LABELS,
        verdicts=_verdicts(comparison),
        margin=points(comparison.margin),
        figures=figures(comparison),
        tables=Tables.of(comparison),
        matrices=_matrices(comparison),
        json=_for_charts(slug, comparison),
        words=chart_words(comparison, you),
    )


def _verdicts(comparison: Comparison) -> tuple[str, ...]:
    if not comparison.people.n:
        return ()
    return tuple(verdict(comparison, model) for model in comparison.models)


def _for_charts(slug: str, comparison: Comparison) -> dict[str, Any]:
    """Without the images: no chart draws them, and there may be thousands."""
    found = as_json(replace(comparison, images=()))
    return {"study": {"slug": slug, "images": len(comparison.images)}} | found


def _matrices(comparison: Comparison) -> tuple[Matrix, ...]:
    sides = [("people", _("People"), comparison.people.side)] if comparison.people.n else []
    sides += [("model", model.name, model.side) for model in comparison.models]
    return tuple(_matrix(side, title, of.confusion) for side, title, of in sides)


def _matrix(side: str, title: str, confusion: Confusion) -> Matrix:
    mistake = charts.largest_mistake(confusion.shares)
    cells = charts.matrix(confusion.counts, confusion.shares)
    return Matrix(
        side=side,
        title=title,
        rows=tuple(zip(LABELS, cells, strict=True)),
        largest_mistake=mistake
        and Mistake(LABELS[mistake[0]], LABELS[mistake[1]], 100 * mistake[2]),
    )
