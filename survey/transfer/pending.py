"""Uploaded files of answers between their upload and their import, for a day at most.

They lie in a folder that only the site can read, without the columns that say who somebody is.
"""

import contextlib
import json
import os
import re
import secrets
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from .table import Table

KEPT_SECONDS = 24 * 3600
TOKEN = re.compile(r"[0-9a-f]{32}")


class NoSuchFile(LookupError):
    """It was imported, thrown away, or waited for more than a day."""


@dataclass(frozen=True)
class Pending:
    token: str
    study: int
    name: str
    digest: str  # SHA-256 of the file as it was uploaded
    dropped: tuple[str, ...]  # columns that were not kept
    table: Table
    mapping: dict[str, Any]  # as Mapping.as_json has it


def _folder() -> Path:
    folder: Path = settings.VAR / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(
    study: int, table: Table, mapping: Any, *, name: str, digest: str, dropped: tuple[str, ...]
) -> Pending:
    _forget_old()
    pending = Pending(secrets.token_hex(16), study, name, digest, dropped, table, mapping)
    write(pending)
    return pending


def write(pending: Pending) -> None:
    kept = {**vars(pending), "table": vars(pending.table)}
    path = _folder() / f"{pending.token}.json"
    new = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        json.dump(kept, file, ensure_ascii=False)
    new.replace(path)


def changed(pending: Pending, mapping: dict[str, Any]) -> Pending:
    new = replace(pending, mapping=mapping)
    write(new)
    return new


def find(study: int, token: str) -> Pending:
    """Raises NoSuchFile."""
    if not TOKEN.fullmatch(token):
        raise NoSuchFile
    try:
        kept = json.loads((_folder() / f"{token}.json").read_text())
    except FileNotFoundError:
        raise NoSuchFile from None
    if kept["study"] != study:
        raise NoSuchFile
    table = kept.pop("table")
    rows = tuple(tuple(row) for row in table["rows"])
    kept["dropped"] = tuple(kept["dropped"])
    return Pending(**kept, table=Table(tuple(table["header"]), rows, tuple(table["ragged"])))


def forget(pending: Pending) -> None:
    (_folder() / f"{pending.token}.json").unlink(missing_ok=True)


def _forget_old() -> None:
    for path in _folder().iterdir():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - KEPT_SECONDS:
                path.unlink()
