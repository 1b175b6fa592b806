"""Database and files into one archive, as they are at one moment, while the site runs."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from survey.models import Checkpoint

from . import tables
from .archive import ABOUT, FORMAT, MADE_BY, BadArchive, Manifest, Rows, Writer, about, writing

PART = 8_000_000  # bytes of one part of a table
SUFFIXES = (".tar", ".tar.gz", ".tgz")

Progress = Callable[[str, int], None]  # a member's name, and how many rows or files more


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything that is read is of one moment; nobody who writes waits."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Not transaction.atomic(): that would take the lock of those who write.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT COUNT(*) FROM django_migrations")
            cursor.fetchall()
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def back_up(path: Path, version: str, progress: Progress) -> Manifest:
    """Raises FileExistsError, OSError; an archive that isn't whole is not left behind."""
    if path.exists():
        raise FileExistsError(f"{path} exists already.")
    with snapshot(), writing(path) as writer:
        writer.add_json(ABOUT, _about(version))
        for model in tables.taken():
            _add_table(writer, model, progress)
        for name in file_names():
            _add_file(writer, name, progress)
        for name, file in checkpoint_files():
            _add_checkpoint(writer, name, file, progress)
    return writer.manifest


def _about(version: str) -> dict[str, Any]:
    return {
        "made_by": MADE_BY,
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "version": version,
        "site": settings.SITE_URL,
        "database": connection.vendor,
        "migrations": tables.migrations(),
        "left_out": {**tables.LEFT_OUT, **tables.OTHER_APPS},
        "secrets": "SECRET_KEY and the file admin-password are not in here.",
    }


def _add_table(writer: Writer, model: type[models.Model], progress: Progress) -> None:
    label, digest, count, part = model._meta.label_lower, hashlib.sha256(), 0, bytearray()
    number = 0

    def end_part() -> None:
        nonlocal number
        number += 1
        writer.add_bytes(f"tables/{label}/{number:06}.jsonl", bytes(part))
        part.clear()

    for line in tables.lines(model):
        part += line
        digest.update(line)
        count += 1
        if not count % tables.AT_ONCE:
            progress(label, tables.AT_ONCE)
        if len(part) >= PART:
            end_part()
    if part:
        end_part()
    progress(label, count % tables.AT_ONCE)
    writer.manifest.tables[label] = Rows(count, digest.hexdigest())


def file_names() -> Iterator[str]:
    """What the rows keep in the storage."""
    for model in tables.taken():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                named = model._base_manager.exclude(**{field.attname: ""})
                yield from named.values_list(field.attname, flat=True).iterator()


def _add_file(writer: Writer, name: str, progress: Progress) -> None:
    try:
        with default_storage.open(name) as file:
            size = file.size
            writer.add(f"files/{name}", file, size)
    except FileNotFoundError:  # withdrawn a moment ago
        writer.manifest.gone.append(name)
        return
    writer.manifest.files += 1
    writer.manifest.bytes += size
    progress("files", 1)


def checkpoint_files() -> Iterator[tuple[str, Path]]:
    """Files of the networks that were uploaded: their names in the archive, and where they lie."""
    root = settings.VAR / "checkpoints"
    for folder in Checkpoint.objects.filter(uploaded=True).values_list("folder", flat=True):
        if not Path(folder).is_relative_to(root):
            continue
        for file in sorted(Path(folder).rglob("*")):
            if file.is_file() and not file.is_symlink():
                yield f"checkpoints/{file.relative_to(root)}", file


def _add_checkpoint(writer: Writer, name: str, path: Path, progress: Progress) -> None:
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            writer.add(name, file, size)
    except FileNotFoundError:
        writer.manifest.gone.append(name)
        return
    writer.manifest.files += 1
    writer.manifest.bytes += size
    progress("files", 1)


def delete_older(folder: Path, days: int) -> list[Path]:
    """Remove this program's archives in *folder* that are older than *days*; says which."""
    oldest = timezone.now() - timedelta(days=days)
    gone = []
    for path in sorted(folder.iterdir()):
        if not path.name.endswith(SUFFIXES) or not path.is_file():
            continue
        try:
            made_at = parse_datetime(str(about(path)["made_at"]))
        except (BadArchive, ValueError, KeyError):
            continue  # not ours
        if made_at and made_at < oldest:
            path.unlink()
            path.with_name(f"{path.name}.sha256").unlink(missing_ok=True)
            gone.append(path)
    return gone
