"""A model's probabilities for the images of a file of answers, from a CSV: image and the five."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from classifier.expressions import EXPRESSIONS, parse
from survey.analysis.arrays import COUNT
from survey.runs import table

from ..compared import Reader
from .found import IMAGE
from .text import BadFile, BadLine, Problems, opened


def read_model(path: Path, images: Sequence[str], *, scores: bool = False) -> tuple[Reader, str]:
    """The model, called as the file is, and what is to be said of it ("" for nothing). *scores*:
    the file has any numbers, made probabilities by softmax. Raises BadFile."""
    place = _places(images)
    probabilities = np.full((len(images), COUNT), np.nan)
    others, problems = 0, Problems()
    with opened(path) as lines:
        columns = lines.columns(_column)
        if columns.keys() != {"image", *EXPRESSIONS}:
            wanted = ", ".join(["image", *EXPRESSIONS])
            raise BadFile(f"{path.name}: the first line must name the columns {wanted}.")
        for number, cells in lines:
            name = cells[columns["image"]].strip()
            if (at := place.get(name, place.get(_short(name)))) is None:
                others += 1
                continue
            with problems.on(number):
                if not np.isnan(probabilities[at, 0]):
                    raise BadLine(f"image “{name[:60]}” comes twice.")
                probabilities[at] = _row([cells[columns[e]].strip() for e in EXPRESSIONS], scores)
    problems.check()
    missing = int(np.isnan(probabilities[:, 0]).sum())
    if missing == len(images):
        raise BadFile(f"{path.name} names none of the images that people answered.")
    return Reader(path.stem, probabilities), _said(path.stem, missing, others)


def _column(word: str) -> str:
    if word in IMAGE:
        return "image"
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


def _said(name: str, missing: int, others: int) -> str:
    said = [
        *([f"it has no answer to {missing:,} of the images"] if missing else []),
        *([f"{others:,} of its lines are about other images"] if others else []),
    ]
    return f"{name}: {'; '.join(said)}." if said else ""
