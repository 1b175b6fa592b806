"""manage.py run_model SLUG [--checkpoint DIR]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from classifier.card import InvalidCheckpoint
from survey.management.studies import study_named
from survey.management.waiting import wait_for
from survey.models import ModelRun
from survey.models.runs import Status
from survey.queue import enqueue
from survey.runs.request import NotFrozen, request_run
from survey.tasks import answer_run


class Command(BaseCommand):
    help = "Let a model answer a study's images, through the workers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--checkpoint", type=Path, default=settings.CHECKPOINT)
        parser.add_argument("--no-wait", action="store_true", help="don't wait for the workers")

    def handle(self, *args: Any, **options: Any) -> None:
        study = study_named(options["slug"])
        try:
            run, is_new = request_run(study, options["checkpoint"])
        except InvalidCheckpoint as error:
            raise CommandError(str(error)) from None
        except NotFrozen:
            raise CommandError("Freeze the study first: a draft's images may change.") from None
        if is_new:
            enqueue(answer_run, str(run.id))
        if not options["no_wait"]:
            self.wait(run)

    def wait(self, run: ModelRun) -> None:
        total = run.study.items.present().count()

        def answered() -> int:
            run.refresh_from_db()
            return total if run.is_finished else min(run.predictions.count(), total - 1)

        wait_for("answering", total, answered)
        if run.status == Status.FAILED:
            raise CommandError(run.why)
        self.stdout.write(f"{run.name} answered {total} images.")
