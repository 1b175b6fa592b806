"""A list of what was withdrawn, by ids and times alone, that outlives the database.

A backup still holds what is withdrawn after it. So that nothing of that comes back, the list lies
beside the database, is copied beside every backup, and a restore applies it.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

NAME = "withdrawals.jsonl"
PHOTOGRAPH, PARTICIPANT = "photograph", "participant"


def ledger() -> Path:
    path: Path = settings.VAR / NAME
    return path


def note(identity: UUID, what: str = PHOTOGRAPH) -> None:
    """That this photograph's (or participant's) consent was withdrawn just now."""
    said = {"what": what, "id": str(identity), "at": timezone.now().isoformat()}
    _append(ledger(), [json.dumps(said)])


def copy_to(folder: Path) -> Path:
    """Add what is new to the list in *folder*."""
    there = folder / NAME
    known = set(_lines(there))
    _append(there, [line for line in _lines(ledger()) if line not in known])
    return there


def withdrawn(paths: Iterable[Path]) -> dict[str, set[UUID]]:
    """What was withdrawn according to those lists at *paths* that exist. Raises ValueError."""
    found: dict[str, set[UUID]] = {PHOTOGRAPH: set(), PARTICIPANT: set()}
    for path in paths:
        for line in _lines(path):
            try:
                said = json.loads(line)
                found[said["what"]].add(UUID(said["id"]))
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
