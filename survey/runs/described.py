"""What the models' API takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from survey.models.runs import Status


@dataclass(frozen=True)
class Photo:
    """One photograph, as a form field."""

    photo: bytes


@dataclass(frozen=True)
class Face:
    """Where it is (left, top, right, bottom) and how likely each expression is."""

    schema_name: ClassVar[str] = "RecognizedFace"
    box: tuple[int, int, int, int]
    probabilities: Mapping[str, float]


@dataclass(frozen=True)
class Faces:
    faces: list[Face]


@dataclass(frozen=True)
class Queued:
    """The answer isn't there yet: ask at *url* again."""

    status: str
    url: str


@dataclass(frozen=True)
class Refusal:
    """Why, in a sentence, and by name where it is the photograph's fault."""

    schema_name: ClassVar[str] = "PhotoRefusal"
    detail: str
    reason: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a run is; *reason*: why it failed."""

    status: Status
    answered: int
    images: int
    reason: str
