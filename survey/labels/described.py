"""What the labelling page and its API say to one another; see participation/described.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from survey.api.shapes import Limits
from survey.participation.batch import HIGHEST_SEQUENCE, MOST_ENTRIES, MOST_MS


@dataclass(frozen=True)
class Label:
    """What a labeller says a photograph shows; "unsure" where they can't tell."""

    key: UUID
    item: UUID
    choice: Literal["happy", "surprise", "angry", "sad", "neutral", "unsure"]
    sequence: Annotated[int, Limits(1, HIGHEST_SEQUENCE)]
    response_ms: Annotated[int, Limits(0, MOST_MS)] | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Labels:
    """Labels to keep, all or none."""

    answers: Annotated[list[Label], Limits(1, MOST_ENTRIES)]


@dataclass(frozen=True)
class Face:
    """A photograph to label."""

    id: UUID
    face: str


@dataclass(frozen=True)
class Where:
    """Where a labeller is: the faces labelled last, then those that come next."""

    schema_name: ClassVar[str] = "Labelling"
    items: list[Face]
    answers: Mapping[str, str]
    skipped: list[UUID]
    sequence: int
    finished: bool
    pauses: bool
