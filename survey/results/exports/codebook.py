"""What every column means, in the words of the models: for programs (JSON in the manner of
Psych-DS, https://psych-ds.github.io) and for people (Markdown)."""

import json
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from survey.management.version import version
from survey.models.texts import words_of

from .columns import Column, Kind
from .files import Format
from .snapshot import Snapshot
from .spss import code_of, spss_name
from .tables import Table

JSON_NAME, MARKDOWN_NAME = "dataset_description.json", "CODEBOOK.md"


def path_of(slug: str, table: Table, made: Format) -> str:
    """Where a table lies: Psych-DS names files by pairs of a word and a value, of letters and
    digits only."""
    study, name = (re.sub(r"[^a-z0-9]", "", word.lower()) for word in (slug, table.name))
    return f"data/study-{study}_table-{name}_data.{made.ending}"


def as_json(found: Snapshot, tables: Sequence[Table], made: Format) -> str:
    study = found.study
    document = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": str(words_of(study).title.text),
        "description": description(found),
        "identifier": study.slug,
        "version": study.digest,
        "dateModified": found.day.isoformat(),
        "inLanguage": get_language(),
        "creator": {"@type": "SoftwareApplication", "name": "Pyojeong", "version": version()},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": path_of(study.slug, table, made),
                "description": str(table.about),
                "encodingFormat": made.media,
            }
            for table in tables
        ],
        "variableMeasured": [_variable(table, each) for table in tables for each in table.columns],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _variable(table: Table, column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@type": "PropertyValue",
        "name": column.name,
        "inTable": table.name,
        "description": str(column.about),
        "valueType": str(column.kind),
    }
    if column.unit:
        said["unitText"] = str(column.unit)
    if column.levels:
        said["levels"] = [
            {
                "value": level.value,
                "label": str(level.label),
                "spssCode": code_of(column, level.value),
            }
            for level in column.levels
        ]
    return said


def description(found: Snapshot) -> str:
    """One paragraph in figures; what nobody should overlook comes first."""
    people = found.study.participants.finished()
    simulated = people.filter(simulated=True).count()
    figures = {
        "images": len(found.items),
        "people": len(found.ids) // 16,
        "models": len(found.runs),
    }
    said = _(
        "Images of faces: %(images)d. People who finished: %(people)d. Models: %(models)d. "
        "People and models were asked which of five expressions each image shows."
    )
    sentences = [said % figures]
    if simulated:
        text = _("SIMULATED by a program: %(n)d of the people. This is no finding about people.")
        sentences.insert(0, text % {"n": simulated})
    return " ".join(sentences)


def as_markdown(found: Snapshot, tables: Sequence[Table], made: Format) -> str:
    study = found.study
    lines = [
        f"# {_line(words_of(study).title.text)}",
        "",
        description(found),
        "",
        _("Study “%(slug)s”, fingerprint `%(digest)s`, exported on %(day)s.")
        % {"slug": study.slug, "digest": study.digest[:16], "day": found.day.isoformat()},
        "",
        _(
            "An empty cell: not known, or it doesn’t apply. Withdrawn images are in no table but "
            "“images”; nobody who withdrew is in any."
        ),
    ]
    if made.ending == "sav":
        lines += ["", _("In SPSS categories are numbers with names: both are given below.")]
    for table in tables:
        lines += _section(study.slug, table, made)
    return "\n".join(lines) + "\n"


def _section(slug: str, table: Table, made: Format) -> list[str]:
    heads = (_("Column"), _("What it means"), _("Values"))
    return [
        "",
        f"## {_line(str(table.title))}: `{path_of(slug, table, made)}`",
        "",
        str(table.about),
        "",
        f"| {' | '.join(heads)} |",
        "| --- | --- | --- |",
        *(_row(column, made) for column in table.columns),
    ]


def _row(column: Column, made: Format) -> str:
    is_spss = made.ending == "sav"
    name = spss_name(column.name) if is_spss else column.name
    return f"| `{name}` | {_line(str(column.about))} | {_line(_values(column, is_spss))} |"


def _values(column: Column, is_spss: bool) -> str:
    if column.levels:
        return "; ".join(
            f"{code_of(column, level.value) if is_spss else level.value} = {level.label}"
            for level in column.levels
        )
    kinds = {Kind.WHOLE: _("whole number"), Kind.NUMBER: _("number")}
    said = str(kinds.get(column.kind, _("text")))
    return f"{said}, {column.unit}" if column.unit else said


def _line(text: str) -> str:
    """In a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
