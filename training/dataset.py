"""Prepared data: a folder with ``crops.npy`` (uint8 [n, 96, 96]) and ``manifest.csv``.

The manifest's row i describes crop i: its name, its part (train, valid), the expression
that counts as right (empty where nobody can say), the votes for each of the five, the
votes for anything else, and how the crop was cut (see FRAMINGS).
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from classifier.expressions import EXPRESSIONS
from classifier.preprocess import CROP_SIZE

COLUMNS = ("name", "part", "expression", *EXPRESSIONS, "other", "framing")

# "detector": at the box that classifier.faces found. "whole": as the data set was cut.
FRAMINGS = ("detector", "whole")

# Votes for the five that a training image needs, as a share of all its votes. Below, what
# people saw is mostly something else, and the rest says little about the five.
MIN_SHARE = 0.5


@dataclass(frozen=True)
class Record:
    """One line of the manifest."""

    name: str
    part: str
    expression: str
    votes: tuple[int, ...]
    other: int
    framing: str


@dataclass(frozen=True)
class Data:
    """Images of one part: *truth* is −1 where nobody can say what is right."""

    crops: npt.NDArray[np.uint8]  # [n, 96, 96]
    targets: npt.NDArray[np.float32]  # [n, 5], rows sum to 1
    truth: npt.NDArray[np.int64]  # [n]
    framed: npt.NDArray[np.bool_]  # [n], whether the detector cut it

    def __len__(self) -> int:
        return len(self.crops)

    def subset(self, keep: npt.NDArray[np.bool_]) -> "Data":
        return Data(self.crops[keep], self.targets[keep], self.truth[keep], self.framed[keep])


def write(folder: Path, crops: Sequence[npt.NDArray[np.uint8]], records: Sequence[Record]) -> None:
    """Store prepared data. The manifest goes last: without it, ``read`` refuses the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.csv").unlink(missing_ok=True)
    pixels = np.stack(crops) if crops else np.empty((0, CROP_SIZE, CROP_SIZE), np.uint8)
    np.save(folder / "crops.npy", pixels)
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        for record in records:
            kind = (record.name, record.part, record.expression)
            lines.writerow((*kind, *record.votes, record.other, record.framing))


def read_manifest(folder: Path) -> list[Record]:
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return [_record(line) for line in csv.DictReader(file)]


def _record(line: dict[str, str]) -> Record:
    return Record(
        name=line["name"],
        part=line["part"],
        expression=line["expression"],
        votes=tuple(int(line[expression]) for expression in EXPRESSIONS),
        other=int(line["other"]),
        framing=line["framing"],
    )


def read(folders: Iterable[Path], part: str) -> Data:
    """The images of *part* in all *folders*, one after the other. Raises ValueError if none."""
    parts = [_read(folder, part) for folder in folders]
    if not sum(map(len, parts)):
        raise ValueError(f"no images of the part {part!r}")
    return Data(
        crops=np.concatenate([data.crops for data in parts]),
        targets=np.concatenate([data.targets for data in parts]),
        truth=np.concatenate([data.truth for data in parts]),
        framed=np.concatenate([data.framed for data in parts]),
    )


def _read(folder: Path, part: str) -> Data:
    records = read_manifest(folder)
    crops = np.load(folder / "crops.npy", mmap_mode="r")
    if crops.shape != (len(records), CROP_SIZE, CROP_SIZE) or crops.dtype != np.uint8:
        raise ValueError(f"{folder}: {len(records)} records don't fit crops {crops.shape}")
    keep = [at for at, record in enumerate(records) if record.part == part]
    chosen = [records[at] for at in keep]
    return Data(
        crops=np.ascontiguousarray(crops[keep]),
        targets=soft_targets(chosen),
        truth=np.array([_truth(record) for record in chosen], np.int64),
        framed=np.array([record.framing == "detector" for record in chosen], np.bool_),
    )


def _truth(record: Record) -> int:
    return EXPRESSIONS.index(record.expression) if record.expression else -1


def soft_targets(records: Sequence[Record]) -> npt.NDArray[np.float32]:
    """Each image's votes as shares of those for the five, [n, 5]; all 0 where that is less
    than MIN_SHARE of its votes.

    The distribution of what people saw, and not only its winner, is what the network is to
    say: plain cross-entropy with it is the best of the losses that Barsoum et al. (2016) compare.
    """
    votes = np.array([record.votes for record in records], np.float32).reshape(-1, len(EXPRESSIONS))
    other = np.array([record.other for record in records], np.float32)
    inside = votes.sum(axis=1)
    enough = (inside > 0) & (inside >= MIN_SHARE * (inside + other))
    shares = votes / np.maximum(inside, 1)[:, None]
    return np.where(enough[:, None], shares, 0).astype(np.float32)


def trainable(data: Data) -> Data:
    """Without the images whose votes for the five are too few."""
    return data.subset(data.targets.sum(axis=1) > 0)


def with_truth(data: Data) -> Data:
    """Without the images of which nobody can say what is right."""
    return data.subset(data.truth >= 0)


def draw_order(data: Data, seed: tuple[int, int], balance: float) -> npt.NDArray[np.int64]:
    """Indices of an epoch's images: each once, or for *balance* above 0 drawn with replacement.

    An image is then drawn in proportion to f^−balance, f being the share of images that have
    the same most frequent vote: 1 makes all expressions equally frequent, 0.5 goes half the way.
    """
    rng = np.random.default_rng(seed)
    if not balance:
        return rng.permutation(len(data))
    seen = data.targets.argmax(axis=1)
    weights = np.bincount(seen).astype(np.float64)[seen] ** -balance
    return rng.choice(len(data), size=len(data), p=weights / weights.sum())


def batches(
    data: Data, size: int, seed: tuple[int, int], balance: float = 0.0
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Crops [b, 1, 96, 96] uint8, targets [b, 5], framed [b], in an order given by *seed*.

    *seed* is (the run's, the epoch's), so that an interrupted epoch can be taken up again.
    What doesn't fill a batch at the end waits for another epoch's order.
    """
    order = draw_order(data, seed, balance)
    for start in range(0, len(order) - size + 1, size):
        at = np.sort(order[start : start + size])  # in memory order: one pass over the array
        yield (
            torch.from_numpy(data.crops[at]).unsqueeze(1),
            torch.from_numpy(data.targets[at]),
            torch.from_numpy(data.framed[at]),
        )
