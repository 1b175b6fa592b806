"""Models' probabilities for the images of a file of answers, from a CSV: image and the five."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.expressions import EXPRESSIONS, parse
from survey.analysis.arrays import COUNT, Floats
from survey.runs import table

from ..compared import Reader
from .found import IMAGE
from .text import BadFile, BadLine, Problems, opened


def read_models(
    path: Path, images: Sequence[str], *, scores: bool = False
) -> list[tuple[Reader, str]]:
    """Each model of a file, and what is to be said of it ("" for nothing). Without a column
    "model" there is one, called as the file is. *scores*: the file has any numbers, made
    probabilities by softmax. Raises BadFile."""
    place, problems, found = _places(images), Problems(), dict[str, Table]()
    with opened(path) as lines:
        columns = lines.columns(_column)
        if columns.keys() - {"model"} != {"image", *EXPRESSIONS}:
            wanted = ", ".join(["image", *EXPRESSIONS])
            raise BadFile(f"{path.name}: the first line must name the columns {wanted}.")
        for number, cells in lines:
            said = {what: cells[at].strip() for what, at in columns.items()}
            table = found.setdefault(said.get("model") or path.stem, Table.of(len(images)))
            name = said["image"]
            if (at := place.get(name, place.get(_short(name)))) is None:
                table.others += 1
                continue
            with problems.on(number):
                if not np.isnan(table.probabilities[at, 0]):
                    raise BadLine(f"image “{name[:60]}” comes twice.")
                table.probabilities[at] = _row([said[each] for each in EXPRESSIONS], scores)
    problems.check()
    found = {name: table for name, table in found.items() if not table.is_empty}
    if not found:
        raise BadFile(f"{path.name} names none of the images that people answered.")
    return [(Reader(name, each.probabilities), each.said(name)) for name, each in found.items()]


@dataclass
class Table:
    """What was read of one model."""

    probabilities: Floats
    others: int = 0  # lines about other images

    @classmethod
    def of(cls, images: int) -> "Table":
        return cls(np.full((images, COUNT), np.nan))

    @property
    def missing(self) -> int:
        return int(np.isnan(self.probabilities[:, 0]).sum())

    @property
    def is_empty(self) -> bool:
        return self.missing == len(self.probabilities)

    def said(self, name: str) -> str:
        said = [
            *([f"it has no answer to {self.missing:,} of the images"] if self.missing else []),
            *([f"{self.others:,} of its lines are about other images"] if self.others else []),
        ]
        return f"{name}: {'; '.join(said)}." if said else ""


def _column(word: str) -> str:
    if word in IMAGE:
        return "image"
    if word == "model":
        return word
    try:
        return parse(word)
    except ValueError:
        return ""


def _places(images: Sequence[str]) -> dict[str, int]:
    """By the whole name, and by that without folder and ending where only one image has it."""
    short = [_short(name) for name in images]
    often = Counter(short)
    found = {name: at for at, name in enumerate(short) if often[name] == 1}
    return found | {name: at for at, name in enumerate(images)}


def _short(name: str) -> str:
    file = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = file.rpartition(".")
    return (stem if dot and ending.lower() in ("png", "jpg", "jpeg", "webp") else file).casefold()


def _row(cells: Sequence[str], scores: bool) -> list[float]:
    try:
        values = [table.number(cell) for cell in cells]
        row = table.softmax(values) if scores else table.probabilities(values)
    except table.BadLine as error:
        raise BadLine(str(error)) from None
    return [value / sum(row) for value in row]
