"""A study's rows as files that other programs read, with a codebook."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from survey.audit import record
from survey.management.studies import study_named
from survey.models import Verb
from survey.results.exports.archive import into_folder
from survey.results.exports.every import TABLES
from survey.results.exports.files import FORMATS
from survey.results.exports.snapshot import snapshot


class Command(BaseCommand):
    help = "Write a study's answers, participants, images, votes and models' answers to files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the study")
        parser.add_argument("--format", choices=FORMATS, default="csv")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder")
        parser.add_argument(
            "--table",
            action="append",
            choices=TABLES,
            metavar="TABLE",
            help=f"one of {', '.join(TABLES)}; may be given several times; else all",
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default="en",
            help="of the codebook and of the values' names",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        study = study_named(options["slug"])
        if study.is_draft:
            raise CommandError(f"“{study.slug}” is a draft: freeze it first.")
        chosen, made = options["table"] or list(TABLES), FORMATS[options["format"]]
        tables = [table for name, table in TABLES.items() if name in chosen]
        names = [table.name for table in tables]
        record(None, Verb.EXPORTED, study, tables=names, format=made.ending)
        try:
            with translation.override(options["language"]):
                for path in into_folder(snapshot(study), tables, made, options["out"]):
                    self.stdout.write(str(path))
        except OSError as error:
            raise CommandError(f"{options['out']}: {error.strerror}.") from error
