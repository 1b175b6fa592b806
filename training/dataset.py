"""Prepared data: a folder with ``crops.npy`` (uint8 [n, 96, 96]) and ``manifest.parquet``.

Row i of the manifest describes crop i (see Record). The crops are mapped into memory, not
read: a data set may be larger than the machine's memory. ``splits/NAME.json`` and
``splits/NAME.npy`` say which row is used for what (see training.split); without a split the
parts that the data set was published with count.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from classifier.expressions import EXPRESSIONS
from classifier.preprocess import CROP_SIZE
from training.crops import CropArray, Crops, naming, write_header
from training.targets import padded, soft_targets

CROPS, MANIFEST = "crops.npy", "manifest.parquet"
CROPS_HASH = "crops_sha256"  # in the manifest's notes, and in a split of these crops
MANIFEST_HASH = "manifest_sha256"  # in a split: whose rows it means
DEFAULT_SPLIT = "default"
PARTS = ("train", "valid", "test")  # a split's sides, by their codes; −1 is "not used"

# How a crop was cut. "detector": at the box that classifier.faces found. "boxes": at the one that
# came with the data set. "whole": the picture is the crop.
FRAMINGS = ("detector", "boxes", "whole")


SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("source", pa.string()),
        ("part", pa.string()),
        ("person", pa.string()),
        ("expression", pa.string()),
        ("votes", pa.list_(pa.int32(), len(EXPRESSIONS))),
        ("others", pa.list_(pa.int32())),
        ("framing", pa.string()),
    ]
)


class InvalidData(ValueError):
    """Prepared data that can't be used; the message names the file and says why."""


@dataclass(frozen=True)
class Record:
    """One row of the manifest."""

    name: str  # within its source
    part: str  # as published: train, valid, test, or empty
    expression: str  # what counts as right; empty where nobody can say
    votes: tuple[int, ...] = (0,) * len(EXPRESSIONS)  # for each of the five
    others: tuple[int, ...] = ()  # for each answer outside the five
    framing: str = "detector"
    person: str = ""  # empty where unknown
    source: str = ""


@dataclass(frozen=True)
class Data:
    """Images of one part. *truth* is −1 where nobody can say what is right."""

    crops: CropArray
    truth: npt.NDArray[np.int64]  # [n]
    votes: npt.NDArray[np.int32]  # [n, 5]
    others: npt.NDArray[np.int32]  # [n, k], zeros where a source has fewer kinds
    framed: npt.NDArray[np.bool_]  # [n], whether a box cut it out of a photograph

    def __len__(self) -> int:
        return len(self.truth)

    def subset(self, keep: npt.NDArray[Any]) -> "Data":
        """The rows that *keep* (a mask or indices) names."""
        return Data(**{each.name: _kept(getattr(self, each.name), keep) for each in fields(self)})

    @property
    def targets(self) -> npt.NDArray[np.float32]:
        return soft_targets(self.votes, self.others.sum(axis=1))


def _kept(values: Any, keep: npt.NDArray[Any]) -> Any:
    return values.subset(keep) if isinstance(values, CropArray) else values[keep]


