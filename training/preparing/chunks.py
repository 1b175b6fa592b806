"""What a unit of work leaves behind: one file with its crops, records and rejects."""

import json
import os
from dataclasses import astuple, dataclass
from pathlib import Path

import cv2
import numpy as np

from classifier.preprocess import CROP_SIZE
from training.crops import Crops, naming
from training.dataset import Record
from training.preparing import listing
from training.preparing.cut import How, cut
from training.preparing.listing import Job
from training.sources.row import LeftOut, Row

LIST = "list"


@dataclass(frozen=True)
class Chunk:
    crops: Crops  # [n, 96, 96]
    records: list[Record]  # [n]
    rejects: list[tuple[str, str]]  # name, reason


@dataclass(frozen=True)
class Cutter:
    """Does a unit of work. Goes to the worker processes."""

    folder: Path
    how: How

    def __call__(self, job: Job) -> int:
        """Write the chunk; returns the number of entries."""
        cv2.setNumThreads(1)  # there is a process per core already, and results stay the same
        crops, records, rejects = [], [], []
        for entry in listing.read(self.folder / LIST, job):
            made = entry.reason if isinstance(entry, LeftOut) else cut(entry, self.how)
            if isinstance(made, str):
                rejects.append((entry.name, made))
            elif isinstance(entry, Row):
                crops.append(made[0])
                records.append(_record(entry, made[1]))
        stacked = np.stack(crops) if crops else np.empty((0, CROP_SIZE, CROP_SIZE), np.uint8)
        write(path_of(self.folder, job.number), Chunk(stacked, records, rejects))
        return len(job)


def _record(row: Row, framing: str) -> Record:
    return Record(
        name=row.name,
        part=row.part,
        expression=row.expression,
        votes=row.votes,
        others=row.others,
        framing=framing,
        person=row.person,
        source=row.source,
    )


def path_of(folder: Path, number: int) -> Path:
    return folder / f"{number:06}.npz"


def write(path: Path, chunk: Chunk) -> None:
    """Under its name only when it is whole and on the disk."""
    text = json.dumps([[astuple(record) for record in chunk.records], chunk.rejects])
    temporary = path.with_suffix(f".{os.getpid()}")
    with naming(path), temporary.open("wb") as file:
        np.savez(file, crops=chunk.crops, text=np.frombuffer(text.encode(), np.uint8))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read(path: Path) -> Chunk:
    with np.load(path, allow_pickle=False) as found:
        records, rejects = json.loads(found["text"].tobytes())
        return Chunk(
            crops=found["crops"],
            records=[_from(values) for values in records],
            rejects=[(name, reason) for name, reason in rejects],
        )


def _from(values: list[object]) -> Record:
    """A record as it was; JSON has turned its tuples into lists."""
    return Record(*(tuple(each) if isinstance(each, list) else each for each in values))  # type: ignore[arg-type]
