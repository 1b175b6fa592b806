"""Finished participants' answers, packed: a page reads a row for each person, not each answer."""

from collections.abc import Sequence

import numpy as np
from django.db import connection, transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from survey.analysis.arrays import NO_ANSWER, Integers
from survey.models import Answer, Expression, Participant, Sheet, Study
from survey.models.participants import ParticipantQuerySet

AT_ONCE = 1000  # people; their answers are held in memory
NO_TIME = 65535
LONGEST = NO_TIME - 1  # a longer time counts as this one: whoever took a minute was away
INDEX = {expression: index for index, expression in enumerate(Expression.values)}


def pack_all() -> int:
    """Of every study; how many sheets were made."""
    return sum(pack(study) for study in Study.objects.all())


def pack(study: Study) -> int:
    """Make the sheets that are missing of who has finished. Harmless to repeat, also at once."""
    if not unpacked(study).exists():
        return 0
    places = list(study.items.order_by("position").values_list("position", flat=True))
    packed = batch = _pack_some(study, places)
    while batch == AT_ONCE:
        packed += (batch := _pack_some(study, places))
    return packed


def unpacked(study: Study) -> ParticipantQuerySet:
    sheets = Sheet.objects.filter(participant=OuterRef("pk"))
    return study.participants.finished().filter(~Exists(sheets))


@transaction.atomic
def _pack_some(study: Study, places: Sequence[int]) -> int:
    # Held, so that nobody withdraws between the reading and the writing: nothing may be left.
    people = list(unpacked(study).select_for_update(of=("self",)).order_by()[:AT_ONCE])
    if not people:
        return 0
    choices, times = _read(people, places)
    sheets = (
        Sheet(participant=person, choices=choices[row].tobytes(), times=times[row].tobytes())
        for row, person in enumerate(people)
    )
    Sheet.objects.bulk_create(sheets, ignore_conflicts=True)
    return len(people)


def _read(people: Sequence[Participant], places: Sequence[int]) -> tuple[Integers, Integers]:
    """[people, places] of both: what they chose, and in how many milliseconds."""
    choices = np.full((len(people), len(places)), NO_ANSWER, np.int8)
    times = np.full(choices.shape, NO_TIME, "<u2")
    column = {position: index for index, position in enumerate(places)}
    # Ids as text: to make a UUID of each would take longer than all else.
    wanted = {text_of(person): row for row, person in enumerate(people)}
    answers = Answer.objects.filter(participant__in=people).values_list(
        Cast("participant_id", CharField()), "item__position", "choice", "response_ms"
    )
    for person, position, choice, milliseconds in answers.iterator(chunk_size=5000):
        row, place = wanted[person], column[position]
        choices[row, place] = INDEX[choice]
        if milliseconds is not None:
            times[row, place] = min(milliseconds, LONGEST)
    return choices, times


def text_of(person: Participant) -> str:
    """An id as this database writes it."""
    return str(person.pk) if connection.features.has_native_uuid_field else person.pk.hex


def read_choices(sheets: Sequence[bytes | memoryview], places: int) -> Integers:
    """[sheets, places]"""
    return np.frombuffer(b"".join(sheets), np.int8).reshape(len(sheets), places)


def read_times(sheets: Sequence[bytes | memoryview], places: int) -> Integers:
    """[sheets, places]: milliseconds, NO_ANSWER where there are none."""
    packed = np.frombuffer(b"".join(sheets), "<u2").reshape(len(sheets), places)
    times = packed.astype(np.int32)
    times[packed == NO_TIME] = NO_ANSWER
    return times
