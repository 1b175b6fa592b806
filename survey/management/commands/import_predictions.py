"""manage.py import_predictions SLUG FILE --title NAME [--scores]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from survey import audit
from survey.management.studies import study_named
from survey.models import Verb
from survey.runs import table
from survey.runs.request import NotFrozen


class Command(BaseCommand):
    help = "Take a CSV of probabilities that another program gave to a study's images."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)
        parser.add_argument("--title", required=True, help="what tables call this model")
        parser.add_argument(
            "--scores", action="store_true", help="the numbers are logits: softmax them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        study = study_named(options["slug"])
        try:
            data = options["file"].read_bytes()
            found = table.read(data, study, scores=options["scores"])
            run = table.store(study, found.rows, options["title"], None)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        except table.BadTable as error:
            raise CommandError("\n".join(error.problems)) from None
        except table.TitleTaken:
            raise CommandError("Another run of this study is called so.") from None
        except NotFrozen:
            raise CommandError("Freeze the study first: a draft's images may change.") from None
        audit.record(None, Verb.ADDED, run, study=study.slug, images=len(found.rows))
        self.stdout.write(
            f"{run.name} answered {len(found.rows)} images ({found.adjusted} lines adjusted,"
            f" {found.withdrawn} of withdrawn images passed over)."
        )
