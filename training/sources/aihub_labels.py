"""The label files of AI Hub's data set 82: one JSON list of records per expression and part."""

import struct
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from json import JSONDecodeError, JSONDecoder
from statistics import median
from typing import Any, NamedTuple

from classifier.expressions import EXPRESSIONS, KOREAN
from training.dataset import InvalidData
from training.sources import files
from training.sources.files import File
from training.sources.row import Corners

UPLOADER, FILE_NAME = "faceExp_uploader", "filename"
ANNOTATORS = ("annot_A", "annot_B", "annot_C")
OUTSIDE = ("불안", "상처", "알수없음")  # anxious, hurt, "can't tell"
ANSWERS = (*EXPRESSIONS, *OUTSIDE)  # by their codes
CODES = {KOREAN[name]: at for at, name in enumerate(EXPRESSIONS)}
CODES |= {name: ANSWERS.index(name) for name in OUTSIDE}
CANNOT_TELL = CODES["알수없음"]
CORNERS = ("minx", "miny", "maxx", "maxy")
SPACE = " \t\r\n,"
BOX = struct.Struct("<4i")


class Label(NamedTuple):
    """What a record says about its picture."""

    answers: bytes  # codes: the uploader's, then those of the annotators who gave one
    part: str
    corners: bytes  # packed by BOX, or empty: half a million of them are held at once

    @property
    def uploader(self) -> int:
        return self.answers[0]

    @property
    def box(self) -> Corners | None:
        if not self.corners:
            return None
        x1, y1, x2, y2 = BOX.unpack(self.corners)
        return x1, y1, x2, y2


@dataclass
class Labels:
    """By the pictures' keys (see key_of); None where records contradict each other."""

    found: dict[int, Label | None] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def add(self, key: int, label: Label, notes: Counter[str]) -> None:
        notes["records"] += 1
        if key not in self.found:
            self.found[key] = label
            return
        notes["records that come again"] += 1
        earlier = self.found[key]
        if earlier and earlier._replace(part="") != label._replace(part=""):
            self.found[key] = None


def key_of(name: str) -> int:
    """What a picture's name and its record's have in common: on the way to today's zips "&"
    became "_" in some, ".jpg" ".jpeg", and composed syllables came apart.

    64 bits of a digest: half a million Korean names would fill 150 MB, and the chance that two
    of them have the same is one in a hundred million.
    """
    stem = unicodedata.normalize("NFC", name).rpartition(".")[0] or name
    text = stem.replace("&", "_").casefold()
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def read(file: File, part: str, labels: Labels, notes: Counter[str]) -> None:
    """Add the records of one label file. Raises InvalidData for a JSON of another kind."""
    before = notes["records"]
    for record in _records(files.text(files.read(file.place, file.name), file.name), file.name):
        name, uploader = record.get(FILE_NAME), _code(record.get(UPLOADER))
        if not isinstance(name, str) or not name or uploader is None:
            raise InvalidData(f"{_not_ours(file.name)}: a record lacks {FILE_NAME} or {UPLOADER}.")
        annotations = [each for key in ANNOTATORS if isinstance(each := record.get(key), dict)]
        answers = [_code(annotation.get("faceExp")) for annotation in annotations]
        label = Label(
            bytes([uploader, *(code for code in answers if code is not None)]),
            part,
            _corners([record, *annotations]),
        )
        labels.add(key_of(name), label, notes)
    if notes["records"] == before:
        raise InvalidData(f"{file.name} holds no records.")


def _records(text: str, where: str) -> Iterator[dict[str, Any]]:
    """The list's records one after the other: all at once they would fill hundreds of MB."""
    at = _after_space(text, 0)
    if text[at : at + 1] != "[":
        raise InvalidData(f"{_not_ours(where)}: it is not a list.")
    decoder = JSONDecoder()
    at = _after_space(text, at + 1)
    while text[at : at + 1] != "]":
        try:
            record, at = decoder.raw_decode(text, at)
        except (JSONDecodeError, RecursionError) as error:
            raise InvalidData(f"{where} is no JSON, or cut off: {error}.") from error
        if not isinstance(record, dict):
            raise InvalidData(f"{_not_ours(where)}: it lists something else than records.")
        yield record
        at = _after_space(text, at)


def _after_space(text: str, at: int) -> int:
    while text[at : at + 1] and text[at] in SPACE:
        at += 1
    return at


def _not_ours(where: str) -> str:
    return f"{where} is no label file of AI Hub's data set 82"


def _code(answer: Any) -> int | None:
    """An answer's place in ANSWERS; None where there is none. Unknown words can't tell."""
    if not isinstance(answer, str) or not answer.strip():
        return None
    return CODES.get(unicodedata.normalize("NFC", answer.strip()), CANNOT_TELL)


def _corners(records: list[dict[str, Any]]) -> bytes:
    """One box from those of the annotators that have an area, corner by corner the median."""
    boxes = [box for record in records for box in _boxes(record)]
    if not boxes:
        return b""
    return BOX.pack(*(round(median(values)) for values in zip(*boxes, strict=True)))


def _boxes(record: dict[str, Any]) -> Iterator[tuple[float, ...]]:
    """Boxes with an area: under "boxes", under names of "faceBB…", or as "faceBB_minX" …"""
    own = {key[-4:].lower(): value for key, value in record.items() if _is_box(key)}
    nested = [value for key, value in record.items() if _is_box(key) and isinstance(value, dict)]
    for values in (own, *({k.lower(): v for k, v in each.items()} for each in nested)):
        try:
            x1, y1, x2, y2 = (float(values[corner]) for corner in CORNERS)
        except (KeyError, TypeError, ValueError):
            continue
        # Written so that NaN fails too; the limit is that of BOX.
        if x2 - x1 >= 1 and y2 - y1 >= 1 and max(map(abs, (x1, y1, x2, y2))) < 1e6:
            yield x1, y1, x2, y2


def _is_box(key: str) -> bool:
    return key == "boxes" or key.startswith("faceBB")
