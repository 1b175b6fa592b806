"""SPSS's system files (.sav), in pieces.

pyreadstat writes a whole data frame at once, which of ten million rows is no memory's business.
So it writes the dictionary only, with one row of the widths' making; that row is cut off, and the
cases follow as the format lays them out where nothing is compressed: eight bytes a number, texts
filled up with spaces to a multiple of eight (PSPP, "System File Format"). The number of cases
says -1, as the format wants it of a file that is written without going back. The tests read it
with pyreadstat again.
"""

import re
import struct
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .columns import LONGEST_TEXT, Cell, Column, Kind, Row
from .tables import Table

SYSTEM_MISSING = -sys.float_info.max
UNKNOWN = -1  # so many cases
CASES = 80  # where the header counts them, as an int32
COUNT_RECORD = struct.pack("<ii", 7, 16)  # and a record of its own, as the second of two int64
END_OF_DICTIONARY = struct.pack("<ii", 999, 0)
LONGEST_LABEL = 120  # characters of a value's name


def as_sav(table: Table, batches: Iterable[list[Row]]) -> Iterator[bytes]:
    import numpy as np

    yield dictionary(table)
    layout = np.dtype([(f"c{n}", _stored(column)) for n, column in enumerate(table.columns)])
    for rows in batches:
        if not rows:
            continue
        cases = np.empty(len(rows), layout)
        for n, (column, cells) in enumerate(
            zip(table.columns, zip(*rows, strict=True), strict=True)
        ):
            cases[f"c{n}"] = _cells(column, cells)
        yield cases.tobytes()


def spss_name(name: str) -> str:
    """Letters, digits and underscores only."""
    return re.sub(r"\W", "_", name)


def code_of(column: Column, value: str | int) -> int:
    """Categories are numbers there, so that their names show."""
    return value if isinstance(value, int) else column.values.index(value)


def dictionary(table: Table) -> bytes:
    """All that comes before the first case."""
    import pandas as pd
    import pyreadstat

    names = [spss_name(name) for name in table.names]
    coded = {n: c for n, c in zip(names, table.columns, strict=True) if c.levels}
    widest = [["x" * c.width if c.kind.is_text else 0.0] for c in table.columns]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dictionary.sav"
        pyreadstat.write_sav(
            pd.DataFrame(dict(zip(names, widest, strict=True))),
            path,
            file_label=str(table.title)[:60],
            column_labels={n: _short(c) for n, c in zip(names, table.columns, strict=True)},
            variable_value_labels={
                n: {float(code_of(c, v.value)): str(v.label)[:LONGEST_LABEL] for v in c.levels}
                for n, c in coded.items()
            },
            variable_measure={n: _measure(c) for n, c in zip(names, table.columns, strict=True)},
            variable_format={
                n: "F8.0"
                for n, c in zip(names, table.columns, strict=True)
                if not c.kind.is_text and c.kind != Kind.NUMBER
            },
        )
        made = bytearray(path.read_bytes())
    struct.pack_into("<i", made, CASES, UNKNOWN)
    if (at := made.find(COUNT_RECORD)) >= 0:
        struct.pack_into("<q", made, at + 24, UNKNOWN)
    return bytes(made[: made.rindex(END_OF_DICTIONARY) + len(END_OF_DICTIONARY)])


def _short(column: Column) -> str:
    """SPSS shows one line; the codebook has it all."""
    unit = f" ({column.unit})" if column.unit else ""
    return str(column.about).encode()[: 250 - len(unit)].decode(errors="ignore") + unit


def _measure(column: Column) -> str:
    return "scale" if column.kind in (Kind.WHOLE, Kind.NUMBER) else "nominal"


def _stored(column: Column) -> str:
    return f"S{-(-column.width // 8) * 8}" if column.kind.is_text else "<f8"


def _cells(column: Column, cells: Iterable[Cell]) -> Any:
    if column.kind.is_text:
        room = -(-column.width // 8) * 8
        return [_text(cell, column.width).ljust(room) for cell in cells]
    if column.levels:
        codes: dict[Cell, float] = {v: float(code_of(column, v)) for v in column.values}
        codes[None] = SYSTEM_MISSING
        return [codes[cell] for cell in cells]
    return [SYSTEM_MISSING if cell is None else cell for cell in cells]


def _text(cell: Cell, width: int) -> bytes:
    """As much of it as fits; no letter is cut in two."""
    text = "" if cell is None else str(cell)
    return text.encode()[: min(width, LONGEST_TEXT)].decode(errors="ignore").encode()
