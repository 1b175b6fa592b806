"""manage.py backup --out FILE|FOLDER [--keep DAYS]

Database, photographs, signed forms and uploaded networks in one archive (.tar, or .tar.gz, which is
the default in a folder), while the site runs. docs/backup.md says what is in it and for how long.
"""

import errno
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from survey.audit import record
from survey.management.version import version
from survey.models import Photograph, Verb
from survey.transfer.archive import Manifest
from survey.transfer.backup import SUFFIXES, back_up, delete_older
from survey.transfer.ledger import copy_to
from survey.transfer.restore import file_hash


class Command(BaseCommand):
    help = "Put database and files into one archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="a new file, or a folder")
        parser.add_argument(
            "--keep",
            type=int,
            nargs="?",
            metavar="DAYS",
            const=getattr(settings, "BACKUP_RETENTION_DAYS", None),
            help="then delete backups in the same folder that are older"
            " (without a number: BACKUP_RETENTION_DAYS)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = named(options["out"])
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep needs a number of days, at least 1.")
        try:
            with tqdm(unit=" rows", desc="backing up", leave=False) as bar:

                def progress(name: str, more: int) -> None:
                    bar.set_postfix_str(name, refresh=False)
                    bar.update(more)

                manifest = back_up(path, version(), progress)
            digest = file_hash(path)
            path.with_name(f"{path.name}.sha256").write_text(f"{digest}  {path.name}\n")
            copy_to(path.parent)
            gone = delete_older(path.parent, options["keep"]) if options["keep"] else []
        except OSError as error:
            full = error.errno == errno.ENOSPC
            why = "The disk is full: no backup was made." if full else str(error)
            raise CommandError(why) from None
        rows = sum(table.rows for table in manifest.tables.values())
        record(None, Verb.EXPORTED, Photograph, backup=path.name, rows=rows, sha256=digest)
        self.report(path, manifest, digest, gone)

    def report(self, path: Path, manifest: Manifest, digest: str, gone: list[Path]) -> None:
        for label, table in manifest.tables.items():
            self.stdout.write(f"{label:<36}{table.rows:>12}")
        self.stdout.write(f"{'files':<36}{manifest.files:>12}")
        if manifest.gone:
            self.stdout.write(f"{len(manifest.gone)} files went while this was made: not in it.")
        megabytes = path.stat().st_size / 1_000_000
        self.stdout.write(f"{path}: {megabytes:.1f} MB, SHA-256 {digest}")
        self.stdout.write(
            "Not in it: SECRET_KEY, admin-password, sessions. In it: password hashes, second "
            "factors, faces. Keep it as safe as the site."
        )
        for old in gone:
            self.stdout.write(f"deleted, too old: {old}")


def named(out: Path) -> Path:
    """The file to write: in a folder, which is made, one that is named after the moment."""
    if not out.parent.is_dir():
        raise CommandError(f"There is no folder {out.parent}.")
    if out.is_dir() or not out.suffix:
        out.mkdir(mode=0o700, exist_ok=True)
        return out / f"pyojeong-{timezone.now():%Y%m%d-%H%M%S}.tar.gz"
    if not out.name.endswith(SUFFIXES):
        raise CommandError(f"A backup's name ends in {', '.join(SUFFIXES)}; {out} doesn't.")
    return out