def write(
    folder: Path,
    count: int,
    pieces: Iterable[tuple[Crops, Sequence[Record]]],
    account: Mapping[str, Any] | None = None,
) -> None:
    """Store *count* crops, which come piece by piece with their records.

    The manifest gets its name last: without it ``read`` refuses the folder, so that what is
    half written is never used. *account* (what was read, what was left out) goes with it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    digest, at = hashlib.sha256(), 0
    crops, manifest = folder / f".{CROPS}", folder / f".{MANIFEST}"
    # Written, not mapped: on a full disk a mapped file ends the process without a word.
    with (
        naming(folder),
        crops.open("wb") as pixels_file,
        pq.ParquetWriter(manifest, SCHEMA) as manifest_file,
    ):
        write_header(pixels_file, (count, CROP_SIZE, CROP_SIZE))
        for pixels, records in pieces:
            if len(pixels) != len(records):
                raise InvalidData(f"{folder}: {len(pixels)} crops for {len(records)} records")
            raw = np.ascontiguousarray(pixels, np.uint8).tobytes()
            pixels_file.write(raw)
            digest.update(raw)
            at += len(pixels)
            manifest_file.write_table(_table(records))
        if at != count:
            raise InvalidData(f"{folder}: {at} crops came instead of {count}")
        notes = {CROPS_HASH: digest.hexdigest(), "account": json.dumps(account or {})}
        manifest_file.add_key_value_metadata(notes)
        pixels_file.flush()
        os.fsync(pixels_file.fileno())
    crops.replace(folder / CROPS)
    manifest.replace(folder / MANIFEST)


def _table(records: Sequence[Record]) -> pa.Table:
    columns = {name: [getattr(record, name) for record in records] for name in SCHEMA.names}
    return pa.table(columns, schema=SCHEMA)


def read_manifest(folder: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The manifest's rows. Raises InvalidData where there is none, or none that can be read."""
    path = folder / MANIFEST
    if not path.is_file():
        raise InvalidData(f"{folder} holds no prepared data: it has no {MANIFEST}.")
    try:
        if not pq.read_schema(path).equals(SCHEMA):
            raise InvalidData(f"{path} is not a manifest: its columns are others.")
        return pq.read_table(path, columns=None if columns is None else list(columns))
    except (OSError, pa.ArrowException) as error:
        raise InvalidData(f"{path} is not a manifest: {error}.") from error


def _notes(folder: Path) -> dict[str, str]:
    read_manifest(folder, ["part"])  # says what is wrong with it, if anything
    found = pq.read_metadata(folder / MANIFEST).metadata or {}
    return {key.decode(): value.decode() for key, value in found.items()}


def account(folder: Path) -> dict[str, Any]:
    """What ``write`` was told about the making of the data."""
    found: dict[str, Any] = json.loads(_notes(folder).get("account", "{}"))
    return found


def fingerprint(folder: Path, split: str = DEFAULT_SPLIT) -> str:
    """SHA-256 over the crops, the manifest and the split: the same for the same data only."""
    digest = hashlib.sha256(_notes(folder).get(CROPS_HASH, "").encode())
    digest.update((folder / MANIFEST).read_bytes())
    if (found := folder / "splits" / f"{split}.npy").is_file():
        digest.update(found.read_bytes())
    return digest.hexdigest()


def write_split(
    folder: Path, name: str, sides: npt.NDArray[np.int8], report: Mapping[str, Any]
) -> None:
    """Store for each row its index in PARTS, or −1, and how that came about."""
    place = folder / "splits"
    place.mkdir(exist_ok=True)
    (place / f"{name}.json").unlink(missing_ok=True)  # comes last: the mark of a whole split
    with naming(place):
        np.save(place / f"{name}.npy", sides.astype(np.int8))
        of = {CROPS_HASH: _notes(folder).get(CROPS_HASH, ""), MANIFEST_HASH: _rows_hash(folder)}
        text = json.dumps(of | dict(report), indent=2, ensure_ascii=False)
        temporary = place / f".{name}.json"
        temporary.write_text(text + "\n", encoding="utf-8")
        temporary.replace(place / f"{name}.json")


def _rows_hash(folder: Path) -> str:
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def require_split(folders: Sequence[Path], split: str) -> None:
    """Raises InvalidData where none of all *folders* has the split: its name is misspelt, and
    ``parts`` would take the published parts. Without a name these are meant."""
    if split in ("", DEFAULT_SPLIT):
        return
    known = {path.stem for folder in folders for path in (folder / "splits").glob("[!.]*.json")}
    if split not in known:
        names = ", ".join(map(str, folders))
        there = ", ".join(sorted(known)) or "none"
        raise InvalidData(f"{names}: there is no split {split!r}; there are: {there}.")


