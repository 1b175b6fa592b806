"""Rows → bytes in pieces, whatever their number: CSV, JSON and Parquet; SPSS stands in spss.py."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from survey.runs.crops import Chunks
from survey.spreadsheets import BOM, harmless

from .columns import Cell, Kind, Row
from .spss import as_sav
from .tables import Table

Writer = Callable[[Table, Iterable[list[Row]]], Iterator[bytes]]
ROW_GROUP = 50_000


@dataclass(frozen=True)
class Format:
    ending: str
    name: str
    media: str
    write: Writer


def as_csv(table: Table, batches: Iterable[list[Row]]) -> Iterator[bytes]:
    """UTF-8 with a mark for Excel; no cell of anybody's making is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    texts = [n for n, column in enumerate(table.columns) if column.kind == Kind.TEXT]
    out.write(BOM)
    writer.writerow(table.names)
    for rows in batches:
        writer.writerows(_harmless(row, texts) for row in rows) if texts else writer.writerows(rows)
        yield _taken(out)
    yield _taken(out)


def _harmless(row: Row, texts: list[int]) -> list[Cell]:
    cells = list(row)
    for at in texts:
        cells[at] = harmless(str(cells[at])) if cells[at] is not None else None
    return cells


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def as_json(table: Table, batches: Iterable[list[Row]]) -> Iterator[bytes]:
    """One list of objects, each on a line of its own."""
    names, before = table.names, "[\n"
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    for rows in batches:
        if rows:
            lines = ",\n".join(encode(dict(zip(names, row, strict=True))) for row in rows)
            yield (before + lines).encode()
            before = ",\n"
    yield b"\n]\n" if before == ",\n" else b"[]\n"


def as_parquet(table: Table, batches: Iterable[list[Row]]) -> Iterator[bytes]:
    """Texts and categories as strings, everything else as numbers; what a column means is in its
    field's metadata."""
    import pyarrow as pa  # heavy: only an export needs it
    import pyarrow.parquet as pq

    schema = pa.schema([_field(pa, column) for column in table.columns])
    out = Chunks()
    with pq.ParquetWriter(pa.PythonFile(out, mode="w"), schema, compression="zstd") as writer:
        for rows in _groups(batches):
            columns = zip(*rows, strict=True)
            arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield out.take()
    yield out.take()


def _field(pa: Any, column: Any) -> Any:
    texts = column.kind.is_text or isinstance(next(iter(column.values), 0), str)
    kinds = {Kind.WHOLE: pa.int64(), Kind.NUMBER: pa.float64()}
    kind = pa.string() if texts else kinds.get(column.kind, pa.int8())
    return pa.field(column.name, kind, metadata={"description": str(column.about)})


def _groups(batches: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """Row groups that are worth the name."""
    group: list[Row] = []
    for rows in batches:
        group += rows
        if len(group) >= ROW_GROUP:
            yield group
            group = []
    if group:
        yield group


FORMATS = {
    "csv": Format("csv", "CSV", "text/csv", as_csv),
    "json": Format("json", "JSON", "application/json", as_json),
    "parquet": Format("parquet", "Parquet", "application/vnd.apache.parquet", as_parquet),
    "sav": Format("sav", "SPSS", "application/x-spss-sav", as_sav),
}
