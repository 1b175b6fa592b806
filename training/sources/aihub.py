"""AI Hub's data set 82, 한국인 감정인식을 위한 복합 영상: Koreans who act seven expressions.

Folders or zips, under whatever root: pictures are known by their file name, wherever they
lie, and joined with the records of all label files (see aihub_labels).

* What counts as right is what the uploader meant to show (``faceExp_uploader``), as in the
  data set itself. The votes are the uploader's and those of the three annotators.
* The person is the hash that the file's name begins with.
* A label file covers the pictures of all parts, so records without a picture are only noted.
* A picture that lies there twice (a zip and what was unpacked from it) is taken once.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from classifier.expressions import EXPRESSIONS
from training.dataset import InvalidData
from training.sources import aihub_labels, files
from training.sources.aihub_labels import ANSWERS, Label, Labels, key_of
from training.sources.files import File
from training.sources.row import Entry, LeftOut, Row

SOURCE = "aihub"
PERSON = re.compile(r"([0-9A-Za-z]+)_.+_")
PARTS = ("train", "valid")  # as they begin in folders' and files' names


def entries(sources: Sequence[Path], notes: Counter[str]) -> Iterator[Entry]:
    labels = aihub_labels.Labels()
    for file in _walk(sources):
        if file.name.lower().endswith(".json"):
            aihub_labels.read(file, part_of(file.name), labels, notes)
    if not labels.found:
        raise InvalidData(f"{_listed(sources)}: no label file of AI Hub's data set 82 (.json).")
    pictures = 0
    for file in _walk(sources):
        if file.is_picture:
            pictures += 1
            yield _entry(file, labels)
    if not pictures:
        raise InvalidData(f"{_listed(sources)}: {len(labels.found)} labels, but no pictures.")
    notes["records without a picture"] = len(labels.found) - len(labels.used)


def _walk(sources: Sequence[Path]) -> Iterator[File]:
    for source in sources:
        yield from files.walk(source)


def _listed(sources: Sequence[Path]) -> str:
    return ", ".join(map(str, sources))


def _entry(file: File, labels: Labels) -> Entry:
    name = file.name.rpartition("/")[2]
    key = key_of(name)
    if key not in labels.found:
        return LeftOut(name, "no record in a label file")
    label = labels.found[key]
    if label is None:
        return LeftOut(name, "records that contradict each other")
    if key in labels.used:
        return LeftOut(name, "the same file name again")
    labels.used.add(key)
    return _row(name, file, label)


def _row(name: str, file: File, label: Label) -> Entry:
    meant = ANSWERS[label.uploader]
    if meant not in EXPRESSIONS:
        return LeftOut(name, f"expression outside the five: {meant}")
    votes = Counter(label.answers)
    person = PERSON.match(name)
    return Row(
        name=name,
        place=file.place,
        expression=meant,
        votes=tuple(votes[at] for at in range(len(EXPRESSIONS))),
        others=tuple(votes[at] for at in range(len(EXPRESSIONS), len(ANSWERS))),
        part=part_of(file.name) or label.part,
        person=person.group(1) if person else "",
        box=label.box,
        source=SOURCE,
    )


def part_of(path: str) -> str:
    """The part that a folder's or file's name tells: the innermost one that does."""
    for name in reversed(path.casefold().split("/")):
        for part in PARTS:
            if re.search(rf"(?<![a-z]){part}", name):
                return part
    return ""
