"""Kill a program at random moments, start it again until it is done, compare the results.

python -m tests.kills prepare|train --times 20 [--seed 1] [--pictures 300]

Each round runs the real command in an empty folder, ends its whole process group with SIGKILL
after a random time, starts it again, and so on; what is there in the end must be, byte for
byte, what one unbroken run leaves. To try another program, add a function to PROGRAMS.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_STARTS = 200


@dataclass(frozen=True)
class Program:
    """A command whose result, in the folder put for OUT, must not depend on interruptions."""

    command: list[str]
    results: tuple[str, ...]  # the files to compare; nothing else may be left either
    beside: tuple[str, ...] = ()  # files that may differ: they say when and how long
    resume: tuple[str, ...] = ()  # more arguments from the second start on

    def start(self, out: Path, *, again: bool = False) -> subprocess.Popen[bytes]:
        arguments = [str(out) if each == "OUT" else each for each in self.command]
        return subprocess.Popen(
            [sys.executable, *arguments, *(self.resume if again else ())],
            cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env={**os.environ, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    def digests(self, out: Path) -> dict[str, str]:
        left = {each.relative_to(out).as_posix() for each in out.rglob("*") if each.is_file()}
        left = {each for each in left if not each.startswith("tensorboard/")}
        if surplus := left - {*self.results, *self.beside}:
            raise AssertionError(f"{out} still holds {', '.join(sorted(surplus))}")
        return {
            name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in self.results
        }


def prepare(folder: Path, pictures: int) -> Program:
    """AI Hub's layout, zipped, with two workers."""
    from tests.training import layouts

    source = layouts.many(folder / "source", pictures)
    return Program(
        ["-m", "training.prepare", "aihub", str(source), "--out", "OUT", "--workers", "2"],
        ("crops.npy", "manifest.parquet", "rejects.csv"),
    )


def train(folder: Path, pictures: int) -> Program:
    """Six epochs of a small network over noise, one of every expression after the other."""
    import numpy as np

    from classifier.expressions import EXPRESSIONS
    from training import dataset
    from training.dataset import Record

    rng = np.random.default_rng(1)
    crops = rng.integers(0, 256, (pictures, 96, 96), np.uint8)
    votes = [tuple(int(at % 5 == expression) for expression in range(5)) for at in range(pictures)]
    records = [
        Record(str(at), ("train", "valid")[at % 6 == 0], EXPRESSIONS[at % 5], votes[at])
        for at in range(pictures)
    ]
    dataset.write(folder / "source", pictures, [(crops, records)])
    settings = ["--size", "32", "--batch", "25", "--epochs", "6", "--lr", "0.01"]
    settings += ["--balance", "0.5"]
    return Program(
        ["-m", "training.train", "--data", str(folder / "source"), "--out", "OUT", *settings],
        ("weights.safetensors",),
        beside=("run.json", "log.jsonl", "done.json", "card.json", "state.safetensors"),
        resume=("--resume",),
    )


PROGRAMS: dict[str, Callable[[Path, int], Program]] = {"prepare": prepare, "train": train}


def finished(process: subprocess.Popen[bytes], within: float | None = None) -> bool:
    """Whether the program ended by itself in that time, as it should; else it is killed."""
    try:
        _, said = process.communicate(timeout=within)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return False
    if process.returncode:
        raise AssertionError(f"it ended with {process.returncode}: {said.decode()}")
    return True


def interrupted(
    program: Program, out: Path, rng: random.Random, longest: float, patience: float
) -> int:
    """Run to the end with kills on the way, after *longest* seconds at first and *patience*
    times as many after each; returns how many there were."""
    for kills in range(MOST_STARTS):
        if finished(program.start(out, again=kills > 0), within=rng.uniform(0, longest)):
            return kills
        longest *= patience  # always killed before its first step, a program would never end
    raise AssertionError(f"not done after {MOST_STARTS} starts")


def rounds(
    program: Program, folder: Path, times: int, seed: int, *, patience: float = 1.2
) -> list[int]:
    """The kills of each of *times* rounds. Raises AssertionError where a result differs."""
    start = time.monotonic()
    finished(program.start(folder / "unbroken"))
    seconds = time.monotonic() - start
    expected = program.digests(folder / "unbroken")
    rng = random.Random(seed)
    counts = []
    for number in range(times):
        out = folder / f"round-{number}"
        counts.append(interrupted(program, out, rng, seconds, patience))
        if program.digests(out) != expected:
            raise AssertionError(f"round {number}, {counts[-1]} kills: another result in {out}")
        print(f"round {number + 1}: {counts[-1]} kills, the same result", flush=True)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", choices=PROGRAMS)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", type=int, default=300)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        program = PROGRAMS[args.program](Path(name), args.pictures)
        counts = rounds(program, Path(name), args.times, args.seed)
    print(f"{sum(counts)} kills in {args.times} rounds never changed the result")


if __name__ == "__main__":
    main()
