"""@described: what an address of the API takes and gives, for its description in OpenAPI.

On a method of Django REST framework's views, and on plain views as well (with *method*), which
`schema.py` finds by what is left on them here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from .shapes import Schema, shape, words_of

JSON = "application/json"
FORM = "multipart/form-data"
SAID = "described"  # the attribute of a plain view

View = TypeVar("View", bound=Callable[..., Any])
# Every dataclass that a description speaks of.
ROOTS: list[Any] = []


@dataclass(frozen=True)
class Detail:
    """Why a request was refused, in a sentence."""

    detail: str


@dataclass(frozen=True)
class Query:
    """One value behind the address's question mark."""

    name: str
    type: Any
    text: str


REFUSED = {401: Detail, 403: Detail}


def described(
    method: str = "",
    *,
    gives: Mapping[int, Any],
    takes: Any = None,
    media: str = JSON,
    query: tuple[Query, ...] = (),
    limits: Schema | None = None,
) -> Callable[[View], View]:
    """*gives*: status → a dataclass. *limits*: of the body, what a dataclass can't say.

    With a *method* it is a plain view, for everybody; else a view that asks who is there, and may
    say 401 or 403.
    """
    given = dict(gives) if method else {**REFUSED, **gives}
    ROOTS.extend([*given.values(), *([takes] if takes else [])])
    body = {media: _body(takes, limits)} if takes else None
    words: dict[str, Any] = {
        "request": body,
        "responses": {code: _response(kind) for code, kind in sorted(given.items())},
        "parameters": [
            OpenApiParameter(each.name, shape(each.type), description=each.text) for each in query
        ],
    }

    def note(view: View) -> View:
        if not method:
            return extend_schema(**words)(view)
        vars(view)[SAID] = (method, words | {"auth": [{}]})
        return view

    return note


def _body(takes: Any, limits: Schema | None) -> Schema:
    return {"allOf": [shape(takes), limits]} if limits else shape(takes)


def _response(kind: Any) -> OpenApiResponse:
    return OpenApiResponse(shape(kind), description=words_of(kind))
