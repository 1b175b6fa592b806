"""What a column of an export holds. What it means is said by the model's field that it is of."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

Cell = str | int | float | None
Row = tuple[Cell, ...]
Words = str | Promise

LONGEST_TEXT = 255  # bytes that SPSS keeps of a text


class Kind(StrEnum):
    TEXT = "text"  # of anybody's making: spreadsheets might run it
    CODE = "code"  # of this program's making: letters, digits, hyphens
    WHOLE = "whole"
    NUMBER = "number"
    CATEGORY = "category"  # one of *levels*
    YES_NO = "yes_no"  # 1 or 0

    @property
    def is_text(self) -> bool:
        return self in (Kind.TEXT, Kind.CODE)


@dataclass(frozen=True)
class Level:
    """A value of a category, and what people call it."""

    value: str | int
    label: Words


YES_NO = (Level(0, pgettext_lazy("it is so", "no")), Level(1, pgettext_lazy("it is so", "yes")))


@dataclass(frozen=True)
class Column:
    """*unit*: of a number. *width*: the most bytes of a text, for SPSS. An empty cell: not known,
    or it doesn't apply."""

    name: str
    kind: Kind
    about: Words
    levels: tuple[Level, ...] = ()
    unit: Words = ""
    width: int = LONGEST_TEXT

    @property
    def values(self) -> tuple[str | int, ...]:
        return tuple(level.value for level in self.levels)


def levels_of(choices: Iterable[tuple[Any, Any]]) -> tuple[Level, ...]:
    return tuple(Level(value, label) for value, label in choices if value not in ("", None))


KINDS: tuple[tuple[type[Any], Kind], ...] = (
    (models.BooleanField, Kind.YES_NO),
    (models.FloatField, Kind.NUMBER),
    (models.IntegerField, Kind.WHOLE),
)


def of(model: type[models.Model], field: str, name: str = "", **said: Any) -> Column:
    """The column that holds *field*: kind, values' names and meaning are the field's."""
    found: Any = model._meta.get_field(field)
    levels = levels_of(found.flatchoices)
    plain = next((kind for type_, kind in KINDS if isinstance(found, type_)), Kind.TEXT)
    kind = said.pop("kind", Kind.CATEGORY if levels else plain)
    if kind == Kind.YES_NO:
        levels = YES_NO
    return Column(name or field, kind, found.help_text, levels=levels, **said)


def yes_no(name: str, about: Words) -> Column:
    return Column(name, Kind.YES_NO, about, levels=YES_NO)
