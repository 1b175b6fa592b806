"""How long `manage.py compare --csv` takes, and how much memory, on FER+'s 31,000 voted images.

python -m tests.bench_files                              # ../shared/data/ferplus
python -m tests.bench_files --ferplus FILE --into docs/benchmarks.md

A second figure is of a long table: 1,000 people × 1,000 images, a million lines. Models'
probabilities are made up: what they say changes nothing in how long it takes.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from classifier.expressions import EXPRESSIONS

ROOT = Path(__file__).resolve().parents[1]
FERPLUS = ROOT.parent / "shared" / "data" / "ferplus" / "ferplus_train_valid.zip"
GOAL_SECONDS, GOAL_MEGABYTES = 60, 1000
MODELS = 3
ABOUT = (
    f"All figures of answers that never went through the site, with {MODELS} models beside them, "
    "from the command's start to its end: seconds on the clock and of the processor, and the "
    f"process's peak memory. The goal for FER+ is {GOAL_SECONDS} s and {GOAL_MEGABYTES} MB."
)


def votes_of(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as known:
        [name] = [name for name in known.namelist() if name.endswith("fer2013new.csv")]
        return Path(known.extract(name, folder))


def long_table(folder: Path, people: int, images: int) -> Path:
    random = np.random.default_rng(1)
    truth = random.integers(0, 5, images)
    right = random.random((people, images)) < random.beta(8, 2, images)
    choices = np.where(right, truth, random.integers(0, 5, (people, images)))
    times = random.lognormal(7, 0.5, (people, images)).astype(int)
    path = folder / "long.csv"
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["person", "image", "truth", "choice", "ms"])
        for person in range(people):
            for image in range(images):
                said = EXPRESSIONS[truth[image]], EXPRESSIONS[choices[person, image]]
                out.writerow([person, image, *said, times[person, image]])
    return path


def model_tables(folder: Path, images: Sequence[str]) -> Iterator[Path]:
    for number in range(MODELS):
        rows = np.random.default_rng(number).dirichlet(np.full(5, 0.3), len(images))
        path = folder / f"model-{number}.csv"
        with path.open("w", newline="") as file:
            out = csv.writer(file)
            out.writerow(["image", *EXPRESSIONS])
            out.writerows([image, *row] for image, row in zip(images, rows.tolist(), strict=True))
        yield path


def images_of(path: Path, column: str) -> list[str]:
    with path.open(newline="") as file:
        return list(dict.fromkeys(row[column] for row in csv.DictReader(file)))


def measure(answers: Path, models: Sequence[Path], folder: Path) -> tuple[str, ...]:
    """Seconds, seconds of the processor, and megabytes, of one command."""
    command = [sys.executable, "manage.py", "compare", "--json", "--csv", str(answers)]
    for model in models:
        command += ["--model", str(model)]
    begun = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYOJEONG_VAR": str(folder / "var")},
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _pid, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    missed = " (missed)" if seconds > GOAL_SECONDS or used.ru_maxrss / 1000 > GOAL_MEGABYTES else ""
    busy = used.ru_utime + used.ru_stime
    return f"{seconds:.1f} s{missed}", f"{busy:.1f} s", f"{used.ru_maxrss / 1000:.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ferplus", type=Path, default=FERPLUS, help="the published archive")
    parser.add_argument("--into", type=Path, metavar="FILE", help="Markdown to keep it in")
    options = parser.parse_args()
    found: list[tuple[str, tuple[str, ...]]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.ferplus.exists():
            votes = votes_of(options.ferplus, folder)
            models = list(model_tables(folder, images_of(votes, "Image name")))
            found.append(("FER+: 31,704 images, ten votes each", measure(votes, models, folder)))
        table = long_table(folder, 1000, 1000)
        models = list(model_tables(folder, images_of(table, "image")))
        found.append(("1,000 people × 1,000 images, one by one", measure(table, models, folder)))

    from training.benchmarks import table as tables  # late: it loads torch

    section = tables.markdown(
        tables.Table(
            title="Answers from a file",
            about=ABOUT,
            command="python -m tests.bench_files",
            columns=("on the clock", "of the processor", "peak memory"),
            rows=tuple(tables.Row(what, figures) for what, figures in found),
        ),
        tables.conditions(),
    )
    print(section)
    if options.into:
        tables.insert(section, options.into)


if __name__ == "__main__":
    main()
