"""An archive becomes a site again: all of it, or nothing.

It is read twice: the first time to see that it is whole, the second time into one transaction. Rows
and hashes are counted anew in the database before that is committed.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from . import tables
from .archive import BadArchive, Manifest, about, members, refusing, verified

Progress = Callable[[str, int], None]  # what, and how many bytes more
ROOM = 50_000_000  # that stays free on the disk
MIGRATED = {"auth.group", "auth.group_permissions"}  # an empty site has rows of these


class CannotRestore(Exception):
    """Nothing was changed; the message says why."""


@dataclass
class Restored:
    manifest: Manifest
    about: dict[str, Any]
    counts: dict[str, int] = field(default_factory=dict)


def look(path: Path, sha256: str = "") -> tuple[dict[str, Any], Manifest]:
    """See that the archive is whole and of this site's version. Raises BadArchive, CannotRestore.

    *sha256*: the whole file's, where that is known.
    """
    if sha256 and file_hash(path) != sha256:
        raise BadArchive("It is another file than the one whose SHA-256 is known.")
    said = about(path)
    _require_same_tables(said)
    return said, verified(path)


def file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_same_tables(said: dict[str, Any]) -> None:
    ours, theirs = tables.migrations(), said.get("migrations", {})
    for label in sorted({*ours, *theirs}):
        here, there = ours.get(label, []), theirs.get(label, [])
        if here != there:
            raise CannotRestore(
                f"It was made by version {said.get('version')}, whose tables of “{label}” are at "
                f"{(there or ['nothing'])[-1]}; here they are at {(here or ['nothing'])[-1]}. "
                "Restore with the version that made it, then update."
            )


def what_is_here() -> list[str]:
    """What a restore would come upon: rows and files. Groups are made by migrations."""
    found = []
    for model in tables.taken():
        if model._meta.label_lower not in MIGRATED and model._base_manager.exists():
            found.append(model._meta.label_lower)
    found += ["files"] if next(stored_files(), None) else []
    return found + (["checkpoints"] if next(_uploaded_checkpoints(), None) else [])


def stored_files(folder: str = "") -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (os.path.join(folder, name) for name in files)  # noqa: PTH118  # no path of a disk
    for each in folders:
        yield from stored_files(os.path.join(folder, each))  # noqa: PTH118


def _checkpoints() -> Path:
    folder: Path = settings.VAR / "checkpoints"
    return folder


def _uploaded_checkpoints() -> Iterator[Path]:
    yield from (path for path in sorted(_checkpoints().rglob("*")) if path.is_file())


def restore(
    path: Path,
    manifest: Manifest,
    *,
    replace: bool,
    progress: Progress,
    finish: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """Rows and files of a verified archive; says how many rows each table has.

    *finish* runs before it is final. Raises CannotRestore, BadArchive.
    """
    if not replace and (found := what_is_here()):
        raise CannotRestore(f"This site isn't empty: {', '.join(found)}.")
    if shutil.disk_usage(settings.VAR).free < manifest.bytes + ROOM:
        megabytes = (manifest.bytes + ROOM) // 1_000_000
        raise CannotRestore(f"The disk is too full: {megabytes} MB are needed for the files.")
    before = {*stored_files()} if replace else set()
    old = {*_uploaded_checkpoints()} if replace else set()
    written = Written()
    try:
        with transaction.atomic():
            _empty()
            with refusing():
                _put_all(path, written, progress)
            _reset_sequences()
            counts = _require_equal(manifest)
            finish()
    except BaseException as error:
        written.take_back()
        if isinstance(error, OSError | DatabaseError | ValueError) and not isinstance(
            error, BadArchive
        ):
            raise CannotRestore(f"It failed, nothing was changed: {error}") from error
        raise
    for name in before - written.known:
        default_storage.delete(name)
    for file in old - {_checkpoints() / name for name in written.known_checkpoints}:
        file.unlink(missing_ok=True)
    return counts


@dataclass
class Written:
    """Files that this restore wrote, to be taken back should it fail, and all that it knows."""

    names: list[str] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    known_checkpoints: set[str] = field(default_factory=set)

    def file(self, name: str, content: IO[bytes]) -> None:
        self.known.add(name)
        if default_storage.exists(name):  # the same site's: names are random
            with default_storage.open(name) as there:
                _require_same(name, there, content)
            return
        self.names.append(name)
        if default_storage.save(name, File(content)) != name:
            raise OSError(f"the storage refused the name {name}")

    def checkpoint(self, name: str, content: IO[bytes]) -> None:
        self.known_checkpoints.add(name)
        path = _checkpoints() / name
        if path.exists():
            with path.open("rb") as there:
                _require_same(name, there, content)
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.paths.append(path)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            shutil.copyfileobj(content, file)

    def take_back(self) -> None:
        for name in self.names:
            default_storage.delete(name)
        for path in self.paths:
            path.unlink(missing_ok=True)


def _require_same(name: str, there: Any, content: IO[bytes]) -> None:
    if _hash(there) != _hash(content):
        raise OSError(f"another file is called {name} here")


def _hash(file: Any) -> str:
    digest = hashlib.sha256()
    while piece := file.read(1_000_000):
        digest.update(piece)
    return digest.hexdigest()


def _empty() -> None:
    """Remove every row that is taken, and those of others that point at one."""
    known = set(tables.taken())
    pointing = {
        model
        for model in apps.get_models(include_auto_created=True)
        if any(field.related_model in known for field in model._meta.concrete_fields)
    }
    with connection.cursor() as cursor:
        # Whoever is signed in signs in anew.
        for model in known | pointing | {apps.get_model("sessions", "Session")}:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  # names of this program's own


def _put_all(path: Path, written: Written, progress: Progress) -> None:
    known = {model._meta.label_lower: model for model in tables.taken()}
    for name, size, content in members(path):
        room, _, rest = name.partition("/")
        if room == "tables":
            tables.put(known[rest.split("/")[0]], iter(content.readline, b""))
        elif room == "files":
            written.file(rest, content)
        elif room == "checkpoints":
            written.checkpoint(rest, content)
        progress(name, size)


def _reset_sequences() -> None:
    """PostgreSQL counts on from where it stood, not from the highest id."""
    statements = connection.ops.sequence_reset_sql(no_style(), tables.taken())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _require_equal(manifest: Manifest) -> dict[str, int]:
    """Every table, read out of the database again, has the archive's rows."""
    counts = {}
    for model in tables.taken():
        label = model._meta.label_lower
        count, digest = tables.fingerprint(model)
        said = manifest.tables.get(label)
        if said is None or (count, digest) != (said.rows, said.sha256):
            raise CannotRestore(
                f"The table {label} came out differently: {count} rows of "
                f"{said.rows if said else 0}. Nothing was changed."
            )
        counts[label] = count
    for name, digest in manifest.members.items():
        room, _, rest = name.partition("/")
        if room in ("files", "checkpoints") and _stored_hash(room, rest) != digest:
            raise CannotRestore(f"The file {name} came out differently. Nothing was changed.")
    return counts


def _stored_hash(room: str, name: str) -> str:
    with default_storage.open(name) if room == "files" else (_checkpoints() / name).open("rb") as f:
        return _hash(f)
