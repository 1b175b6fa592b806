"""What the upload page and its API say to one another."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from survey.api.shapes import Limits
from survey.models import Expression, Photograph, Use

from .people import Who


@dataclass(frozen=True)
class Upload:
    """One file (a ZIP may bring many photographs), and what is said about it, as form fields."""

    file: bytes
    kind: Photograph.Kind
    given_by: Annotated[str, Limits(most=200)] = ""
    who: Who = Who.LATER
    pseudonym: Annotated[str, Limits(most=100)] = ""
    agreed_on: date | Literal[""] = ""
    form_version: Annotated[str, Limits(most=50)] = ""
    uses: list[Use] = field(default_factory=list)
    until: date | Literal[""] = ""
    source: Annotated[str, Limits(most=200)] = ""
    source_version: Annotated[str, Limits(most=50)] = ""
    licence: Annotated[str, Limits(most=100)] = ""
    expression: Expression | Literal[""] = ""
    labels: bytes = b""
    cropped: bool = False


@dataclass(frozen=True)
class Photo:
    """A photograph that came in, and how far it is; *crop*: where its face is, once it is ready."""

    schema_name: ClassVar[str] = "Photograph"
    id: UUID
    name: str
    status: Photograph.Status
    status_label: str
    code: str
    reason: str
    expression: str
    crop: str | None
    page: str
    review: str


@dataclass(frozen=True)
class NotTaken:
    name: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What became of a file: new photographs, such as are there already, and refused ones."""

    new: list[Photo]
    known: list[Photo]
    refused: list[NotTaken]


@dataclass(frozen=True)
class Photographs:
    photographs: list[Photo]


@dataclass(frozen=True)
class Complaints:
    """What is wrong with the form, in sentences."""

    detail: list[str]


@dataclass(frozen=True)
class Waiting:
    """How many photographs are in work, and how many need somebody."""

    queued: int
    review: int
