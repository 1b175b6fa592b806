"""A file of answers as it came out of a form or a spreadsheet: bytes → header and rows."""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from survey.spreadsheets import decoded

MOST_BYTES = 5_000_000
MOST_ROWS = 10_000
MOST_COLUMNS = 2_000
LONGEST_CELL = 2_000  # characters that are kept of one cell
SEPARATORS = (",", ";", "\t")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class BadTable(ValueError):
    """The file can't be used; the message says why, in the reader's language."""


@dataclass(frozen=True)
class Table:
    """Every row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ragged: tuple[int, ...] = ()  # numbers of rows that had more or fewer cells than the header


def read_table(data: bytes) -> Table:
    """UTF-8 (with or without BOM), UTF-16 or CP949; separated by commas, semicolons or tabs.

    Rows are numbered from 1, below the header. Empty ones are passed over. Raises BadTable.
    """
    if len(data) > MOST_BYTES:
        raise BadTable(_("The file is larger than 5 MB."))
    text = _text(data)
    if not text.strip():
        raise BadTable(_("The file is empty."))
    rows = _rows(text)
    header = tuple(_clean(cell) for cell in rows[0])
    if len(header) < 2:
        raise BadTable(_("The file has only one column. Is it a CSV of answers?"))
    if len(header) > MOST_COLUMNS:
        raise BadTable(_("The file has more than 2,000 columns."))
    if len(rows) < 2:
        raise BadTable(_("The file has a header and no row of answers below it."))
    if len(rows) - 1 > MOST_ROWS:
        raise BadTable(_("The file has more than 10,000 rows."))
    return Table(
        header,
        tuple(_as_wide(row, len(header)) for row in rows[1:]),
        tuple(n for n, row in enumerate(rows[1:], start=1) if len(row) != len(header)),
    )


def _text(data: bytes) -> str:
    text = _utf_16(data) if data.startswith(UTF_16) else decoded(data)
    if text is not None and "\0" not in text:
        return text
    raise BadTable(_("The file is no text in UTF-8, UTF-16 or CP949. Export it as CSV."))


def _utf_16(data: bytes) -> str | None:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        return None


def _rows(text: str) -> list[list[str]]:
    separator = max(SEPARATORS, key=_first_line(text).count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error as error:
        problem = _("Line %(line)d can’t be read: %(error)s.")
        raise BadTable(problem % {"line": reader.line_num, "error": error}) from None
    return rows


def _first_line(text: str) -> str:
    """The header without what stands in quotes: a question may hold commas and line breaks."""
    bare = "".join(text.lstrip()[:200_000].split('"')[::2])
    return bare.splitlines()[0] if bare.strip() else ""


def _as_wide(row: list[str], width: int) -> tuple[str, ...]:
    cells = [_clean(cell) for cell in row[:width]]
    return tuple(cells + [""] * (width - len(cells)))


def _clean(cell: str) -> str:
    """One line, without control characters, which some databases refuse."""
    visible = "".join(c if c.isprintable() else " " for c in cell[:LONGEST_CELL])
    return " ".join(visible.split())
