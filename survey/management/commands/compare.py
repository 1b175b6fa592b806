"""The comparison of a study's people with a model, in a terminal or as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from survey.models import Study
from survey.results.comparison import NoSuchRun, compare, pick_run
from survey.results.documents import as_json, as_text


class Command(BaseCommand):
    help = "Compare people and a model on a study's images."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the study")
        parser.add_argument("--run", default="", help="id of a done run; else the newest one")
        parser.add_argument("--json", action="store_true", help="everything, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.filter(slug=options["slug"]).first()
        if study is None:
            known = ", ".join(Study.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no study “{options['slug']}”. Studies: {known}.")
        try:
            run, _runs = pick_run(study, options["run"])
        except NoSuchRun as error:
            raise CommandError(
                f"“{study.slug}” has no done run with the id {options['run']}."
            ) from error
        comparison = compare(study, run)
        if options["json"]:
            document = as_json(study, comparison)
            self.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write(as_text(study, comparison))
