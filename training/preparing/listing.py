"""The list of all entries, on disk: half a million rows would fill hundreds of MB.

Blocks of compressed JSON lie one after the other in a file; a worker reads the one it needs.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from training.sources import row
from training.sources.row import Entry

BLOCK = 1000  # entries
# A unit of work makes one file: many enough that few pictures are cut twice after an
# interruption and that all workers are busy to the end, few enough to be no burden.
LARGEST_UNIT, SMALLEST_UNIT, UNITS = 250, 5, 64


@dataclass(frozen=True)
class Job:
    """A unit of work: entries *start* to *stop* of the block at *offset*."""

    number: int
    offset: int
    length: int
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True)
class Listing:
    digest: str  # over all entries
    count: int
    blocks: tuple[tuple[int, int, int], ...]  # offset, length, entries

    def jobs(self) -> list[Job]:
        """The same for the same entries, whatever the machine."""
        unit = min(LARGEST_UNIT, max(SMALLEST_UNIT, self.count // UNITS))
        slices = [
            (offset, length, start, min(start + unit, entries))
            for offset, length, entries in self.blocks
            for start in range(0, entries, unit)
        ]
        return [Job(number, *each) for number, each in enumerate(slices)]


def write(path: Path, entries: Iterable[Entry], options: str) -> Listing:
    """Store *entries*. The digest is over *options* too."""
    digest, blocks, count = hashlib.sha256(options.encode()), [], 0
    remaining = iter(entries)
    with path.open("wb") as file:
        while block := [row.encode(entry) for entry in islice(remaining, BLOCK)]:
            text = json.dumps(block).encode()
            digest.update(text)
            packed = zlib.compress(text, 1)
            blocks.append((file.tell(), len(packed), len(block)))
            file.write(packed)
            count += len(block)
    return Listing(digest.hexdigest(), count, tuple(blocks))


def read(path: Path, job: Job) -> Iterator[Entry]:
    with path.open("rb") as file:
        file.seek(job.offset)
        text = zlib.decompress(file.read(job.length))
    for values in json.loads(text)[job.start : job.stop]:
        yield row.decode(values)
