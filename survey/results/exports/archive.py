"""All of an export: into a folder, or as a ZIP that leaves while it is made."""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from survey.runs.crops import Chunks

from . import codebook
from .files import Format
from .snapshot import Snapshot
from .tables import Table

QUICK = 1  # of zlib's levels: nobody waits for the last per cent
PACKED_ALREADY = ("parquet",)


def texts(found: Snapshot, tables: Sequence[Table], made: Format) -> dict[str, str]:
    """The codebook's files."""
    return {
        codebook.JSON_NAME: codebook.as_json(found, tables, made),
        codebook.MARKDOWN_NAME: codebook.as_markdown(found, tables, made),
    }


def as_zip(found: Snapshot, tables: Sequence[Table], made: Format) -> Iterator[bytes]:
    out = Chunks()
    packed = zipfile.ZIP_STORED if made.ending in PACKED_ALREADY else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w", packed, compresslevel=QUICK) as archive:
        for name, text in texts(found, tables, made).items():
            archive.writestr(name, text)
        for table in tables:
            name = codebook.path_of(found.study.slug, table, made)
            with archive.open(name, "w", force_zip64=True) as file:
                for part in made.write(table, table.rows(found)):
                    file.write(part)
                    yield out.take()
    yield out.take()


def into_folder(
    found: Snapshot, tables: Sequence[Table], made: Format, folder: Path
) -> Iterator[Path]:
    """Writes and names each file. One that was cut short doesn't stay under its name. OSError."""
    for name, text in texts(found, tables, made).items():
        yield _written(folder / name, iter([text.encode()]))
    for table in tables:
        parts = made.write(table, table.rows(found))
        yield _written(folder / codebook.path_of(found.study.slug, table, made), parts)


def _written(path: Path, parts: Iterator[bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            file.writelines(parts)
        unfinished.replace(path)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
    return path
