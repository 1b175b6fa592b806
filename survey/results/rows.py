"""A study's rows as the arrays that `survey.analysis` reads. One query for each table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from uuid import UUID

import numpy as np
from django.db.models import CharField
from django.db.models.functions import Cast

from survey.analysis.arrays import (
    COUNT,
    Flags,
    Floats,
    Integers,
    answered_enough,
)
from survey.models import Expression, ModelRun, Photograph, Prediction, Study

from .sheets import INDEX, pack, read_choices, read_times

LABELS = tuple(Expression)  # by index; their .label is translated when it is rendered


@dataclass(frozen=True)
class Withdrawn:
    """An image of which nothing but its place is left."""

    number: int
    at: datetime


@dataclass(frozen=True)
class Items:
    """The study's images in their order, without those that were withdrawn."""

    ids: tuple[UUID, ...]
    numbers: tuple[int, ...]  # from 1: their places among all, also the withdrawn ones
    positions: tuple[int, ...]
    truth: Integers  # [images]
    public: Flags  # [images]
    sources: tuple[str, ...]  # the data sets of public photographs; "" where it isn't known
    withdrawn: tuple[Withdrawn, ...] = ()


@dataclass(frozen=True)
class Votes:
    """What everybody chose who finished and answered enough to be counted."""

    people: tuple[str, ...]  # their ids, as the database writes them
    choices: Integers  # [people, images]
    times: Integers  # [people, images]: milliseconds; NO_ANSWER where there is none
    simulated: Flags  # [people]
    imported: Flags  # [people]: they answered elsewhere
    left_out: int  # finished, with fewer than half of the images answered
    excluded: Integers  # [people, images]: of those whom somebody excluded, in no other figure
    reasons: tuple[str, ...]  # why, of each of them


def read_items(study: Study) -> Items:
    columns = ("id", "position", "truth", "kind", "photograph__source", "withdrawn_at")
    all_rows = list(enumerate(study.items.order_by("position").values_list(*columns), start=1))
    rows = [(number, *row) for number, row in all_rows if row[-1] is None]
    return Items(
        ids=tuple(row[1] for row in rows),
        numbers=tuple(row[0] for row in rows),
        positions=tuple(row[2] for row in rows),
        truth=np.array([INDEX[row[3]] for row in rows], np.int8),
        public=np.array([row[4] == Photograph.Kind.PUBLIC for row in rows], bool),
        sources=tuple(row[5] or "" if row[4] == Photograph.Kind.PUBLIC else "" for row in rows),
        withdrawn=tuple(Withdrawn(number, row[-1]) for number, row in all_rows if row[-1]),
    )


def read_votes(study: Study, items: Items) -> Votes:
    """The finished participants' answers, in the order in which they began."""
    pack(study)
    # Ids as text: making 100,000 UUID objects would take longer than everything else together.
    rows = (
        study.participants.finished()
        .filter(sheet__isnull=False)  # some may have finished since
        .order_by("consented_at", "id")
        .values_list(
            Cast("id", CharField()),
            "simulated",
            "imported",
            "excluded_at",
            "excluded_reason",
            "sheet__choices",
            "sheet__times",
        )
    )
    columns = tuple(zip(*rows, strict=True)) or ((),) * 7
    ids, simulated, imported, excluded_at, reasons, choices, times = columns
    places = len(items.ids) + len(items.withdrawn)
    present = np.array(items.numbers, int) - 1 if items.withdrawn else slice(None)
    chosen = read_choices(choices, places)[:, present]
    out = np.array([at is not None for at in excluded_at], bool)
    enough = answered_enough(chosen)
    counted, excluded = enough & ~out, enough & out
    return Votes(
        people=tuple(compress(ids, counted)),
        choices=_where(chosen, counted),
        times=_where(read_times(times, places)[:, present], counted),
        simulated=np.array(simulated, bool)[counted],
        imported=np.array([made_of is not None for made_of in imported], bool)[counted],
        left_out=int((~enough & ~out).sum()),
        excluded=chosen[excluded],
        reasons=tuple(compress(reasons, excluded)),
    )


def _where(rows: Integers, wanted: Flags) -> Integers:
    """Without a copy where that is all: those of 100,000 people are 50 MB."""
    return rows if wanted.all() else rows[wanted]


def read_probabilities(runs: Sequence[ModelRun], items: Items) -> list[Floats]:
    """[images, 5] of each run; a row of NaN for an image without a prediction."""
    column = {position: index for index, position in enumerate(items.positions)}
    found = {run.pk: np.full((len(column), COUNT), np.nan) for run in runs}
    predictions = Prediction.objects.filter(run__in=runs) if runs else Prediction.objects.none()
    for run, position, row in predictions.values_list("run", "item__position", "probabilities"):
        if position in column:
            found[run][column[position]] = row
    return list(found.values())
