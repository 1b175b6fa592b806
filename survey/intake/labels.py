"""Labels that come with photographs: a CSV with file, label and perhaps person and votes.

Votes are a column for each of the five, and perhaps "other" for what else people said.
"""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from classifier.expressions import EXPRESSIONS, parse
from survey.spreadsheets import decoded

from .names import clean_name

MOST_BYTES = 5_000_000
MOST_PROBLEMS = 20  # shown
MOST_VOTES = 1_000_000
OTHER = "other"


@dataclass(frozen=True)
class Label:
    expression: str
    person: str = ""
    votes: dict[str, int] | None = None  # by expression, how often people said it


class BadLabels(ValueError):
    """The file can't be used; *problems* names each line that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def read_labels(data: bytes) -> dict[str, Label]:
    """File name (clean_name's) → label. UTF-8 (with or without BOM) or CP949; all lines, or none.

    Raises BadLabels with the problems (the first twenty), not only the first.
    """
    if len(data) > MOST_BYTES:
        raise BadLabels([_("The file of labels is larger than 5 MB.")])
    reader = csv.DictReader(io.StringIO(_text(data)))
    if not {"file", "label"} <= set(reader.fieldnames or ()):
        raise BadLabels([_("The file of labels needs the columns “file” and “label”.")])
    labels: dict[str, Label] = {}
    problems = []
    try:
        for row in reader:
            if problem := _add(labels, row):
                problems.append(
                    _("Line %(number)d: %(problem)s")
                    % {
                        "number": reader.line_num,
                        "problem": problem,
                    }
                )
    except csv.Error as error:
        problems.append(str(error))
    if problems:
        more = len(problems) - MOST_PROBLEMS
        rest = [_("… and %(number)d more.") % {"number": more}] if more > 0 else []
        raise BadLabels(problems[:MOST_PROBLEMS] + rest)
    return labels


def _add(labels: dict[str, Label], row: dict[str, str | None]) -> str:
    """Put one row into *labels*, or say what is wrong with it."""
    name = clean_name(row["file"] or "")
    if not name:
        return _("no file is named.")
    try:
        expression = parse(row["label"] or "")
    except ValueError:
        text = _("“%(label)s” is none of the five expressions (%(words)s).")
        return text % {"label": row["label"] or "", "words": ", ".join(EXPRESSIONS)}
    try:
        votes = _votes(row)
    except ValueError:
        return _("the votes are no whole numbers, or not there for each of the five.")
    label = Label(expression, printable(row.get("person"))[:100], votes)
    if labels.setdefault(name, label) != label:
        return _("%(name)s has two different labels.") % {"name": name}
    return ""


def _votes(row: dict[str, str | None]) -> dict[str, int] | None:
    """None where the row has none. Raises ValueError."""
    said = {name: (row.get(name) or "").strip() for name in (*EXPRESSIONS, OTHER)}
    if not any(said.values()):
        return None
    votes = {name: int(said[name]) for name in EXPRESSIONS} | {OTHER: int(said[OTHER] or 0)}
    if min(votes.values()) < 0 or not 0 < sum(votes.values()) <= MOST_VOTES:
        raise ValueError
    return votes if votes[OTHER] else {name: votes[name] for name in EXPRESSIONS}


def printable(text: str | None) -> str:
    """Without control characters, which some databases refuse."""
    return "".join(c for c in text or "" if c.isprintable()).strip()


def _text(data: bytes) -> str:
    if (text := decoded(data)) is not None:
        return text
    raise BadLabels([_("The file of labels is neither UTF-8 nor CP949 text.")])
