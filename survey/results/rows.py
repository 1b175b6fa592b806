"""A study's rows as the arrays that `survey.analysis` reads. One query for each table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db.models import CharField
from django.db.models.functions import Cast

from survey.analysis.arrays import (
    COUNT,
    NO_ANSWER,
    Flags,
    Floats,
    Integers,
    answered_enough,
)
from survey.models import Answer, Expression, ModelRun, Photograph, Prediction, Study

INDEX = {expression: index for index, expression in enumerate(Expression.values)}
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

    people: tuple[UUID, ...]
    choices: Integers  # [people, images]
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
    # Ids as text: making 100,000 UUID objects would take longer than everything else together.
    people = list(
        study.participants.finished()
        .order_by("consented_at", "id")
        .values_list(
            Cast("id", CharField()), "simulated", "imported", "excluded_at", "excluded_reason"
        )
    )
    row = {person: index for index, (person, *_) in enumerate(people)}
    column = {position: index for index, position in enumerate(items.positions)}
    choices = np.full((len(people), len(column)), NO_ANSWER, np.int8)
    answers = Answer.objects.filter(
        participant__study=study,
        participant__finished_at__isnull=False,
        item__withdrawn_at=None,
    ).values_list(Cast("participant_id", CharField()), "item__position", "choice")
    for person, position, choice in answers.iterator(chunk_size=5000):
        # Not, if they finished, or the image was withdrawn, between the queries.
        if person in row and position in column:
            choices[row[person], column[position]] = INDEX[choice]
    out = np.array([excluded_at is not None for *_, excluded_at, _reason in people], bool)
    enough = answered_enough(choices)
    counted, excluded = enough & ~out, enough & out
    return Votes(
        people=tuple(
            UUID(person) for (person, *_), counts in zip(people, counted, strict=True) if counts
        ),
        choices=choices[counted],
        simulated=np.array([simulated for _, simulated, *_ in people], bool)[counted],
        imported=np.array([made_of is not None for _, _, made_of, *_ in people], bool)[counted],
        left_out=int((~enough & ~out).sum()),
        excluded=choices[excluded],
        reasons=tuple(
            reason for (*_, reason), counts in zip(people, excluded, strict=True) if counts
        ),
    )


def read_probabilities(runs: Sequence[ModelRun], items: Items) -> list[Floats]:
    """[images, 5] of each run; a row of NaN for an image without a prediction."""
    column = {position: index for index, position in enumerate(items.positions)}
    found = {run.pk: np.full((len(column), COUNT), np.nan) for run in runs}
    predictions = Prediction.objects.filter(run__in=runs) if runs else Prediction.objects.none()
    for run, position, row in predictions.values_list("run", "item__position", "probabilities"):
        if position in column:
            found[run][column[position]] = row
    return list(found.values())
