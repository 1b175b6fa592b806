"""The comparison of people with models, of a study or of a file, in a terminal or as JSON.

python manage.py compare SLUG [--run ID] [--json]
python manage.py compare --csv FILE [--model FILE.csv …] [--json]
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from survey.management.studies import run_of, study_named
from survey.models.studies import EQUIVALENCE_MARGIN
from survey.results.comparison import compare
from survey.results.documents import as_json, as_text
from survey.results.files.answers import compared_files, read_answers
from survey.results.files.documents import file_as_json, file_as_text
from survey.results.files.models import read_models
from survey.results.files.text import BadFile


class Command(BaseCommand):
    help = "Compare people and models: on a study's images, or by a file of answers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="the study")
        parser.add_argument("--run", default="", help="id of a done run; else the newest one")
        parser.add_argument("--json", action="store_true", help="everything, for programs")
        file = parser.add_argument_group("answers that never went through the site")
        file.add_argument(
            "--csv",
            type=Path,
            metavar="FILE",
            help="person,image,truth,choice[,ms][,kind]: a line for each answer; or image and "
            "votes for each expression, as FER+'s fer2013new.csv has them",
        )
        file.add_argument(
            "--model",
            type=Path,
            metavar="FILE",
            action="append",
            default=[],
            help="a model's probabilities: image,happy,surprise,angry,sad,neutral; again for more",
        )
        file.add_argument(
            "--scores", action="store_true", help="the models' numbers are logits: apply softmax"
        )
        file.add_argument(
            "--usage",
            action="append",
            default=[],
            help="of FER+: Training, PublicTest, PrivateTest",
        )
        file.add_argument("--seed", type=int, default=1, help="of all that is drawn by chance")
        file.add_argument(
            "--margin",
            type=float,
            default=EQUIVALENCE_MARGIN,
            help="a smaller difference counts as none, in points (%(default)s)",
        )
        file.add_argument(
            "--fewest",
            type=int,
            metavar="N",
            help="people with fewer answers don't count; without: those with half of the images",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["slug"]) == bool(options["csv"]):
            raise CommandError("Name a study, or a file with --csv.")
        said = self._of_file(options) if options["csv"] else self._of_study(options)
        if not isinstance(said, str):
            said = json.dumps(said, ensure_ascii=False, allow_nan=False)
        self.stdout.write(said)

    def _of_file(self, options: dict[str, Any]) -> dict[str, Any] | str:
        seed = options["seed"]
        try:
            found = read_answers(options["csv"], usages=options["usage"], seed=seed)
            models = [
                each
                for path in options["model"]
                for each in read_models(path, found.images, scores=options["scores"])
            ]
        except BadFile as error:
            raise CommandError(str(error)) from error
        comparison = compared_files(
            found,
            [reader for reader, _note in models],
            seed=seed,
            margin=options["margin"],
            fewest=options["fewest"],
        )
        notes = (*found.notes, *(note for _reader, note in models if note))
        written = file_as_json if options["json"] else file_as_text
        return written(options["csv"].name, found, comparison, notes)

    def _of_study(self, options: dict[str, Any]) -> dict[str, Any] | str:
        study = study_named(options["slug"])
        run = run_of(study, options["run"])
        return (as_json if options["json"] else as_text)(study, compare(study, run))
