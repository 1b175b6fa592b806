"""The figures of the agreement page, from the tallies alone: four statements, however many rows."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Case, CharField, Count, Q, Value, When

from classifier.expressions import EXPRESSIONS
from survey.analysis import agreement
from survey.analysis.agreement import Kappa, Pair, Said
from survey.models import LabelTally, Photograph
from survey.models.annotations import read_said

SEED = 1  # the same labels have the same interval whenever one looks


@dataclass(frozen=True)
class Labeller:
    pk: int
    name: str
    done: int
    unsure: int


@dataclass(frozen=True)
class Row:
    """One line of the table of pairs; None beside oneself or where the two share no photograph."""

    labeller: Labeller
    cells: list[Pair | None]


@dataclass(frozen=True)
class Spread:
    """Photographs with two labels or more that were meant to show *intended* ("": not known)."""

    intended: str
    unanimous: int
    majority: int
    none: int

    @property
    def total(self) -> int:
        return self.unanimous + self.majority + self.none


@dataclass(frozen=True)
class Figures:
    to_label: int
    labelled: int
    several: int  # with two labels or more
    labellers: list[Labeller]
    kappa: Kappa | None
    interval: tuple[float, float] | None
    per_expression: list[tuple[str, float | None]]
    pairs: list[Row]
    spreads: list[Spread]
    confusion: list[list[int]]  # [5][6]: intended → what most say, the last: no majority
    in_doubt: int


def figures() -> Figures:
    patterns = _patterns()
    table, weights = agreement.tabulated(patterns)
    labellers = _labellers(patterns)
    spreads, confusion = _by_intention()
    return Figures(
        to_label=Photograph.objects.labellable().count(),
        labelled=sum(patterns.values()),
        several=sum(spread.total for spread in spreads),
        labellers=labellers,
        kappa=agreement.fleiss_kappa(table, weights),
        interval=agreement.kappa_interval(table, weights, seed=SEED),
        per_expression=list(
            zip(EXPRESSIONS, agreement.agreement_per_category(table, weights), strict=True)
        ),
        pairs=_pairs(patterns, labellers),
        spreads=spreads,
        confusion=confusion,
        in_doubt=LabelTally.objects.filter(decided__in=[False]).in_doubt().count(),
    )


def _patterns() -> dict[Said, int]:
    counts = LabelTally.objects.values_list("said").annotate(Count("pk")).order_by()
    return {read_said(said): number for said, number in counts}


def _labellers(patterns: dict[Said, int]) -> list[Labeller]:
    """Whoever has done most first."""
    done = agreement.labels_each(patterns)
    names = User.objects.in_bulk(done)
    found = [Labeller(pk, names[pk].get_username(), *counts) for pk, counts in done.items()]
    return sorted(found, key=lambda labeller: (-labeller.done, labeller.name))


def _pairs(patterns: dict[Said, int], labellers: list[Labeller]) -> list[Row]:
    found = agreement.pairs(patterns)

    def cell(one: int, other: int) -> Pair | None:
        return found.get((min(one, other), max(one, other)))

    return [Row(one, [cell(one.pk, other.pk) for other in labellers]) for one in labellers]


def _by_intention() -> tuple[list[Spread], list[list[int]]]:
    kind = Case(
        When(majority="", then=Value("none")),
        When(Q(disagreement=0), then=Value("unanimous")),
        default=Value("majority"),
        output_field=CharField(),
    )
    several = LabelTally.objects.filter(labels__gte=2).annotate(kind=kind)
    rows = several.values_list("intended", "majority", "kind").annotate(Count("pk")).order_by()
    spread: Counter[tuple[str, str]] = Counter()
    taken: Counter[tuple[str, str]] = Counter()
    for intended, majority, which, number in rows:
        spread[intended, which] += number
        taken[intended, majority] += number
    meant = [*EXPRESSIONS, ""]
    spreads = [
        Spread(each, spread[each, "unanimous"], spread[each, "majority"], spread[each, "none"])
        for each in meant
    ]
    confusion = [[taken[row, column] for column in meant] for row in EXPRESSIONS]
    return [each for each in spreads if each.total], confusion
