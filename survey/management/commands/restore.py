"""manage.py restore FILE [--replace] [--yes] [--withdrawn LIST]

A backup becomes this site: onto an empty database and empty folders, or with --replace instead of
what is here. All of it or nothing. Stop the site first; run `manage.py migrate` on a new machine.
What was withdrawn since the backup is withdrawn again, by the lists withdrawals.jsonl in VAR and
beside the backup, and by --withdrawn.
"""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from survey.audit import record
from survey.consent import leftovers
from survey.models import Photograph, Verb
from survey.transfer.again import withdraw_again
from survey.transfer.archive import BadArchive, Manifest
from survey.transfer.ledger import NAME, ledger, withdrawn
from survey.transfer.restore import CannotRestore, look, restore


class Command(BaseCommand):
    help = "Make a backup this site's database and files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="remove what is here")
        parser.add_argument("--yes", action="store_true", help="don't ask")
        parser.add_argument("--withdrawn", type=Path, help="one more list of withdrawals")
        parser.add_argument("--sha256", default="", help="the archive's, as backup printed it")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        more = options["withdrawn"]
        if more and not more.is_file():
            raise CommandError(f"There is no list {more}.")
        try:
            about, manifest = look(path, options["sha256"] or known_hash(path))
            lists = [ledger(), path.parent / NAME, *([more] if more else [])]
            gone = withdrawn(lists, datetime.fromisoformat(about["made_at"]))
            if options["replace"] and not options["yes"]:
                self.ask()
            again: dict[str, int] = {}

            def finish() -> None:
                again.update(withdraw_again(gone))
                record(None, Verb.ADDED, Photograph, restored=path.name, made=about["made_at"])

            with tqdm(
                total=path.stat().st_size, unit="B", unit_scale=True, desc="restoring", leave=False
            ) as bar:
                counts = restore(
                    path,
                    manifest,
                    replace=options["replace"],
                    progress=lambda _name, size: bar.update(size) and None,
                    finish=finish,
                )
        except OSError as error:
            raise CommandError(f"{error.filename or path}: {error.strerror or error}.") from None
        except BadArchive as error:
            raise CommandError(f"{path} is refused. {error} Nothing was changed.") from None
        except (CannotRestore, ValueError) as error:
            raise CommandError(str(error)) from None
        if any(again.values()):
            leftovers.clear()
        self.report(counts, manifest, about, again)

    def ask(self) -> None:
        name = urlsplit(settings.SITE_URL).hostname or settings.SITE_URL
        self.stdout.write("Everything that this site holds will be removed.")
        if input(f"Type {name} to go on: ").strip() != name:
            raise CommandError("Nothing was changed.")

    def report(
        self,
        counts: dict[str, int],
        manifest: Manifest,
        about: dict[str, Any],
        again: dict[str, int],
    ) -> None:
        self.stdout.write(f"{'table':<36}{'in backup':>12}{'here':>12}  hash")
        for label, rows in manifest.tables.items():
            self.stdout.write(f"{label:<36}{rows.rows:>12}{counts[label]:>12}  equal")
        self.stdout.write(f"{'files':<36}{manifest.files:>12}{manifest.files:>12}  equal")
        self.stdout.write(f"As of {about['made_at']}.")
        for what, count in again.items():
            if count:
                self.stdout.write(f"Withdrawn since, and so removed again: {count} {what}s.")


def known_hash(path: Path) -> str:
    """What the file beside the archive says, where there is one."""
    beside = path.with_name(f"{path.name}.sha256")
    return beside.read_text().split()[0] if beside.is_file() else ""
