"""Settling what a photograph shows: its person's intention, the majority's word, or by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q

from survey.models import LabelRule, LabelTally, Photograph, StudyItem
from survey.models.annotations import LabelTallyQuerySet
from survey.models.studies import State

from .tally import MOST_AT_ONCE, keep_current

# What an editor can choose.
RULES = (LabelRule.INTENTION, LabelRule.MAJORITY, LabelRule.SETTLED)


@dataclass(frozen=True)
class Change:
    """One photograph's truth and rule, before and after."""

    photograph: UUID
    before: tuple[str, str]
    after: tuple[str, str]

    @property
    def is_of_truth(self) -> bool:
        return self.before[0] != self.after[0]


@dataclass(frozen=True)
class Settled:
    changes: list[Change]  # those that changed nothing are missing
    without: int  # have no majority, or no known intention: they stay as they are
    meanwhile: int  # most labellers say something else by now than the editor saw


def settle(chosen: Mapping[UUID, str], rule: LabelRule, expression: str = "") -> Settled:
    """Decide for the photographs in *chosen*, each with the majority that the editor saw.

    *expression*: for what is settled by hand. Studies that are frozen keep their copies.
    """
    tallies = LabelTally.objects.filter(pk__in=list(chosen))
    found = tallies.values_list("pk", "majority", "intended")
    current = [row for row in found if row[1] == chosen[row[0]]]
    truths = {
        pk: {LabelRule.INTENTION: intended, LabelRule.MAJORITY: majority}.get(rule, expression)
        for pk, majority, intended in current
    }
    decided = {pk: truth for pk, truth in truths.items() if truth}
    changes = decide(decided, rule)
    return Settled(changes, len(truths) - len(decided), len(found) - len(current))


def decide(truths: Mapping[UUID, str], rule: LabelRule) -> list[Change]:
    """Set truth and rule of labelled photographs, and keep their agreement current.

    In transactions of some hundreds: nobody else waits long, and repeating it does no harm.
    """
    changes: list[Change] = []
    wanted = sorted(truths.items())
    for start in range(0, len(wanted), MOST_AT_ONCE):
        changes += _decide(dict(wanted[start : start + MOST_AT_ONCE]), rule)
    return changes


@transaction.atomic
def _decide(truths: dict[UUID, str], rule: LabelRule) -> list[Change]:
    rows = Photograph.objects.filter(pk__in=list(truths)).order_by("pk")
    before = rows.select_for_update(of=("self",)).values_list("pk", "expression", "rule")
    all_of_them = [Change(pk, (old, by), (truths[pk], rule.value)) for pk, old, by in before]
    changes = [change for change in all_of_them if change.before != change.after]
    for truth in {change.after[0] for change in changes}:
        ids = [change.photograph for change in changes if change.after[0] == truth]
        Photograph.objects.filter(pk__in=ids).update(expression=truth, rule=rule)
    LabelTally.objects.filter(pk__in=list(truths)).update(decided=True)
    keep_current(change.photograph for change in changes)
    return changes


@dataclass(frozen=True)
class Plan:
    """What a rule for all would do."""

    rule: LabelRule
    least: int
    by_hand_too: bool
    changing: int  # truths
    staying: int
    passed_over: int  # labelled, but with too few labels, without majority, or settled by hand
    moves: list[tuple[str, str, int]]  # from, to, how many; the largest first
    frozen: int  # of those that change, in studies that keep the truth they were drawn with


def covered(rule: LabelRule, least: int, *, by_hand_too: bool) -> LabelTallyQuerySet:
    """Those that a rule for all says something about."""
    found = LabelTally.objects.filter(labels__gte=least).exclude(**{_field(rule): ""})
    return found if by_hand_too else found.exclude(rule=LabelRule.SETTLED)


def _field(rule: LabelRule) -> str:
    return "intended" if rule == LabelRule.INTENTION else "majority"


def plan(rule: LabelRule, least: int, *, by_hand_too: bool = False) -> Plan:
    """Look before: nothing is changed."""
    found, field = covered(rule, least, by_hand_too=by_hand_too), _field(rule)
    counts = found.values_list("truth", field).annotate(Count("pk")).order_by()
    moves = [(old, new, number) for old, new, number in counts if old != new]
    changing = sum(number for *_, number in moves)
    staying = sum(number for *_, number in counts) - changing
    return Plan(
        rule=rule,
        least=least,
        by_hand_too=by_hand_too,
        changing=changing,
        staying=staying,
        passed_over=LabelTally.objects.count() - changing - staying,
        moves=sorted(moves, key=lambda move: -move[2]),
        frozen=in_frozen_studies(found.exclude(truth=F(field))) if changing else 0,
    )


def apply(rule: LabelRule, least: int, *, by_hand_too: bool = False) -> list[Change]:
    found = covered(rule, least, by_hand_too=by_hand_too)
    undone = found.exclude(Q(truth=F(_field(rule))) & Q(rule=rule) & Q(decided=True))
    return decide(dict(undone.values_list("pk", _field(rule))), rule)


def in_frozen_studies(tallies: LabelTallyQuerySet) -> int:
    """How many of these photographs are in studies that keep the truth they were drawn with."""
    items = StudyItem.objects.filter(photograph__tally__in=tallies)
    frozen = items.exclude(study__state=State.DRAFT)
    return frozen.values("photograph").distinct().count()
