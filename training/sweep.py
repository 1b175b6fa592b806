"""A grid of trainings, one after another: architectures × images per expression × seeds.

python -m training.sweep --data var/data/ferplus --out var/runs/grid --preset best \\
    --arch resnet18,resnet50 --per-expression 500,1000 --seeds 1,2,3 [--even 2] -- --epochs 20

What follows "--" is passed to training.train. Each run lies in OUT/ARCH-IMAGES-seedSEED and is
judged when it has ended, on the part "valid" and, where there is one, "test". The same command
again skips what has ended and goes on where a run was broken off.

--even ROUNDS trains each cell again up to so many times, each time with other weights of the
expressions (training.even), so that their accuracies come closer together: OUT/…-even1 and
so on. Only accuracies on the part "valid" decide; every round is kept.

--list prints the commands, for machines that are to share them, and trains nothing.
"""

import argparse
import itertools
import shlex
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from classifier import card as cards
from classifier.expressions import EXPRESSIONS
from training import cli, dataset, evaluate, evaluations, even, runs, train
from training.dataset import InvalidData
from training.presets import PRESETS

NO_WEIGHTS = (1.0,) * len(EXPRESSIONS)


@dataclass(frozen=True)
class Cell:
    """One run of the grid."""

    folder: Path
    options: tuple[str, ...]  # of training.train, all but --out and --weights
    round: int = 0
    weights: tuple[float, ...] = NO_WEIGHTS

    @property
    def arguments(self) -> list[str]:
        """Of training.train."""
        weights = ["--weights", ",".join(f"{each:g}" for each in self.weights)]
        return [*self.options, *(weights if self.round else []), "--out", str(self.folder)]

    @property
    def command(self) -> str:
        return f"python -m training.train {shlex.join(self.arguments)}"


@dataclass
class Sweep:
    """The grid under way, and what went wrong in it."""

    data: list[Path]
    split: str
    failed: list[str] = field(default_factory=list)

    def go(self, cell: Cell) -> int:
        """Train and judge *cell* where that isn't done. Returns an exit code: above 2, stopped."""
        if code := trained(cell):
            if code == cli.REFUSED:
                self.failed.append(cell.folder.name)
            return code
        for part in ("valid", "test"):
            if self.has(part) and part not in judged_parts(cell.folder):
                evaluate.evaluate(cell.folder, self.data, part=part, split=self.split)
        return 0

    def has(self, part: str) -> bool:
        """Whether any of the data does: drawn faces are only trained on."""
        return any(part in dataset.parts(folder, self.split) for folder in self.data)


def trained(cell: Cell) -> int:
    """Run training.train for *cell* unless it has ended, and go on where it was broken off."""
    if (cell.folder / runs.RUN).is_file():
        command = runs.read_json(cell.folder / runs.RUN).get("command")
        if command != cell.command:
            raise InvalidData(f"{cell.folder} holds another run: {command}.")
    if (cell.folder / runs.DONE).is_file():
        return 0
    resumed = ["--resume"] if (cell.folder / "state.safetensors").is_file() else []
    # train notes signals in its own way; while a run is judged they mean the usual again.
    numbers = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.getsignal(number) for number in numbers]
    try:
        return train.main([*cell.arguments, *resumed])
    except SystemExit as refusal:  # said already; the rest of the grid needn't wait for it
        return int(refusal.code or 0)
    except ValueError as error:  # settings that don't fit each other or the data
        print(f"{cell.folder.name}: {error}", file=sys.stderr)
        return cli.REFUSED
    finally:
        for number, handler in zip(numbers, handlers, strict=True):
            signal.signal(number, handler)


def judged_parts(folder: Path) -> set[str]:
    """The parts on which the weights in *folder* have been judged."""
    found = evaluations.read(folder)
    if found.get("weights_sha256") != cards.read(folder).weights_sha256:
        return set()
    return {figures["part"] for figures in found["evaluations"].values()}


