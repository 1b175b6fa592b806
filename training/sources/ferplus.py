"""FER+: the photographs of FER2013, each with the votes of ten people over eight expressions.

Barsoum, Zhang, Canton Ferrer, Zhang: "Training Deep Networks for Facial Expression
Recognition with Crowd-Sourced Label Distribution" (ICMI 2016). The published layout, as a
folder or a zip: ``fer2013new.csv`` and ``FER2013Train/``, ``FER2013Valid/``, ``FER2013Test/``
with ``ferNNNNNNN.png`` (48×48, gray). Rows and pictures belong together by ``Image name``
and ``Usage``; a row's number says nothing. Pictures on which people didn't agree on one of
the five stay, without an expression: their votes can be learned from.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.expressions import EXPRESSIONS
from training.dataset import InvalidData
from training.sources import files
from training.sources.place import Place
from training.sources.row import Entry, LeftOut, Row

SOURCE = "ferplus"
LABELS = "fer2013new.csv"
FOLDERS = {"Training": "FER2013Train", "PublicTest": "FER2013Valid", "PrivateTest": "FER2013Test"}
PARTS = {"Training": "train", "PublicTest": "valid", "PrivateTest": "test"}

# The file's columns → our names; the first five in the order of EXPRESSIONS.
COLUMNS = {
    "happiness": "happy",
    "surprise": "surprise",
    "anger": "angry",
    "sadness": "sad",
    "neutral": "neutral",
    "disgust": "disgust",
    "fear": "fear",
    "contempt": "contempt",
    "unknown": "unknown",
    "NF": "not a face",
}
EXPRESSION_COUNT = 8  # the columns before "unknown"


@dataclass(frozen=True)
class Line:
    """One row of the label file."""

    number: int  # counted from 1
    usage: str
    name: str
    votes: tuple[int, ...]  # in the order of COLUMNS


def entries(sources: Sequence[Path]) -> Iterator[Entry]:
    """A row or a reason for each row of the label file, in its order.

    A name that occurs twice in one part with different votes can't be joined: all its rows
    are left out.
    """
    for source in sources:
        places = {file.name: file.place for file in files.walk(source)}
        labels = _only_labels(source, places)
        folders = {"/".join(name.split("/")[-2:]): place for name, place in places.items()}
        lines = list(_lines(labels, files.read(places[labels], labels)))
        found = [_entry(line, lines_of, folders) for line, lines_of in _with_namesakes(lines)]
        if not any(isinstance(entry, Row) for entry in found):
            raise InvalidData(f"{labels}: not one of its {len(lines)} rows has a picture.")
        yield from found


def majority(votes: Sequence[int]) -> str | None:
    """The expression with most votes among the eight, or None.

    None for a tie, and where "unknown" or "not a face" got as many votes or more: then
    people didn't see an expression, and no label says what they saw.
    """
    most = max(votes)
    winners = [at for at, count in enumerate(votes) if count == most]
    if len(winners) > 1 or winners[0] >= EXPRESSION_COUNT:
        return None
    return list(COLUMNS.values())[winners[0]]


def _only_labels(source: Path, names: dict[str, Place]) -> str:
    found = [name for name in names if name.split("/")[-1] == LABELS]
    if len(found) != 1:
        raise InvalidData(f"{source}: {len(found)} files named {LABELS}; a FER+ layout has one.")
    return found[0]


def _lines(where: str, data: bytes) -> Iterator[Line]:
    try:
        for number, line in enumerate(csv.DictReader(io.StringIO(files.text(data, where))), 1):
            votes = tuple(int(line[column]) for column in COLUMNS)
            yield Line(number, line["Usage"], line["Image name"], votes)
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise InvalidData(f"{where} is no label file of FER+: {error}.") from error


def _with_namesakes(lines: list[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Each line with all lines of the same picture."""
    by_picture: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        by_picture.setdefault((line.usage, line.name), []).append(line)
    for line in lines:
        yield line, by_picture[line.usage, line.name]


def _entry(line: Line, namesakes: list[Line], folders: dict[str, Place]) -> Entry:
    if not line.name:  # upstream: photographs without a face
        return LeftOut(f"row {line.number}", "no image name")
    if len({other.votes for other in namesakes}) > 1:
        return LeftOut(line.name, "two rows with different votes")
    if line is not namesakes[0]:
        return LeftOut(line.name, "repeats another row")
    place = folders.get(f"{FOLDERS.get(line.usage)}/{line.name}")
    if place is None:
        return LeftOut(line.name, "no picture")
    seen = majority(line.votes)
    return Row(
        name=line.name,
        place=place,
        expression=seen if seen in EXPRESSIONS else "",
        votes=line.votes[: len(EXPRESSIONS)],
        others=line.votes[len(EXPRESSIONS) :],
        part=PARTS[line.usage],
        source=SOURCE,
    )
