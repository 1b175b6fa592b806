"""FER+: the photographs of FER2013, each with the votes of ten people over eight expressions.

Barsoum, Zhang, Canton Ferrer, Zhang: "Training Deep Networks for Facial Expression
Recognition with Crowd-Sourced Label Distribution" (ICMI 2016). The published layout, as a
folder or a zip: ``fer2013new.csv`` and ``FER2013Train/``, ``FER2013Valid/``, ``FER2013Test/``
with ``ferNNNNNNN.png`` (48×48, gray). Rows and pictures belong together by ``Image name``
and ``Usage``; a row's number says nothing.
"""

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

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

Read = Callable[[str], bytes]


@dataclass(frozen=True)
class Row:
    """One photograph: its PNG file and its ten votes, in the order of COLUMNS."""

    name: str
    part: str
    picture: bytes
    votes: tuple[int, ...]

    @property
    def majority(self) -> str | None:
        """The expression with most votes among the eight, or None.

        None for a tie, and where "unknown" or "not a face" got as many votes or more: then
        people didn't see an expression, and no label says what they saw.
        """
        most = max(self.votes)
        winners = [at for at, count in enumerate(self.votes) if count == most]
        if len(winners) > 1 or winners[0] >= EXPRESSION_COUNT:
            return None
        return list(COLUMNS.values())[winners[0]]


@dataclass
class Account:
    """What became of the rows of the label file; ``rows`` is the sum of the others."""

    rows: int = 0
    read: int = 0
    without_name: int = 0
    without_picture: int = 0
    ambiguous: int = 0  # rows whose name occurs twice in a part with other votes
    repeated: int = 0  # rows that say the same as an earlier one
    per_part: dict[str, int] = field(default_factory=dict)  # of those read


def rows(source: Path, account: Account | None = None) -> Iterator[Row]:
    """The photographs of a folder or zip in FER+'s layout, in the label file's order.

    A name that occurs twice in one part with different votes can't be joined: all its rows
    are left out. Counts go into *account*.
    """
    account = account if account is not None else Account()
    with _opened(source) as (names, read):
        labels = csv.DictReader(io.StringIO(read(_only(names, LABELS)).decode("utf-8-sig")))
        pictures = {"/".join(name.split("/")[-2:]): name for name in names}
        for key, votes in _joined(labels, account):
            usage, name = key
            if (inside := pictures.get(f"{FOLDERS[usage]}/{name}")) is None:
                account.without_picture += 1
                continue
            part = PARTS[usage]
            account.read += 1
            account.per_part[part] = account.per_part.get(part, 0) + 1
            yield Row(name=name, part=part, picture=read(inside), votes=votes)


def _joined(
    labels: Iterable[dict[str, str]], account: Account
) -> Iterator[tuple[tuple[str, str], tuple[int, ...]]]:
    """(usage, name) → votes, without what can't be joined."""
    by_key: dict[tuple[str, str], list[tuple[int, ...]]] = defaultdict(list)
    for line in labels:
        account.rows += 1
        if not line["Image name"]:  # upstream: photographs without a face
            account.without_name += 1
            continue
        votes = tuple(int(line[column]) for column in COLUMNS)
        by_key[line["Usage"], line["Image name"]].append(votes)
    for key, found in by_key.items():
        if len(set(found)) > 1:
            account.ambiguous += len(found)
            continue
        account.repeated += len(found) - 1
        yield key, found[0]


@contextmanager
def _opened(source: Path) -> Iterator[tuple[list[str], Read]]:
    """The names inside *source*, with forward slashes, and how to read one."""
    if source.is_dir():
        names = [
            file.relative_to(source).as_posix() for file in source.rglob("*") if file.is_file()
        ]
        yield names, lambda name: (source / name).read_bytes()
    else:
        with zipfile.ZipFile(source) as archive:
            yield archive.namelist(), archive.read


def _only(names: list[str], wanted: str) -> str:
    found = [name for name in names if name.split("/")[-1] == wanted]
    if len(found) != 1:
        raise ValueError(f"{len(found)} files named {wanted}; a FER+ layout has one")
    return found[0]