def valid(folder: Path) -> tuple[list[float | None], list[int]]:
    """Accuracy and number of images per expression on the part "valid", when the checkpoint
    in *folder* was written. From the log: no other part is ever looked at here."""
    epoch = cards.read(folder).epochs
    for line in runs.read_log(folder):
        if line["epoch"] == epoch and line["valid"]:
            found = line["valid"]
            per_expression, images = found["per_expression"], found["images_per_expression"]
            return [per_expression[e] for e in EXPRESSIONS], [images[e] for e in EXPRESSIONS]
    raise InvalidData(f"{folder}: without a part 'valid' accuracies can't be evened out.")


def grid(args: argparse.Namespace) -> Iterator[Cell]:
    for arch, images, seed in itertools.product(args.arch, args.per_expression, args.seeds):
        options = [item for folder in args.data for item in ("--data", str(folder))]
        options += ["--preset", args.preset, "--arch", arch, "--per-expression", str(images)]
        options += ["--seed", str(seed)]
        if args.split != dataset.DEFAULT_SPLIT:
            options += ["--split", args.split]
        name = f"{arch}-{images or 'all'}-seed{seed}"
        yield Cell(args.out / name, (*options, *args.more))


def following(cell: Cell) -> Cell:
    """The next round of *cell*, by its accuracies on the part "valid"."""
    first = cell.folder.name.removesuffix(f"-even{cell.round}")
    return Cell(
        cell.folder.with_name(f"{first}-even{cell.round + 1}"),
        cell.options,
        cell.round + 1,
        even.next_weights(cell.weights, *valid(cell.folder)),
    )


def run(args: argparse.Namespace) -> int:
    cells, sweep = list(grid(args)), Sweep(args.data, args.split)
    ended: list[Cell] = []
    total = len(cells) * (args.even + 1)
    for at, first in enumerate(cells):
        cell = first
        for number in range(args.even + 1):
            place = at * (args.even + 1) + number + 1
            print(f"[{place}/{total}] {cell.folder.name}", flush=True)
            if (code := sweep.go(cell)) > cli.REFUSED:
                return code
            if code:
                break
            ended.append(cell)
            if number < args.even:
                cell = following(cell)
    print(summary(ended))
    if sweep.failed:
        cli.refuse(f"{len(sweep.failed)} runs failed: {', '.join(sweep.failed)}.")
    return 0


def summary(ended: list[Cell]) -> str:
    """A line per run: accuracy and spread on each part on which it was judged."""
    lines = []
    for cell in ended:
        found = evaluations.read(cell.folder).get("evaluations", {}).values()
        texts = [
            f"{figures['part']} {evaluations.percent(figures['accuracy'])},"
            f" spread {evaluations.percent(figures['spread'])}"
            for figures in found
        ]
        weights = " weights " + ",".join(f"{each:g}" for each in cell.weights) if cell.round else ""
        lines.append(f"{cell.folder.name}: {'; '.join(texts) or 'not judged'}{weights}")
    return "\n".join(lines)


def parse_args(arguments: list[str]) -> argparse.Namespace:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, action="append", required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--preset", choices=tuple(PRESETS), default="best")
    parser.add_argument("--arch", type=_words, metavar="NAME,…", help="the preset's if not given")
    parser.add_argument("--per-expression", type=_numbers, metavar="N,…", help="0 means all")
    parser.add_argument("--seeds", type=_numbers, default=[1], metavar="N,…")
    parser.add_argument("--split", default=dataset.DEFAULT_SPLIT, metavar="NAME")
    parser.add_argument("--even", type=int, default=0, metavar="ROUNDS")
    parser.add_argument("--list", action="store_true", help="print the commands only")
    args = parser.parse_args(arguments[:at])
    args.more = arguments[at + 1 :]
    preset = PRESETS[args.preset]
    args.arch = args.arch or [preset.arch]
    args.per_expression = args.per_expression or [preset.per_expression]
    return args


def _words(text: str) -> list[str]:
    return [each for each in text.split(",") if each]


def _numbers(text: str) -> list[int]:
    try:
        return [int(each) for each in _words(text)]
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not whole numbers: {text!r}") from error


def main(arguments: list[str] | None = None) -> int:
    args = parse_args(sys.argv[1:] if arguments is None else arguments)
    if args.list:
        print("\n".join(cell.command for cell in grid(args)))
        return 0
    with cli.refusing():
        return run(args)


if __name__ == "__main__":
    sys.exit(main())
