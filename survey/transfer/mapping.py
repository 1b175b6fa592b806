"""How a file of answers is read: which column is which image, and what unknown words mean.

As JSON (the command's --mapping; columns count from 1):
    {"time": 1, "score": 2, "images": {"1": 3, "2": 4}, "words": {"ㅎㅎ": "happy", "?": ""},
     "leave_out_repeats": false}
"""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from survey.models import Expression

from . import columns
from .table import Table


class BadMapping(ValueError):
    """The mapping doesn't fit the file or the study; the message says where."""


@dataclass(frozen=True)
class Mapping:
    """Columns count from 0 here."""

    time: int | None = None
    score: int | None = None
    images: dict[int, int] = field(default_factory=dict)  # position → column
    words: dict[str, str] = field(default_factory=dict)  # what was written → expression or ""
    leave_out_repeats: bool = False  # rows with all of another's answers, at another time

    def as_json(self) -> dict[str, Any]:
        return {
            "time": _shown(self.time),
            "score": _shown(self.score),
            "images": {str(place): column + 1 for place, column in sorted(self.images.items())},
            "words": self.words,
            "leave_out_repeats": self.leave_out_repeats,
        }


def _shown(column: int | None) -> int | None:
    return None if column is None else column + 1


def guessed(table: Table, positions: Sequence[int]) -> Mapping:
    return Mapping(
        time=columns.time_column(table),
        score=columns.score_column(table),
        images=columns.image_columns(table, positions),
    )


def read_mapping(
    said: Any, table: Table, positions: Sequence[int], start: Mapping = Mapping()
) -> Mapping:
    """*said* (see above) over *start*; what it doesn't mention stays. Raises BadMapping."""
    if not isinstance(said, dict):
        raise BadMapping(_("The mapping must be a JSON object."))
    width = len(table.header)
    images = said.get("images")
    return Mapping(
        time=_column(said["time"], width) if "time" in said else start.time,
        score=_column(said["score"], width) if "score" in said else start.score,
        images=start.images if images is None else _images(images, width, set(positions)),
        words={**start.words, **_words(said.get("words", {}))},
        leave_out_repeats=bool(said.get("leave_out_repeats", start.leave_out_repeats)),
    )


def _column(said: Any, width: int) -> int | None:
    if said is None or said == "":
        return None
    number = _number(said)
    if not 1 <= number <= width:
        problem = _("The file has no column %(number)s, but %(width)d columns.")
        raise BadMapping(problem % {"number": number, "width": width})
    return number - 1


def _number(said: Any) -> int:
    try:
        return int(str(said))
    except ValueError:
        raise BadMapping(_("“%(said)s” is no number.") % {"said": str(said)[:50]}) from None


def _images(said: Any, width: int, positions: set[int]) -> dict[int, int]:
    if not isinstance(said, AnyMapping):
        raise BadMapping(_("“images” must name a column for each image’s number."))
    found = {}
    for key, column in said.items():
        position = _number(key)
        if position not in positions:
            raise BadMapping(_("The study has no image %(number)d.") % {"number": position})
        if (known := _column(column, width)) is not None:
            found[position] = known
    return found


def _words(said: Any) -> dict[str, str]:
    if not isinstance(said, AnyMapping):
        raise BadMapping(_("“words” must name an expression for each word."))
    for word, choice in said.items():
        if choice not in ("", *Expression.values):
            problem = _("“%(word)s” can’t mean “%(choice)s”, only %(all)s or nothing.")
            names = {"word": word, "choice": choice, "all": ", ".join(Expression.values)}
            raise BadMapping(problem % names)
    return {str(word): str(choice) for word, choice in said.items()}


def columns_used_twice(images: dict[int, int]) -> list[int]:
    used = list(images.values())
    return sorted({column for column in used if used.count(column) > 1})
