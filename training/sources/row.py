"""What every source gives: a row per picture, or why there is none.

Rows go through a listing on disk to other processes, so they can be written as JSON.
"""

from dataclasses import dataclass
from typing import Any

from classifier.expressions import EXPRESSIONS
from training.sources.drawing import Drawing
from training.sources.place import Place

Corners = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One picture of a data set."""

    name: str  # within its source
    place: Place | Drawing
    expression: str  # what counts as right; empty where nobody can say
    votes: tuple[int, ...]  # for each of the five
    others: tuple[int, ...] = ()  # for each answer outside the five
    part: str = ""  # as published: train, valid, test, or empty
    person: str = ""  # empty where unknown
    box: Corners | None = None  # x1, y1, x2, y2 in the upright picture; may leave its frame
    source: str = ""

    def read(self) -> bytes:
        """The picture's file. Raises OSError, and preprocess.Unreadable where it is damaged."""
        return self.place.read()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A picture that can't become a crop; *reason* is one of few, for counting."""

    name: str
    reason: str


Entry = Row | LeftOut


def one_vote(expression: str) -> tuple[int, ...]:
    """The votes of a picture that has only a label."""
    return tuple(int(expression == name) for name in EXPRESSIONS)


def encode(entry: Entry) -> list[Any]:
    if isinstance(entry, LeftOut):
        return [entry.name, entry.reason]
    place = [type(entry.place) is Drawing, *entry.place.values()]
    return [
        *(entry.name, place, entry.expression, entry.votes, entry.others),
        *(entry.part, entry.person, entry.box, entry.source),
    ]


def decode(values: list[Any]) -> Entry:
    if len(values) == 2:
        return LeftOut(*values)
    name, (drawn, *place), expression, votes, others, part, person, box, source = values
    return Row(
        name=name,
        place=Drawing(*place) if drawn else Place(*place),
        expression=expression,
        votes=tuple(votes),
        others=tuple(others),
        part=part,
        person=person,
        box=None if box is None else tuple(box),
        source=source,
    )
