"""A list of what was withdrawn, by ids and times alone, that outlives the database.

A backup still holds what is withdrawn after it. So that nothing of that comes back, the list lies
beside the database, is copied beside every backup, and a restore applies it.
"""

import json
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

NAME = "withdrawals.jsonl"
PHOTOGRAPH, SUBJECT, PARTICIPANT = "photograph", "subject", "participant"
# Noted a moment after its transaction, which a backup may just not have seen.
SLACK = timedelta(minutes=10)


def ledger() -> Path:
    path: Path = settings.VAR / NAME
    return path


def note(ids: Iterable[Any], what: str = PHOTOGRAPH) -> None:
    """That these photographs (or people) were withdrawn just now."""
    at = timezone.now().isoformat()
    _append(ledger(), [json.dumps({"what": what, "id": str(each), "at": at}) for each in ids])


def copy_to(folder: Path) -> Path:
    """Add what is new to the list in *folder*."""
    there = folder / NAME
    known = set(_lines(there))
    _append(there, [line for line in _lines(ledger()) if line not in known])
    return there


def withdrawn(paths: Iterable[Path], since: datetime) -> dict[str, set[str]]:
    """The ids in those lists at *paths* that exist, noted after *since*: numbers of rows that were
    gone before may be others' by now. Raises ValueError."""
    found: dict[str, set[str]] = {PHOTOGRAPH: set(), SUBJECT: set(), PARTICIPANT: set()}
    for path in paths:
        for line in _lines(path):
            try:
                said = json.loads(line)
                if datetime.fromisoformat(said["at"]) > since - SLACK:
                    found[said["what"]].add(str(said["id"]))
            except (ValueError, KeyError, TypeError):
                raise ValueError(f"{path}: this line can't be read: {line[:80]}") from None
    return found


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _append(path: Path, lines: list[str]) -> None:
    if not lines:
        return
    # One write at the file's end: two processes don't come between each other.
    with os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab") as file:
        file.write("".join(f"{line}\n" for line in lines).encode())
        file.flush()
        os.fsync(file.fileno())
