"""Measure preparing, training and predicting against how the original study did it.

python -m training.bench prepare|train|predict|memory|all [--json] [--into docs/benchmarks.md]
python -m training.bench train --device cuda [--batch 1024]        on a GPU, without a baseline

Prints a Markdown section for each: figures of this machine and their ratio to a named baseline,
both from one run in which they took turns. --into puts it into a file, in place of an older one.

The baseline of ``train`` is Keras on TensorFlow: the first run installs it into an environment
of its own, var/bench-tensorflow. ``--no-keras`` leaves it out. Nothing else should be running.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from training.benchmarks import memory, prediction, preparation, table, training_rate
from training.benchmarks.table import Table
from training.cli import refusing


def prepare(args: argparse.Namespace) -> Table:
    return preparation.table(
        args.photographs, args.copies, min(args.rounds, 2), command=command("prepare")
    )


def train(args: argparse.Namespace) -> Table:
    if args.device == "cuda":
        given = f"train --device cuda --batch {args.batch}"
        return training_rate.on_gpu(args.rounds, args.batch, command=command(given))
    return training_rate.on_cpu(args.rounds, keras=args.keras, command=command("train"))


def predict(args: argparse.Namespace) -> Table:
    return prediction.table(100, args.sample, args.rounds, command=command("predict"))


def remember(args: argparse.Namespace) -> Table:
    return memory.table(args.crops, args.steps, command=command("memory"))


BENCHES: dict[str, Callable[[argparse.Namespace], Table]] = {
    "prepare": prepare,
    "train": train,
    "predict": predict,
    "memory": remember,
}


def command(given: str) -> str:
    return f"python -m training.bench {given}"


def parse_args(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=(*BENCHES, "all"))
    parser.add_argument("--json", action="store_true", help="for programs, unrounded")
    parser.add_argument("--into", type=Path, metavar="FILE", help="Markdown to keep it in")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--photographs", type=int, default=40, help="of prepare")
    parser.add_argument("--copies", type=int, default=5, help="of each photograph")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="of train")
    parser.add_argument("--batch", type=int, default=training_rate.GPU_BATCH, help="on a GPU")
    parser.add_argument("--keras", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--sample", type=int, default=5, help="crops that predict loads for")
    parser.add_argument("--crops", type=int, default=300_000, help="of memory")
    parser.add_argument("--steps", type=int, default=200, help="of memory")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    args = parse_args(arguments)
    with refusing():
        for name in BENCHES if args.what == "all" else (args.what,):
            on = table.conditions()
            show(BENCHES[name](args), on, args)
    return 0


def show(found: Table, on: dict[str, str], args: argparse.Namespace) -> None:
    """Each as soon as it is there: the next one may take minutes."""
    section = table.markdown(found, on)
    print(json.dumps(as_json(found, on)) if args.json else section, flush=True)
    if args.into:
        table.insert(section, args.into)


def as_json(found: Table, on: dict[str, str]) -> dict[str, Any]:
    rows = {row.what: dict(zip(found.columns, row.figures, strict=True)) for row in found.rows}
    return {"title": found.title, "on": on, "rows": rows, "measured": dict(found.measured)}


if __name__ == "__main__":
    sys.exit(main())
