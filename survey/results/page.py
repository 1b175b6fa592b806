"""Everything that templates/results/results.html reads, in one documented object."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from survey.analysis import intervals
from survey.analysis.accuracy import NO_ACCURACY
from survey.analysis.confusion import Confusion
from survey.models import Exclusion, Expression, ModelRun, Study, StudyItem, Use

from . import charts
from .cards import Card, CardFilter, card
from .comparison import Comparison, Image, Side, compare, pick_run
from .progress import RunProgress, newest_failure, unfinished_runs
from .rows import LABELS

CARDS_A_PAGE = 24


@dataclass(frozen=True)
class Dots:
    """A dot plot: people and the model in each row, on one scale from 0% to 100%."""

    rows: tuple[charts.DotRow, ...]
    ticks: tuple[charts.Tick, ...] = charts.PERCENT_TICKS


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
class Interval:
    """Model minus people in percentage points, written with a sign."""

    points: str
    low: str
    high: str
    verdict: str  # "open", "model" or "people": who is better, as far as can be told


@dataclass(frozen=True)
class ResultsPage:
    study: Study
    may_edit: bool
    comparison: Comparison
    images: int
    expressions: tuple[Expression, ...]
    run: ModelRun | None  # the one that is compared
    runs: tuple[ModelRun, ...]  # all done ones, the newest first
    unfinished: tuple[RunProgress, ...]
    failure: ModelRun | None  # for editors
    interval: Interval | None
    histogram: charts.Histogram | None
    by_expression: Dots
    by_kind: Dots
    matrices: tuple[Matrix, ...]
    filter: CardFilter
    pages: Page[Image]
    cards: tuple[Card, ...]  # of this page
    found: int  # images that pass the filter
    selected_run: UUID | None  # if the address names one: forms and links keep it
    query: str  # of the filter and the run, for links to other pages of cards

    @property
    def drawn(self) -> int:
        """Images that the study was frozen with."""
        return self.images + len(self.comparison.withdrawn)

    @property
    def last_withdrawal(self) -> datetime | None:
        return max((gone.at for gone in self.comparison.withdrawn), default=None)

    @property
    def images_unanswered(self) -> int:
        """By the model: none, unless rows were lost."""
        return self.images - self.comparison.model.answered if self.comparison.model else 0

    @property
    def why_excluded(self) -> tuple[tuple[str, int], ...]:
        """Reasons and people. What an editor wrote down in own words is for editors."""
        found: Counter[str] = Counter()
        for reason, n in self.comparison.people.reasons:
            if reason in Exclusion.values:
                found[str(Exclusion(reason).label)] += n
            else:
                found[reason if self.may_edit else _("Another reason")] += n
        return tuple(found.most_common())


def results_page(study: Study, query: Mapping[str, str], *, may_edit: bool) -> ResultsPage:
    """*query* is the address's: run, page and the fields of CardFilter. Raises NoSuchRun."""
    run, runs = pick_run(study, query.get("run", ""))
    selected_run = run.id if run and query.get("run") else None
    comparison = compare(study, run)
    people, model = comparison.people, comparison.model
    wanted = CardFilter(query)
    found = wanted.apply(comparison.images)
    pages = Paginator(found, CARDS_A_PAGE).get_page(query.get("page"))
    return ResultsPage(
        study=study,
        may_edit=may_edit,
        comparison=comparison,
        images=len(comparison.images),
        expressions=LABELS,
        run=run,
        runs=runs,
        unfinished=unfinished_runs(study),
        failure=newest_failure(study) if may_edit else None,
        interval=_interval(comparison),
        histogram=charts.histogram(
            people.scores.histogram,
            model=model.total if model else None,
            images=len(comparison.images),
        ),
        by_expression=_by_expression(comparison),
        by_kind=_by_kind(comparison),
        matrices=_matrices(comparison),
        filter=wanted,
        pages=pages,
        cards=_cards(study, pages, may_edit=may_edit),
        found=len(found),
        selected_run=selected_run,
        query=_query(wanted, selected_run),
    )


def _cards(study: Study, pages: Page[Image], *, may_edit: bool) -> tuple[Card, ...]:
    """Editors see every face; all others those that may be shown in what is published."""
    ids = [image.id for image in pages]
    seen = StudyItem.objects.present() if may_edit else StudyItem.objects.shown_for(Use.PUBLICATION)
    shown = set(seen.filter(study=study, pk__in=ids).values_list("pk", flat=True))
    return tuple(card(image, face_hidden=image.id not in shown) for image in pages)


def _sides(comparison: Comparison) -> tuple[Side, Side | None]:
    model = comparison.model
    return comparison.people.side, model.side if model else None


def _value(found: intervals.Interval | None) -> float | None:
    return found.value if found else None


def _by_expression(comparison: Comparison) -> Dots:
    people, model = _sides(comparison)
    values = zip(
        LABELS, people.per_expression, model.per_expression if model else NO_ACCURACY, strict=True
    )
    return Dots(
        tuple(
            charts.dot_row(str(each.label), _value(one), _value(other))
            for each, one, other in values
        )
    )


def _by_kind(comparison: Comparison) -> Dots:
    people, model = _sides(comparison)
    return Dots(
        (
            charts.dot_row(
                _("Public"), _value(people.public), _value(model.public) if model else None
            ),
            charts.dot_row(
                _("Private"), _value(people.private), _value(model.private) if model else None
            ),
        )
    )


def _matrices(comparison: Comparison) -> tuple[Matrix, ...]:
    people, model = _sides(comparison)
    sides = [("people", _("People"), people.confusion)] if comparison.people.n else []
    if model:
        sides.append(("model", _("Model"), model.confusion))
    return tuple(_matrix(*side) for side in sides)


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


def _interval(comparison: Comparison) -> Interval | None:
    found = comparison.model.difference if comparison.model else None
    if found is None:
        return None
    ahead = "model" if found.points > 0 else "people"
    return Interval(
        points=charts.signed(found.points),
        low=charts.signed(found.low),
        high=charts.signed(found.high),
        verdict="open" if found.can_be_chance else ahead,
    )


def _query(wanted: CardFilter, run: UUID | None) -> str:
    return urlencode(wanted.chosen() | ({"run": str(run)} if run else {}))