def parts(folder: Path, split: str = DEFAULT_SPLIT) -> npt.NDArray[np.str_]:
    """Each row's part, [n]: by the split of that name if the folder has it, else as published.

    Raises InvalidData for a split of other data, as when the folder was prepared anew.
    """
    published = np.array(read_manifest(folder, ["part"])["part"].to_pylist(), dtype=np.str_)
    path = folder / "splits" / f"{split}.json"
    if not path.is_file():
        return published
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        of, of_rows = report.get(CROPS_HASH), report.get(MANIFEST_HASH)
        sides = np.asarray(np.load(path.with_suffix(".npy")))
    except (OSError, EOFError, ValueError, AttributeError) as error:
        raise InvalidData(f"{path} is not a split: {error}.") from error
    if sides.dtype.kind not in "iu" or not np.isin(sides, range(-1, len(PARTS))).all():
        raise InvalidData(f"{path.with_suffix('.npy')} holds other codes than a split's.")
    same = of is None or of == _notes(folder).get(CROPS_HASH, "")
    same &= of_rows is None or of_rows == _rows_hash(folder)  # older splits don't say
    if sides.shape != published.shape or not same:
        raise InvalidData(f"{folder}: the split {split!r} is of other data. Make it again.")
    named: npt.NDArray[np.str_] = np.array([*PARTS, ""])[sides]  # −1 is the last one
    return named


def read(folders: Iterable[Path], part: str, split: str = DEFAULT_SPLIT) -> Data:
    """The images of *part* in all *folders*, one after the other. Raises InvalidData if none.

    Folders without the part may be among them; one at least has the split, if it is named.
    """
    folders = list(folders)
    require_split(folders, split)
    found = list(_each(folders, part, split))
    if not sum(len(rows) for _, rows, _, _ in found):
        raise InvalidData(f"{', '.join(map(str, folders))}: no images of the part {part!r}.")
    which = np.concatenate([np.full(len(rows), at) for at, (_, rows, _, _) in enumerate(found)])
    tables = pa.concat_tables([table for _, _, table, _ in found])
    return Data(
        crops=CropArray(
            [crops for crops, _, _, _ in found], which, np.concatenate([r for _, r, _, _ in found])
        ),
        truth=np.concatenate([truth for _, _, _, truth in found]),
        votes=np.array(tables["votes"].to_pylist(), np.int32).reshape(-1, len(EXPRESSIONS)),
        others=padded(tables["others"].to_pylist()),
        framed=np.array([each != "whole" for each in tables["framing"].to_pylist()], np.bool_),
    )


def _each(
    folders: Sequence[Path], part: str, split: str
) -> Iterator[tuple[Crops, npt.NDArray[np.int64], pa.Table, npt.NDArray[np.int64]]]:
    """Per folder: all its crops, the rows of *part*, what the manifest says of these, and the
    truth."""
    for folder in folders:
        table = read_manifest(folder, ["expression", "votes", "others", "framing"])
        crops = mapped(folder / CROPS, len(table))
        rows = np.flatnonzero(parts(folder, split) == part)
        truth = truths(folder, table["expression"].to_pylist())
        yield crops, rows, table.take(rows), truth[rows]


def mapped(path: Path, count: int) -> Crops:
    """A folder's crops, in the order of its *count* rows. Raises InvalidData."""
    try:
        crops: Crops = np.load(path, mmap_mode="r" if count else None)
    except (OSError, EOFError, ValueError) as error:
        raise InvalidData(f"{path} can't be read: {error}.") from error
    if crops.shape != (count, CROP_SIZE, CROP_SIZE) or crops.dtype != np.uint8:
        raise InvalidData(f"{path}: {count} records don't fit crops {crops.shape}.")
    return crops


def truths(folder: Path, expressions: Sequence[str]) -> npt.NDArray[np.int64]:
    """What a manifest calls right, as codes, −1 where nobody can say. Raises InvalidData."""
    if unknown := set(expressions) - {*EXPRESSIONS, ""}:
        named = ", ".join(sorted(map(repr, unknown)))
        raise InvalidData(f"{folder / MANIFEST}: unknown expressions: {named}.")
    codes = {name: at for at, name in enumerate(EXPRESSIONS)} | {"": -1}
    return np.array([codes[name] for name in expressions], np.int64)


def trainable(data: Data) -> Data:
    """Without the images whose votes for the five are too few."""
    return data.subset(data.targets.sum(axis=1) > 0)


def with_truth(data: Data) -> Data:
    """Without the images of which nobody can say what is right."""
    return data.subset(data.truth >= 0)
