"""Probabilities that another program gave to a study's images, as a CSV: all lines, or none."""

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classifier.expressions import EXPRESSIONS, parse
from survey.models import ModelRun, Prediction, Study, StudyItem
from survey.models.runs import Status
from survey.spreadsheets import decoded

from .request import NotFrozen

IMAGE = ("image", "이미지")
MOST_BYTES = 5_000_000
MOST_PROBLEMS = 20  # shown
TOLERANCE = 1e-3  # that a sum may be off 1
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
ROUNDING = 1e-9  # nobody need be told of less
PLACE = re.compile(r"\d{1,9}", re.ASCII)
FORMULA = ("=", "+", "-", "@")

Row = tuple[float, ...]


class BadTable(ValueError):
    """The file can't be used; *problems* names each line that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class BadLine(ValueError):
    """What is wrong with one line."""


class TitleTaken(ValueError):
    """Another run of the study is called so."""


@dataclass
class Table:
    rows: dict[UUID, Row] = field(default_factory=dict)  # by item; sums of exactly 1
    adjusted: int = 0  # rows whose sum was a little off
    withdrawn: int = 0  # rows passed over, as their image was withdrawn


def read(data: bytes, study: Study, *, scores: bool) -> Table:
    """The table in *data*, UTF-8 or CP949; *scores*: any numbers, made probabilities by softmax.

    Raises BadTable with the problems (the first twenty), not only the first.
    """
    if len(data) > MOST_BYTES:
        raise BadTable([_("The file is larger than 5 MB.")])
    reader = csv.reader(io.StringIO(_text(data), newline=""), strict=True)
    items = list(study.items.order_by("position").only("id", "position", "study", "withdrawn_at"))
    table, problems = Table(), list[str]()
    seen: set[UUID] = set()
    try:
        columns = _columns(next(reader, []))
        for line in reader:
            if not any(cell.strip() for cell in line):
                continue
            try:
                _add(table, seen, _cells(line, columns), items, scores=scores)
            except BadLine as error:
                said = {"number": reader.line_num, "problem": error}
                problems.append(_("Line %(number)d: %(problem)s") % said)
    except csv.Error as error:
        problems.append(f"{reader.line_num}: {error}")
    if not problems:
        problems = _missing(items, seen)
    if problems:
        more = len(problems) - MOST_PROBLEMS
        rest = [_("… and %(number)d more.") % {"number": more}] if more > 0 else []
        raise BadTable(problems[:MOST_PROBLEMS] + rest)
    return table


def _text(data: bytes) -> str:
    if (text := decoded(data)) is not None:
        return text
    raise BadTable([_("The file is neither UTF-8 nor CP949 text.")])


def _columns(header: Sequence[str]) -> list[str]:
    """What each column holds: "image" or one of the five. Raises BadTable."""
    found = [_column(cell) for cell in header]
    if sorted(found) != sorted(["image", *EXPRESSIONS]):
        text = _("The first line must name these columns: %(columns)s. It has: %(found)s")
        wanted = ", ".join(["image", *EXPRESSIONS])
        raise BadTable([text % {"columns": wanted, "found": ", ".join(header)[:200] or "–"}])
    return found


def _column(cell: str) -> str:
    if cell.strip().casefold() in IMAGE:
        return "image"
    try:
        return parse(cell)
    except ValueError:
        return ""


def _add(
    table: Table,
    seen: set[UUID],
    cells: dict[str, str],
    items: Sequence[StudyItem],
    *,
    scores: bool,
) -> None:
    """Put one line into *table*. Raises BadLine."""
    item = _item(cells["image"], items)
    if item.id in seen:
        raise BadLine(_("image %(number)d comes twice.") % {"number": item.position})
    seen.add(item.id)
    values = [number(cells[expression]) for expression in EXPRESSIONS]
    row = softmax(values) if scores else probabilities(values)
    total = math.fsum(row)
    if item.withdrawn_at:
        table.withdrawn += 1
    else:
        table.adjusted += abs(total - 1) > ROUNDING
        table.rows[item.id] = tuple(value / total for value in row)


def _cells(line: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    if len(line) != len(columns):
        text = _("it has %(found)d cells instead of %(wanted)d.")
        raise BadLine(text % {"found": len(line), "wanted": len(columns)})
    return dict(zip(columns, (cell.strip() for cell in line), strict=True))


def _item(name: str, items: Sequence[StudyItem]) -> StudyItem:
    """By the image's id, its number in the study or its file's name in the archive."""
    wanted = name.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".png")
    place = int(wanted) if PLACE.fullmatch(wanted) else None
    for item in items:
        if item.position == place or str(item.id) == wanted:
            return item
    raise BadLine(_("the study has no image “%(name)s”.") % {"name": name[:60]})


def number(cell: str) -> float:
    """Raises BadLine."""
    if not NUMBER.fullmatch(cell):
        formula, other = _("“%(cell)s” is a formula."), _("“%(cell)s” is no number.")
        raise BadLine((formula if cell.startswith(FORMULA) else other) % {"cell": cell[:40]})
    if not math.isfinite(value := float(cell)):
        raise BadLine(_("a number is too large."))
    return value


def probabilities(values: list[float]) -> list[float]:
    """As they are, if they are some. Raises BadLine."""
    if min(values) < 0:
        raise BadLine(_("a probability is negative."))
    total = math.fsum(values)
    if abs(total - 1) > TOLERANCE:
        text = _("the five add up to %(total)s instead of 1.")
        raise BadLine(text % {"total": f"{total:.4g}"})
    return values


def softmax(values: Sequence[float]) -> list[float]:
    most = max(values)
    powers = [math.exp(value - most) for value in values]
    return [power / math.fsum(powers) for power in powers]


def _missing(items: Sequence[StudyItem], seen: set[UUID]) -> list[str]:
    numbers = [str(i.position) for i in items if i.id not in seen and not i.withdrawn_at]
    if not numbers:
        return []
    some = ", ".join(numbers[:MOST_PROBLEMS]) + (", …" if len(numbers) > MOST_PROBLEMS else "")
    return [_("These images are missing: %(numbers)s") % {"numbers": some}]


def store(study: Study, rows: Mapping[UUID, Row], title: str, user: User | None) -> ModelRun:
    """A done run with these probabilities. Raises TitleTaken, NotFrozen."""
    now = timezone.now()
    with transaction.atomic():
        locked = Study.objects.select_for_update().get(pk=study.pk)
        if locked.is_draft:
            raise NotFrozen(study.slug)
        if title.casefold() in {run.name.casefold() for run in locked.runs.all()}:
            raise TitleTaken(title)
        run = ModelRun.objects.create(
            study=locked,
            title=title,
            table=True,
            card={"name": title, "source": "table"},
            status=Status.DONE,
            requested_by=user,
            finished_at=now,
        )
        # Whose consent was withdrawn since the file was read is left out.
        present = locked.items.present().filter(pk__in=rows)
        Prediction.objects.bulk_create(
            Prediction(run=run, item=item, probabilities=list(rows[item.id])) for item in present
        )
    return run
