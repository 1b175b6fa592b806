"""What templates/transfer/mapping.html reads, and what its form says."""

import hashlib
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from survey.models import Expression, Study

from .columns import in_order
from .dry_run import MOST_UNKNOWN, DryRun, Place, look, places_of
from .mapping import Mapping, read_mapping
from .pending import Pending
from .table import Table

MOST_OPTIONS = 30_000  # in all selects together: beyond, the columns' numbers are typed
PREVIEWED_PEOPLE, PREVIEWED_IMAGES = 5, 10
LONGEST_NAME = 60
SHOWN_ROWS = 20
UNDECIDED, NO_ANSWER = "", "none"


@dataclass(frozen=True)
class Column:
    number: int  # from 1
    name: str


@dataclass(frozen=True)
class Image:
    item: UUID
    position: int
    truth: Expression
    column: str  # its number, as it was typed
    right: float | None  # percent of those who answered; None: nobody did


@dataclass(frozen=True)
class Word:
    key: str
    text: str
    count: int  # 0: explained already
    choice: str


@dataclass(frozen=True)
class Previewed:
    row: int
    at: object
    said: int | None
    score: int
    differs: bool
    choices: tuple[str, ...]


@dataclass(frozen=True)
class MappingPage:
    study: Study
    pending: Pending
    error: str
    columns: tuple[Column, ...]
    types_numbers: bool  # too many images and columns for selects
    time: str
    score: str
    leave_out_repeats: bool
    images: tuple[Image, ...]
    gone: int  # images whose person withdrew
    words: tuple[Word, ...]
    more_words: int
    run: DryRun
    preview: tuple[Previewed, ...]
    previewed: tuple[int, ...]  # positions
    expressions: tuple[Expression, ...] = tuple(Expression)


def positions(places: Sequence[Place]) -> list[int]:
    return [place.position for place in places]


def mapping_of(pending: Pending, places: Sequence[Place]) -> Mapping:
    """The stored one; an image may have been withdrawn since."""
    known = {str(position) for position in positions(places)}
    said = pending.mapping
    images = {key: column for key, column in said["images"].items() if key in known}
    return read_mapping({**said, "images": images}, pending.table, positions(places))


def read_form(said: AnyMapping[str, str], pending: Pending, places: Sequence[Place]) -> Mapping:
    """What the form says. Raises BadMapping."""
    before = mapping_of(pending, places)
    images = {str(n): said.get(f"image-{n}", "") for n in positions(places)}
    return read_mapping(
        {
            "time": said.get("time", ""),
            "score": said.get("score", ""),
            "images": images,
            "words": _said_words(said, before, pending.table, places),
            "leave_out_repeats": bool(said.get("repeats")),
        },
        pending.table,
        positions(places),
    )


def _said_words(
    said: AnyMapping[str, str], before: Mapping, table: Table, places: Sequence[Place]
) -> dict[str, str]:
    texts = [*before.words, *(unknown.text for unknown in look(table, before, places).unknown)]
    choices = {text: said.get(f"word-{word_key(text)}", UNDECIDED) for text in texts}
    return {
        text: "" if choice == NO_ANSWER else choice
        for text, choice in choices.items()
        if choice == NO_ANSWER or choice in Expression.values
    }


def read_order(said: AnyMapping[str, str], pending: Pending, places: Sequence[Place]) -> Mapping:
    """The columns in order, from the one of the first image on. Raises BadMapping."""
    before = mapping_of(pending, places)
    wanted = read_mapping({"time": said.get("first", "")}, pending.table, []).time
    images = in_order(pending.table, positions(places), wanted or 0)
    return Mapping(**{**vars(before), "images": images})


def word_key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def mapping_page(
    study: Study,
    pending: Pending,
    *,
    error: str = "",
    typed: AnyMapping[str, str] | None = None,
) -> MappingPage:
    """*typed*: what a refused form said, to be shown again."""
    table, places = pending.table, places_of(study)
    mapping, typed = mapping_of(pending, places), typed or {}
    gone = study.items.count() - len(places)
    run = look(table, mapping, places, gone=gone)
    shown = mapping.as_json()
    return MappingPage(
        study=study,
        pending=pending,
        error=error,
        columns=tuple(
            Column(n, name[:LONGEST_NAME]) for n, name in enumerate(table.header, start=1)
        ),
        types_numbers=len(places) * len(table.header) > MOST_OPTIONS,
        time=typed.get("time", str(shown["time"] or "")),
        score=typed.get("score", str(shown["score"] or "")),
        leave_out_repeats=mapping.leave_out_repeats,
        images=tuple(
            Image(
                item=place.item,
                position=place.position,
                truth=Expression(place.truth),
                column=typed.get(
                    f"image-{place.position}", str(shown["images"].get(str(place.position), ""))
                ),
                right=_right(run, n, place),
            )
            for n, place in enumerate(places)
        ),
        gone=gone,
        words=_words(run, mapping),
        more_words=max(0, len(run.unknown) - MOST_UNKNOWN),
        run=run,
        preview=_preview(run),
        previewed=tuple(positions(places)[:PREVIEWED_IMAGES]),
    )


def _right(run: DryRun, index: int, place: Place) -> float | None:
    given = [person.choices[index] for person in run.people if person.choices[index]]
    return 100 * given.count(place.truth) / len(given) if given else None


def _words(run: DryRun, mapping: Mapping) -> tuple[Word, ...]:
    unknown = [
        Word(word_key(word.text), word.text, word.count, UNDECIDED)
        for word in run.unknown[:MOST_UNKNOWN]
    ]
    explained = [
        Word(word_key(text), text, 0, choice or NO_ANSWER) for text, choice in mapping.words.items()
    ]
    return (*unknown, *explained)


def _preview(run: DryRun) -> tuple[Previewed, ...]:
    return tuple(
        Previewed(
            row=person.row,
            at=person.at,
            said=person.said,
            score=person.score,
            differs=run.compared and person.differs,
            choices=tuple(
                str(Expression(choice).label) if choice else ""
                for choice in person.choices[:PREVIEWED_IMAGES]
            ),
        )
        for person in run.people[:PREVIEWED_PEOPLE]
    )
