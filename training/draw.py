"""Seeded drawing of rows for the sides of a split, whatever the order that the rows come in."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from classifier.expressions import EXPRESSIONS
from training import dataset
from training.targets import soft_targets

Sides = npt.NDArray[np.int8]
Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """What a split has to know of each row of a manifest; codes are −1 for nothing."""

    part: npt.NDArray[np.str_]
    person: npt.NDArray[np.str_]
    person_numbers: Codes
    truth: Codes  # what counts as right
    seen: Codes  # what training counts it as (batches.limited); −1 where training ignores it
    keys: npt.NDArray[np.uint64]  # a random number, the same for the same row and seed

    def __len__(self) -> int:
        return len(self.keys)

    @classmethod
    def read(cls, folder: Path, seed: int) -> "Rows":
        table = dataset.read_manifest(folder).to_pydict()
        votes = np.array(table["votes"], np.int32).reshape(-1, len(EXPRESSIONS))
        targets = soft_targets(votes, np.array([sum(each) for each in table["others"]]))
        persons = [
            f"{source}/{person}" if person else ""  # two sources may name people alike
            for source, person in zip(table["source"], table["person"], strict=True)
        ]
        names = zip(table["source"], table["part"], table["name"], strict=True)
        return cls(
            part=np.array(table["part"], np.str_),
            person=np.array(persons, np.str_),
            person_numbers=np.unique(persons, return_inverse=True)[1].astype(np.int64),
            truth=dataset.truths(folder, table["expression"]),
            seen=np.where(targets.sum(axis=1) > 0, targets.argmax(axis=1), -1),
            keys=np.array([_key(seed, "/".join(each)) for each in names], np.uint64),
        )


class Chosen:
    """Some rows of mapped crops as if they were all, without reading the others."""

    def __init__(self, crops: npt.NDArray[np.uint8], rows: Codes) -> None:
        self._crops, self._rows = crops, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, at: int, /) -> npt.NDArray[np.uint8]:
        return np.asarray(self._crops[self._rows[at]])


def _key(seed: int, text: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed} {text}".encode(), digest_size=8).digest())


def draw(
    rows: Rows, eligible: Mask, units: Codes, wanted: int, most_per_unit: int = 0
) -> tuple[Codes, Codes]:
    """*wanted* rows of each true expression, and the units (persons, groups) they come from.

    Units are gone through in random order; one is taken if it has an expression that is
    still short. So the test has few people where each has many images: *most_per_unit* limits
    how many images of an expression one gives.
    """
    at = np.flatnonzero(eligible & (rows.truth >= 0))
    names, number = np.unique(units[at], return_inverse=True)
    counts = np.zeros((len(names), len(EXPRESSIONS)), np.int64)
    np.add.at(counts, (number, rows.truth[at]), 1)
    if most_per_unit:
        counts = np.minimum(counts, most_per_unit)
    keys = np.full(len(names), np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(keys, number, rows.keys[at])
    taken = _enough(counts, np.argsort(keys, kind="stable"), wanted)
    mine = np.zeros(len(rows), np.bool_)
    mine[at] = np.isin(number, taken)
    chosen = first(rows, mine, units, rows.truth, wanted, most_per_unit=most_per_unit)
    return chosen, names[taken]


def _enough(counts: Codes, order: Codes, wanted: int) -> list[int]:
    """Units in *order* until each column of their *counts* comes to *wanted*."""
    short, taken = [wanted] * counts.shape[1], []
    table: Sequence[Sequence[int]] = counts.tolist()
    for unit in order.tolist():
        if not any(need > 0 for need in short):
            break
        if any(need > 0 and has for need, has in zip(short, table[unit], strict=True)):
            taken.append(unit)
            short = [need - has for need, has in zip(short, table[unit], strict=True)]
    return taken


def first(
    rows: Rows, eligible: Mask, units: Codes, codes: Codes, wanted: int, *, most_per_unit: int = 0
) -> Codes:
    """At most *wanted* rows of each of *codes* (0: all), as evenly from the units as they can."""
    chosen = [np.empty(0, np.int64)]
    for code in range(len(EXPRESSIONS)):
        at = np.flatnonzero(eligible & (codes == code))
        at = at[np.lexsort((rows.keys[at], units[at]))]
        starts = np.r_[True, units[at][1:] != units[at][:-1]] if len(at) else np.empty(0, bool)
        places = np.arange(len(at))
        rank = places - np.maximum.accumulate(np.where(starts, places, 0))  # within its unit
        if most_per_unit:
            at, rank = at[rank < most_per_unit], rank[rank < most_per_unit]
        at = at[np.lexsort((rows.keys[at], rank))]
        chosen.append(at[:wanted] if wanted else at)
    return np.concatenate(chosen)
