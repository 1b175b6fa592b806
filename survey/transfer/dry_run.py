"""What an import would bring, before anything is stored: people, gaps, unknown words, repeats."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from survey.models import Study

from . import words
from .mapping import Mapping, columns_used_twice
from .table import Table

MOST_UNKNOWN = 100  # more different unknown words than this come from a wrong column


@dataclass(frozen=True)
class Place:
    """One image of the study that answers can be about."""

    item: UUID
    position: int
    truth: str


@dataclass(frozen=True)
class Person:
    row: int  # of the file, from 1, below the header
    at: datetime | None  # None: the file doesn't say, or can't be read
    choices: tuple[str, ...]  # one for each place; "" for no answer
    said: int | None  # the score column's
    score: int  # as the study's truths have it

    @property
    def answered(self) -> int:
        return sum(map(bool, self.choices))

    @property
    def differs(self) -> bool:
        return self.said is not None and self.said != self.score


@dataclass(frozen=True)
class Unknown:
    text: str
    count: int


@dataclass(frozen=True)
class DryRun:
    people: tuple[Person, ...]  # those who would be imported
    empty: tuple[int, ...]  # rows without any answer: left out
    repeated: tuple[tuple[int, int], ...]  # row, the row it repeats: left out
    similar: tuple[tuple[int, int], ...]  # the same answers at another time
    unknown: tuple[Unknown, ...]  # words that nobody has explained yet
    untimed: tuple[int, ...]  # rows whose time is missing or can't be read
    unmapped: tuple[int, ...]  # positions without a column
    doubled: tuple[int, ...]  # columns that stand for several images
    compared: bool  # scores could be compared: no image is gone
    answers: int
    missing: int  # cells without an answer, of those who would be imported

    @property
    def mismatches(self) -> tuple[Person, ...]:
        return tuple(p for p in self.people if p.differs) if self.compared else ()

    @property
    def is_ready(self) -> bool:
        """Nothing is left that a person must decide."""
        return bool(self.people and self.answers and not self.unknown and not self.doubled)

    @property
    def mean(self) -> float:
        return sum(p.score for p in self.people) / len(self.people) if self.people else 0.0

    @property
    def few(self) -> int:
        """People with fewer than half of the images answered: results leave them out."""
        return sum(2 * p.answered < len(p.choices) for p in self.people)


def places_of(study: Study) -> list[Place]:
    rows = study.items.present().order_by("position").values_list("id", "position", "truth")
    return [Place(*row) for row in rows]


def look(table: Table, mapping: Mapping, places: Sequence[Place], *, gone: int = 0) -> DryRun:
    """*gone*: images of the study whose person withdrew."""
    read = [_person(n, row, mapping, places) for n, row in enumerate(table.rows, start=1)]
    given = [person for person in read if person.answered]
    repeated, similar = _repeats(given)
    out = {row for row, _first in (*repeated, *(similar if mapping.leave_out_repeats else ()))}
    people = tuple(person for person in given if person.row not in out)
    answers = sum(person.answered for person in people)
    return DryRun(
        people=people,
        empty=tuple(person.row for person in read if not person.answered),
        repeated=tuple(repeated),
        similar=tuple(similar),
        unknown=_unknown(table, mapping),
        untimed=tuple(person.row for person in people if person.at is None),
        unmapped=tuple(p.position for p in places if p.position not in mapping.images),
        doubled=tuple(columns_used_twice(mapping.images)),
        compared=mapping.score is not None and not gone,
        answers=answers,
        missing=len(people) * len(places) - answers,
    )


def _person(number: int, row: Sequence[str], mapping: Mapping, places: Sequence[Place]) -> Person:
    columns = [mapping.images.get(place.position) for place in places]
    choices = tuple(_choice(row[n], mapping) if n is not None else "" for n in columns)
    return Person(
        row=number,
        at=_time(row[mapping.time]) if mapping.time is not None else None,
        choices=choices,
        said=words.score(row[mapping.score]) if mapping.score is not None else None,
        score=sum(c == place.truth for c, place in zip(choices, places, strict=True)),
    )


def _choice(text: str, mapping: Mapping) -> str:
    return mapping.words.get(text, "") if text in mapping.words else words.expression(text) or ""


def _time(text: str) -> datetime | None:
    """None for a time that hasn't come yet, too: it can't be when somebody answered."""
    at = words.moment(text, timezone.get_current_timezone())
    return at if at and at <= timezone.now() else None


def _repeats(people: Sequence[Person]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Rows with the answers of one above: of the same time (the same person), of another time."""
    same: dict[tuple[object, ...], int] = {}
    alike: dict[tuple[str, ...], int] = {}
    repeated, similar = [], []
    for person in people:
        moment = (person.at, person.said, person.choices)
        if (first := same.setdefault(moment, person.row)) != person.row:
            repeated.append((person.row, first))
        elif (first := alike.setdefault(person.choices, person.row)) != person.row:
            similar.append((person.row, first))
    return repeated, similar


def _unknown(table: Table, mapping: Mapping) -> tuple[Unknown, ...]:
    asked = sorted(set(mapping.images.values()))
    counted = Counter(row[n] for row in table.rows for n in asked)
    found = [
        Unknown(text, count)
        for text, count in counted.most_common()
        if text not in mapping.words and words.expression(text) is None
    ]
    return tuple(found)
