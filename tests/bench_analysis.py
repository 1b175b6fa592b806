"""How long the bootstrap of people and images takes, and how much memory.

python -m tests.bench_analysis [--into docs/benchmarks.md]

Seconds are one processor's (process time, one thread), so that what else the machine does hardly
matters; the median of five rounds. The baseline draws people and images one draw at a time, with
numpy, as one would write it first. Each size is measured in a process of its own. Ends with 1
where a goal is missed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")

import numpy as np

from survey.analysis.arrays import NO_ANSWER
from survey.analysis.difference import accuracy_interval, difference
from survey.analysis.equivalence import equivalence
from survey.analysis.resampling import DRAWS, crossed

ROUNDS = 5
LOOPED = 200  # draws of the baseline, scaled up to DRAWS
ABOUT = (
    f"{DRAWS:,} draws of the crossed bootstrap on one core, in seconds of its time; the median of "
    f"{ROUNDS} rounds. The loop makes one draw after another with numpy ({LOOPED} draws, scaled "
    "up) and gives a single difference. All figures: the draws, three models' differences with "
    "their tests, and people's accuracy with its interval overall, of public and of private "
    "images, and of each expression. The memory is the whole process's peak, answers included."
)


@dataclass(frozen=True)
class Size:
    people: int
    images: int
    missing: float = 0.0
    seconds: float | None = None  # goals
    megabytes: float | None = None
    loop: bool = True  # is the baseline measured, too?

    @property
    def name(self) -> str:
        holes = f", {self.missing:.0%} unanswered" if self.missing else ""
        return f"{self.people:,} people × {self.images:,} images{holes}"


SIZES = (
    Size(42, 100),
    Size(1000, 100, seconds=2),
    Size(1000, 100, missing=0.1, seconds=2),
    Size(1000, 1000),
    Size(100_000, 100, seconds=1, loop=False),
    Size(100_000, 100, missing=0.1, seconds=1, loop=False),
    Size(10, 31_000, missing=0.2, seconds=5, megabytes=500),
)


def made(size: Size) -> tuple[Any, Any, Any]:
    """People's choices, three models' and the truth."""
    random = np.random.default_rng(1)
    truth = (np.arange(size.images) % 5).astype(np.int8)
    wrong = (truth + 1) % 5
    easy = random.beta(1.6, 0.43, size.images).astype(np.float32)
    choices = np.empty((size.people, size.images), np.int8)
    for row in choices:
        row[:] = np.where(random.random(size.images, np.float32) < easy, truth, wrong)
        row[random.random(size.images, np.float32) < size.missing] = NO_ANSWER
    models = np.where(random.random((3, 1, size.images)) < 0.78, truth, wrong).astype(np.int8)
    return choices, models, truth


def draw(choices: Any, truth: Any) -> None:
    crossed(choices, truth, seed=1)


def every_figure(choices: Any, models: Any, truth: Any) -> None:
    """Three differences with their tests; people's accuracy overall, of the five, of two kinds."""
    drawn = crossed(choices, truth, seed=1)
    for model in models:
        difference(drawn, model, truth)
        equivalence(drawn, model, truth, margin=5)
    public = np.arange(len(truth)) % 2 == 0
    for where in (None, public, ~public, *(truth == expression for expression in range(5))):
        accuracy_interval(drawn, where)


def looped(choices: Any, model: Any, truth: Any, draws: int) -> None:
    """One difference."""
    random = np.random.default_rng(1)
    hits, given = choices == truth, choices != NO_ANSWER
    by_model = (model == truth)[0]
    people, images = choices.shape
    points = []
    for _ in range(draws):
        drawn = np.ix_(random.integers(0, people, people), random.integers(0, images, images))
        of_people = hits[drawn].sum() / given[drawn].sum()
        points.append(100 * (by_model[drawn[1][0]].mean() - of_people))
    np.percentile(points, [2.5, 97.5])


def seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(size: Size) -> dict[str, float]:
    """Ours and the baseline in turns."""
    choices, models, truth = made(size)
    taken: dict[str, list[float]] = {"draws": [], "all": [], "loop": []}
    for _ in range(ROUNDS):
        taken["draws"].append(seconds(lambda: draw(choices, truth)))
        taken["all"].append(seconds(lambda: every_figure(choices, models, truth)))
    peak = megabytes()
    for _ in range(ROUNDS if size.loop else 0):
        once = seconds(lambda: looped(choices, models[0], truth, LOOPED))
        taken["loop"].append(once * DRAWS / LOOPED)
    medians = {name: statistics.median(each) for name, each in taken.items() if each}
    return medians | {"peak": peak}


def megabytes() -> float:
    """The peak. Not ru_maxrss: it remembers the parent's size from before exec."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def in_a_process_of_its_own(number: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench_analysis", "--size", str(number)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(out)
    return found


def missed(size: Size, found: dict[str, float]) -> bool:
    late = size.seconds is not None and found["draws"] > size.seconds
    return late or (size.megabytes is not None and found["peak"] > size.megabytes)


def figures(size: Size, found: dict[str, float]) -> tuple[str, ...]:
    loop = found.get("loop")
    goals = [f"≤ {size.seconds:g} s"] if size.seconds else []
    goals += [f"≤ {size.megabytes:g} MB"] if size.megabytes else []
    return (
        f"{found['draws']:.2f} s",
        ", ".join(goals) + (" (missed)" if missed(size, found) else ""),
        f"{loop:.1f} s" if loop else "—",
        f"{loop / found['draws']:.0f} ×" if loop else "—",
        f"{found['all']:.2f} s",
        f"{found['peak']:.0f} MB",
    )


def report(into: Path | None) -> int:
    from training.benchmarks import table  # late: it loads torch, which would count as our memory

    on = table.conditions()
    measured = [in_a_process_of_its_own(number) for number in range(len(SIZES))]
    pairs = list(zip(SIZES, measured, strict=True))
    section = table.markdown(
        table.Table(
            title="Drawing people and images",
            about=ABOUT,
            command="python -m tests.bench_analysis",
            columns=("the draws", "goal", "a loop", "faster by", "all figures", "peak memory"),
            rows=tuple(table.Row(size.name, figures(size, found)) for size, found in pairs),
        ),
        on,
    )
    print(section)
    if into:
        table.insert(section, into)
    return int(any(missed(size, found) for size, found in pairs))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, metavar="FILE", help="Markdown to keep it in")
    options = parser.parse_args()
    if options.size is None:
        return report(options.into)
    print(json.dumps(measure(SIZES[options.size])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
