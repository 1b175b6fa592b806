"""A study's results as a report: one file of HTML, or a PDF.

python manage.py report SLUG --out FILE.html
python manage.py report SLUG --out FILE.pdf --language ko
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from survey.audit import record
from survey.management.studies import run_of, study_named
from survey.models import Verb
from survey.results.comparison import compare
from survey.results.report.page import report
from survey.results.report.pdf import NoChromium, as_pdf


class Command(BaseCommand):
    help = "Write a study's results as a report: methods, results, tables and figures in one file."

    def add_arguments(self, parser: CommandParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("slug", help="the study")
        parser.add_argument("--out", type=Path, required=True, help="FILE.html or FILE.pdf")
        parser.add_argument("--pdf", action="store_true", help="a PDF, whatever the file is called")
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)
        parser.add_argument("--run", default="", help="id of the run that comes first")

    def handle(self, *args: Any, **options: Any) -> None:
        study = study_named(options["slug"])
        run = run_of(study, options["run"])
        out: Path = options["out"]
        html = report(study, compare(study, run), options["language"])
        try:
            if options["pdf"] or out.suffix.lower() == ".pdf":
                as_pdf(html, out)
            else:
                out.write_text(html, encoding="utf-8")
        except (NoChromium, OSError) as error:
            raise CommandError(str(error)) from error
        record(None, Verb.EXPORTED, study, what="report")
        self.stdout.write(f"{out}: {out.stat().st_size / 1000:,.0f} kB")
