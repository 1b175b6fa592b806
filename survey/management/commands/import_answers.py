"""manage.py import_answers SLUG FILE [--mapping JSON] [--dry-run]

A CSV of Google Forms as answers of a study. The mapping (survey/transfer/mapping.py says how it is
written) changes what is guessed; --save-mapping writes the guess into a file, to start from.
"""

import hashlib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from survey.audit import record
from survey.intake.names import clean_name
from survey.management.studies import study_named
from survey.models import Study, Verb
from survey.transfer.columns import without_personal
from survey.transfer.dry_run import DryRun, look, places_of
from survey.transfer.mapping import BadMapping, Mapping, guessed, read_mapping
from survey.transfer.store import CannotImport, import_answers, require_new, require_undrafted
from survey.transfer.table import BadTable, Table, read_table


class Command(BaseCommand):
    help = "Import the answers of a form as people of a study."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, help="JSON: columns and words")
        parser.add_argument("--save-mapping", type=Path, help="write the mapping that was used")
        parser.add_argument("--dry-run", action="store_true", help="only say what would come")

    def handle(self, *args: Any, **options: Any) -> None:
        study = study_named(options["slug"])
        try:
            self.bring_in(study, **options)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        except json.JSONDecodeError as error:
            raise CommandError(f"{options['mapping']} is no JSON: {error}.") from None
        except (BadTable, BadMapping, CannotImport) as error:
            raise CommandError(str(error)) from None

    def bring_in(self, study: Study, **options: Any) -> None:
        data = options["file"].read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        require_undrafted(study)
        require_new(study, digest)
        table, dropped = without_personal(read_table(data))
        places = places_of(study)
        positions = [place.position for place in places]
        mapping = guessed(table, positions)
        if options["mapping"]:
            said = json.loads(options["mapping"].read_text(encoding="utf-8"))
            mapping = read_mapping(said, table, positions, mapping)
        if options["save_mapping"]:
            text = json.dumps(mapping.as_json(), ensure_ascii=False, indent=1)
            options["save_mapping"].write_text(text + "\n", encoding="utf-8")
        run = look(table, mapping, places, gone=study.items.count() - len(places))
        self.report(run, table, mapping, dropped)
        if options["dry_run"]:
            return
        if run.unknown:
            raise CommandError("Say in the mapping what the unknown words mean.")
        name = clean_name(options["file"].name)
        made = import_answers(study, run, places, mapping, name=name, digest=digest)
        people = len(run.people)
        record(None, Verb.ADDED, made, study=study.slug, people=people, answers=run.answers)
        self.stdout.write(f"Imported: {people} people, {run.answers} answers.")

    def report(self, run: DryRun, table: Table, mapping: Mapping, dropped: tuple[str, ...]) -> None:
        said = {
            "columns dropped": ", ".join(dropped),
            "people": len(run.people),
            "mean score": f"{run.mean:.2f}",
            "missing answers": run.missing,
            "rows without an answer": listed(run.empty),
            "repeated rows, left out": listed(f"{row}={first}" for row, first in run.repeated),
            "same answers at another time": listed(f"{row}={one}" for row, one in run.similar),
            "unknown words": listed(f"{word.text} ×{word.count}" for word in run.unknown),
            "images without a column": listed(run.unmapped),
            "columns used twice": listed(table.header[column] for column in run.doubled),
            "rows without a time": listed(run.untimed),
            "rows of another width": listed(table.ragged),
            "scores that differ": listed(
                f"{p.row}: {p.said} in the file, {p.score} here" for p in run.mismatches
            ),
        }
        for name, value in said.items():
            if value not in ("", 0):
                self.stdout.write(f"{name}: {value}")
        if mapping.score is not None and run.compared and not run.mismatches:
            self.stdout.write("every score in the file fits the study's truths")


def listed(found: Any) -> str:
    shown = [str(each) for each in found]
    return ", ".join(shown[:20]) + (f", … ({len(shown)} in all)" if len(shown) > 20 else "")
