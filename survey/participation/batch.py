"""What the question page sends, read and checked: nothing in it is believed."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, UnreadablePostError

from survey.models import Expression

from .steps import Given

MOST_BYTES = 100_000  # a batch of 100 answers takes 20 kB
MOST_ENTRIES = 100  # of each kind
MOST_MS = 24 * 60 * 60 * 1000
HIGHEST_SEQUENCE = 2_000_000_000  # a database's integer ends soon after
CHOICES = frozenset(Expression.values)


class Invalid(ValueError):
    """Not what a question page sends; the text says where, and repeats nothing of it."""


@dataclass(frozen=True)
class Batch:
    answers: list[Given]
    skipped: list[UUID]  # trials that the device couldn't show
    keys: list[UUID]  # of all of them, to be confirmed


def body_of(request: HttpRequest) -> bytes:
    """Raises Invalid."""
    # A form of another site can't send this type without asking first.
    if request.content_type != "application/json":
        raise Invalid("Content-Type: application/json is expected.")
    try:
        body = request.read(MOST_BYTES + 1)
    except UnreadablePostError:
        raise Invalid("The request broke off.") from None
    if len(body) > MOST_BYTES:
        raise Invalid("The request is too large.")
    return body


def batch_of(body: bytes, choices: frozenset[str] = CHOICES) -> Batch:
    """``{"answers": [{key, item, choice, sequence, response_ms, hidden}], "skipped": [...]}``

    What is skipped has key and item only. Either list may be missing, and so may response_ms and
    hidden. Raises Invalid.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("This is not JSON.") from None
    if not isinstance(found, dict):
        raise Invalid("This is not an object.")
    answers = [_given(each, choices) for each in _list(found, "answers")]
    skipped = [(_uuid(each, "key"), _uuid(each, "item")) for each in _list(found, "skipped")]
    if not (answers or skipped):
        raise Invalid("There is nothing in it.")
    keys = [given.key for given in answers] + [key for key, _ in skipped]
    return Batch(answers, [item for _, item in skipped], keys)


def _list(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    entries = found.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise Invalid(f"{name}: a list of objects is expected.")
    if len(entries) > MOST_ENTRIES:
        raise Invalid(f"{name}: at most {MOST_ENTRIES} are taken at once.")
    return entries


def _given(entry: dict[str, Any], choices: frozenset[str]) -> Given:
    choice, hidden = entry.get("choice"), entry.get("hidden", False)
    if not isinstance(choice, str) or choice not in choices:
        raise Invalid(f"choice: one of {', '.join(sorted(choices))} is expected.")
    if not isinstance(hidden, bool):
        raise Invalid("hidden: true or false is expected.")
    time = entry.get("response_ms")
    return Given(
        key=_uuid(entry, "key"),
        item=_uuid(entry, "item"),
        choice=choice,
        sequence=_integer("sequence", entry.get("sequence"), 1, HIGHEST_SEQUENCE),
        response_ms=None if time is None else _integer("response_ms", time, 0, MOST_MS),
        hidden=hidden,
    )


def _uuid(entry: dict[str, Any], name: str) -> UUID:
    try:
        return UUID(entry[name])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Invalid(f"{name}: a UUID is expected.") from None


def _integer(name: str, value: Any, least: int, most: int) -> int:
    if isinstance(value, float) and value.is_integer():  # to JSON 5.0 is 5
        value = int(value)
    if type(value) is not int or not least <= value <= most:  # True is an int, too
        raise Invalid(f"{name}: an integer from {least} to {most} is expected.")
    return value
