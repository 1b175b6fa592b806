"""What the question page and its API say to one another, written down for the API's description.

batch.py checks what comes in; steps.py and labels/label.py keep it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from survey.api.shapes import Limits
from survey.models import Expression

from .batch import HIGHEST_SEQUENCE, MOST_ENTRIES, MOST_MS


@dataclass(frozen=True)
class Answer:
    """One answer. A key of the client's own makes it harmless to send twice."""

    key: UUID
    item: UUID
    choice: Expression
    sequence: Annotated[int, Limits(1, HIGHEST_SEQUENCE)]
    response_ms: Annotated[int, Limits(0, MOST_MS)] | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Skipped:
    """A face that the device couldn't show."""

    key: UUID
    item: UUID


@dataclass(frozen=True)
class Batch:
    """Answers to keep, all or none."""

    answers: Annotated[list[Answer], Limits(most=MOST_ENTRIES)] = field(default_factory=list)
    skipped: Annotated[list[Skipped], Limits(most=MOST_ENTRIES)] = field(default_factory=list)


# There must be something in it.
SOMETHING = {
    "anyOf": [
        {"properties": {name: {"minItems": 1}}, "required": [name]}
        for name in ("answers", "skipped")
    ]
}


@dataclass(frozen=True)
class Confirmed:
    """The keys that are safe now."""

    confirmed: list[UUID]


@dataclass(frozen=True)
class Refusal:
    """Why, in a sentence and by name."""

    detail: str
    reason: str


@dataclass(frozen=True)
class Trial:
    """A face to ask about; with *choose* it is an attention check, which names its answer."""

    id: UUID
    face: str
    choose: Expression | None = None


@dataclass(frozen=True)
class Where:
    """Where somebody is: the faces in their own order, and what they have answered."""

    items: list[Trial]
    answers: Mapping[str, str]
    skipped: list[UUID]
    sequence: int
    finished: bool


@dataclass(frozen=True)
class Next:
    """The address of the page that comes next."""

    result: str


@dataclass(frozen=True)
class Missing:
    """So many faces have no answer yet."""

    missing: int
