"""Memory of a training over very many crops, beyond what the framework takes by itself."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from classifier.expressions import EXPRESSIONS
from classifier.preprocess import CROP_SIZE
from training import dataset
from training.benchmarks.table import Row, Table, rounded
from training.cli import Refused
from training.crops import Crops
from training.dataset import Record

PIECE = 10_000  # crops written at once
FEW = 1_000  # crops of the run that stands for the framework alone
MEGABYTE = 1 << 20


def table(crops: int, steps: int, *, command: str) -> Table:
    with tempfile.TemporaryDirectory() as folder:
        alone = peak(Path(folder) / "few", FEW, steps)
        whole = peak(Path(folder) / "many", crops, steps)
    names = {"anonymous": "its own memory", "resident": "with the mapped file's pages"}
    rows = [
        Row(
            words,
            tuple(
                rounded(value / MEGABYTE)
                for value in (alone[name], whole[name], whole[name] - alone[name])
            ),
        )
        for name, words in names.items()
    ]
    about = (
        f"Peak memory in MB of a training of resnet18 in {steps} steps, once over {FEW:,} crops,"
        f" which is the framework's own, and once over {crops:,} ({crops * 9216 / 1e9:.1f} GB). The"
        " pages of the mapped file are the system's to take back at any time."
    )
    columns = (f"{FEW:,} crops", f"{crops:,} crops", "difference")
    measured = {"few": alone, "many": whole}
    return Table("Memory of a training", about, command, columns, tuple(rows), measured)


def peak(folder: Path, crops: int, steps: int) -> dict[str, int]:
    """Bytes that a fresh process had at most while it trained."""
    dataset.write(folder, crops, pieces(crops))
    program = [sys.executable, "-m", "training.benchmarks.memory_probe", str(folder), str(steps)]
    done = subprocess.run(program, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused("The training that was to be measured has failed; its errors are above.")
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def pieces(count: int) -> Iterator[tuple[Crops, Sequence[Record]]]:
    """The same noise again and again: on the disk it is as many bytes."""
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 256, (min(PIECE, count), CROP_SIZE, CROP_SIZE), dtype=np.uint8)
    for start in range(0, count, PIECE):
        here = range(start, min(start + PIECE, count))
        yield noise[: len(here)], [_record(at) for at in here]


def _record(at: int) -> Record:
    expression = EXPRESSIONS[at % len(EXPRESSIONS)]
    return Record(
        name=f"{at:07}",
        part="train",
        expression=expression,
        votes=tuple(4 * (expression == name) for name in EXPRESSIONS),
        person=f"{at // 500}",
        source="made up",
    )
