"""manage.py import_photos PATH --kind public|private [--labels CSV] [--cropped]

Photographs from a folder (with its subfolders) or a ZIP; workers check and crop them.
Private ones may come with their people's consent:

    --agreed 2026-03-01 --form-version 2 --uses survey,results --until 2031-03-01

holds for the people who are new here: those in the labels' column person, or, with
--each-another-person, one for each photograph.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from survey.audit import record
from survey.intake.archives import Archive, BadArchive, is_archive
from survey.intake.labels import BadLabels, Label, read_labels
from survey.intake.names import clean_name
from survey.intake.people import Agreed, People, Who
from survey.intake.store import DiskFull, Origin, Outcome, take
from survey.management.waiting import wait_for
from survey.models import Photograph, Use, Verb
from survey.queue import enqueue_each
from survey.tasks import crop_photograph

# What is said in words: the column's length, and what it means.
WORDS = {
    "source": (200, "public: the data set"),
    "source-version": (50, "public: its version"),
    "licence": (100, "public: its licence"),
    "given-by": (200, "private: who gave them"),
    "form-version": (50, "private: which wording they signed"),
}
USES = {use.value.removeprefix("in_"): use for use in Use}


class Command(BaseCommand):
    help = "Bring photographs in from a folder or a ZIP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a folder or a ZIP")
        parser.add_argument("--kind", choices=Photograph.Kind.values, required=True)
        parser.add_argument("--labels", type=Path, help="CSV: file,label[,person][,votes …]")
        for name, (longest, text) in WORDS.items():
            parser.add_argument(f"--{name}", default="", help=f"{text}, at most {longest}")
        parser.add_argument("--each-another-person", action="store_true", help="with made names")
        parser.add_argument("--agreed", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--uses", default="", help=f"of {','.join(USES)}")
        parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--cropped", action="store_true", help="the pictures are crops already")
        parser.add_argument("--no-wait", action="store_true", help="don't wait for the workers")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        origin = origin_of(options)
        labels = self.labels(options["labels"], path)
        try:
            outcome = take(files(path), origin, labels)
        except DiskFull:
            raise CommandError("The disk is full: nothing was stored.") from None
        record(None, Verb.ADDED, Photograph, **outcome.counts(), kind=origin.kind)
        enqueue_each(crop_photograph, [str(photograph.id) for photograph in outcome.new])
        if not options["no_wait"]:
            self.wait(outcome)
        self.report(outcome)

    def labels(self, csv: Path | None, path: Path) -> dict[str, Label]:
        """The labels, if each of them has its picture: all of the file is used, or nothing."""
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        if csv is None:
            return {}
        try:
            labels = read_labels(csv.read_bytes())
        except OSError as error:
            raise CommandError(f"{csv}: {error.strerror}.") from None
        except BadLabels as error:
            raise CommandError("\n".join([f"{csv} can't be used:", *error.problems])) from None
        found = Counter(names(path))
        if missing := sorted(set(labels) - set(found)):
            raise CommandError(f"{len(missing)} labels have no picture in {path}: {shown(missing)}")
        if twice := sorted(name for name in labels if found[name] > 1):
            raise CommandError(f"Labels that fit several pictures in {path}: {shown(twice)}")
        return labels

    def wait(self, outcome: Outcome) -> None:
        ids = [photograph.pk for photograph in outcome.new]
        mine = Photograph.objects.filter(pk__in=ids)
        wait_for("cropping", len(ids), lambda: len(ids) - mine.waiting().count())

    def report(self, outcome: Outcome) -> None:
        """One line a verdict; what was refused or needs a person, by name."""
        ids = [photograph.pk for photograph in outcome.new]
        rows = Photograph.objects.filter(pk__in=ids).defer("crop")
        counts = Counter(row.get_status_display() for row in rows)
        said = [f"{label.lower()} {count}" for label, count in counts.items()]
        said += [f"already here {len(outcome.known)}", f"refused {len(outcome.refused)}"]
        self.stdout.write("; ".join(said))
        for row in rows.filter(status__in=["review", "failed"]):
            self.stdout.write(f"  {row.name}: {row.get_reason_display()}")
        for name, reason in outcome.refused:
            self.stdout.write(f"  {name}: {reason}")
        if not ids and not outcome.known:
            sys.exit(1)


def origin_of(options: dict[str, Any]) -> Origin:
    for name, (longest, _text) in WORDS.items():
        if len(options[name.replace("-", "_")]) > longest:
            raise CommandError(f"--{name} has more than {longest} characters.")
    return Origin(
        options["kind"],
        source=options["source"],
        source_version=options["source_version"],
        licence=options["licence"],
        given_by=options["given_by"],
        people=people_of(options),
        cropped=options["cropped"],
    )


def people_of(options: dict[str, Any]) -> People:
    named = [name for name in options["uses"].split(",") if name]
    if unknown := sorted(set(named) - set(USES)):
        raise CommandError(f"--uses: {', '.join(unknown)} isn't one of {', '.join(USES)}.")
    on = options["agreed"]
    said = named or options["until"] or options["form_version"]
    if said and not on:
        raise CommandError("Say with --agreed on which day they agreed.")
    if (on or options["each_another_person"]) and options["kind"] != Photograph.Kind.PRIVATE:
        raise CommandError("Consent and made pseudonyms are for --kind private.")
    if on and on > timezone.localdate():
        raise CommandError("--agreed is a day still to come.")
    uses = frozenset(USES[name] for name in named)
    agreed = Agreed(on, options["form_version"], uses, options["until"]) if on else None
    return People(Who.EACH if options["each_another_person"] else Who.LATER, agreed=agreed)


def shown(names: list[str]) -> str:
    return ", ".join(names[:10]) + (", …" if len(names) > 10 else "")


def files(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    """Name and content of the folder's files (no dot files, no CSV), or the one file *path*."""
    for found in [path] if path.is_file() else pictures(path):
        try:
            file = found.open("rb")
        except OSError as error:
            raise CommandError(f"{found}: {error.strerror}.") from None
        with file:
            yield found.name, file


def pictures(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.suffix.lower() != ".csv"
    )


def names(path: Path) -> list[str]:
    if not path.is_file():
        return [clean_name(found.name) for found in pictures(path)]
    if not is_archive(path.name):
        return [clean_name(path.name)]
    with path.open("rb") as file:
        try:
            return [clean_name(name) for name in Archive(file).names()]
        except BadArchive as error:
            raise CommandError(f"{path}: {error}") from None
