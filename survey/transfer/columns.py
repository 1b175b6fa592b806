"""What each column of a form's file holds, and which image each column of answers is about.

Guesses, for a person to look over. Columns that may say who somebody is are dropped at once.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC

from . import words
from .table import Table

PERSONAL = re.compile(
    r"e-?mail|메일|\bnames?\b|user ?name|이름|성명|성함|닉네임|별명|nickname"
    r"|전화|핸드폰|휴대폰|연락처|phone|mobile|학번|사번|student (?:id|number)"
    r"|주소|address|\bip\b|생년월일|생일|birth|주민|카톡|kakao|instagram|인스타",
    re.IGNORECASE,
)
PERSONAL_CELL = re.compile(r"\S+@\S+\.\w{2,}|(?:\+82[- ]?|0)1\d[- .]?\d{3,4}[- .]?\d{4}")
SCORE = re.compile(r"점수|총점|score|points", re.IGNORECASE)
TIME = re.compile(
    r"타임스탬프|timestamp|제출|날짜|일시|시간|\btime\b|\bdate\b|submitted", re.IGNORECASE
)
# Google adds these two beside each question of a quiz.
BESIDE = re.compile(r"\[(?:score|feedback|점수|의견|피드백)\]\s*$", re.IGNORECASE)
NUMBER = (
    re.compile(r"^\W*(?:q|no)?\W*(\d{1,4})\b", re.IGNORECASE),  # "1.", "Q17", "(3)", "#4"
    re.compile(r"(\d{1,4})\s*번"),
    re.compile(
        r"(?:사진|문항|질문|문제|이미지|얼굴|question|image|photo|face|q)\W*(\d{1,4})",
        re.IGNORECASE,
    ),
    re.compile(r"(\d{1,4})\W*$"),
)
SOME, MOSTLY = 0.1, 0.6  # of a column's cells that aren't empty


def without_personal(table: Table) -> tuple[Table, tuple[str, ...]]:
    """*table* without the columns that may say who somebody is, and what those were called."""
    dropped = {n for n in range(len(table.header)) if _is_personal(table, n)}
    kept = [n for n in range(len(table.header)) if n not in dropped]
    rows = tuple(tuple(_harmless(row[n]) for n in kept) for row in table.rows)
    header = tuple(table.header[n] for n in kept)
    names = tuple(table.header[n] for n in sorted(dropped))
    return replace(table, header=header, rows=rows), names


def _is_personal(table: Table, column: int) -> bool:
    if _share(table, column, lambda cell: bool(PERSONAL_CELL.search(cell))) >= SOME:
        return True
    # "What would you name this face?" with expressions below it is a question.
    return bool(PERSONAL.search(table.header[column])) and not _holds_answers(table, column)


def _harmless(cell: str) -> str:
    """An address that somebody wrote where an answer was asked for is no answer."""
    return "" if PERSONAL_CELL.search(cell) else cell


def _share(table: Table, column: int, fits: Callable[[str], bool]) -> float:
    cells = [row[column] for row in table.rows if row[column]]
    return sum(map(fits, cells)) / len(cells) if cells else 0.0


def _holds_answers(table: Table, column: int) -> bool:
    return _share(table, column, lambda cell: bool(words.expression(cell))) >= MOSTLY


def _holds_times(table: Table, column: int) -> bool:
    return _share(table, column, lambda cell: words.moment(cell, UTC) is not None) >= MOSTLY


def _holds_scores(table: Table, column: int) -> bool:
    return _share(table, column, lambda cell: words.score(cell) is not None) >= MOSTLY


def time_column(table: Table) -> int | None:
    """The one called so, else the first, if times stand in it."""
    named = [n for n, name in enumerate(table.header) if TIME.search(name)]
    return next((n for n in [*named, 0] if _holds_times(table, n)), None)


def score_column(table: Table) -> int | None:
    for n, name in enumerate(table.header):
        if SCORE.search(name) and not BESIDE.search(name) and _holds_scores(table, n):
            return n
    return None


def image_columns(table: Table, positions: Sequence[int]) -> dict[int, int]:
    """Position of an image → its column: by the numbers in the header if they fit, else in order.

    *positions* are the study's, from 1, without images that are gone.
    """
    taken = {time_column(table), score_column(table)}
    free = [n for n, name in enumerate(table.header) if n not in taken and not BESIDE.search(name)]
    asked = [n for n in free if _holds_answers(table, n)]
    if numbered := _by_number(table, asked or free, free, positions):
        return numbered
    return dict(zip(positions, asked, strict=False))


def _by_number(
    table: Table, asked: Sequence[int], free: Sequence[int], positions: Sequence[int]
) -> dict[int, int]:
    """Where nearly every column of answers has a number of its own that is an image's. Others of
    *free* that are numbered alike fill the gaps: their answers may all be unknown words."""
    known = set(positions)
    for pattern in NUMBER:
        numbers = {n: int(m[1]) for n in free if (m := pattern.search(table.header[n]))}
        found = [numbers[n] for n in asked if n in numbers]
        distinct = len(set(found)) == len(found) >= 0.9 * len(asked)
        if found and distinct and set(found) <= set(range(1, max(known, default=0) + 1)):
            first = {number: n for n, number in reversed(numbers.items())}
            first |= {numbers[n]: n for n in asked if n in numbers}
            return {number: n for number, n in first.items() if number in known}
    return {}


def in_order(table: Table, positions: Sequence[int], first: int) -> dict[int, int]:
    """The columns from *first* on, one an image; Google's own ones between them passed over."""
    columns = [n for n in range(first, len(table.header)) if not BESIDE.search(table.header[n])]
    return dict(zip(positions, columns, strict=False))
