"""Pick photographs of a data set for a study on the site: PNG files and labels.csv.

python -m training.sample ferplus ZIP_OR_DIR --part valid --per-expression 40 --seed 1 --out DIR
python manage.py import_photos DIR --kind public --labels DIR/labels.csv --cropped

As many photographs of each expression, drawn at random from those on which people agree: an
expression counts as a photograph's label with at least 80% of its votes.
"""

import argparse
import csv
import random
from collections.abc import Sequence
from pathlib import Path

from classifier.expressions import EXPRESSIONS
from training.cli import Refused, refusing
from training.sources import ferplus, files
from training.sources.row import Row

MIN_AGREEMENT = 0.8  # of all votes


def clear_label(row: Row) -> str | None:
    """The one of the five that enough people saw, or None."""
    most = max(row.votes)
    if most == 0 or most < MIN_AGREEMENT * (sum(row.votes) + sum(row.others)):
        return None
    return EXPRESSIONS[row.votes.index(most)]


def pick(rows: Sequence[Row], part: str, per_expression: int, seed: int) -> list[tuple[Row, str]]:
    """Rows with their labels, in a random order. Raises Refused if there are too few.

    The order in which the rows come doesn't matter, only the seed.
    """
    rng = random.Random(seed)
    chosen = []
    for expression in EXPRESSIONS:
        clear = [row for row in rows if row.part == part and clear_label(row) == expression]
        if len(clear) < per_expression:
            raise Refused(f"only {len(clear)} clear photographs of {expression} in {part!r}")
        clear.sort(key=lambda row: row.name)
        chosen += [(row, expression) for row in rng.sample(clear, per_expression)]
    rng.shuffle(chosen)
    return chosen


def write(out: Path, chosen: list[tuple[Row, str]]) -> None:
    """The files as published, and ``labels.csv``: file, label, the votes for each of the five and
    for all else. FER+ doesn't say who is on them."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "labels.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(("file", "label", *EXPRESSIONS, "other"))
        for row, label in chosen:
            (out / row.name).write_bytes(files.read(row.place, row.name))
            lines.writerow((row.name, label, *row.votes, sum(row.others)))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", choices=("ferplus",))
    parser.add_argument("path", type=Path, metavar="ZIP_OR_DIR")
    parser.add_argument("--part", choices=tuple(ferplus.PARTS.values()), default="valid")
    parser.add_argument("--per-expression", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    args = parser.parse_args(arguments)
    with refusing():
        rows = [entry for entry in ferplus.entries([args.path]) if isinstance(entry, Row)]
        chosen = pick(rows, args.part, args.per_expression, args.seed)
        write(args.out, chosen)
    print(f"{len(chosen)} photographs, {args.per_expression} of each expression, in {args.out}")


if __name__ == "__main__":
    main()
