"""Prepare data for training: pictures → crops.npy and manifest.parquet (see training.dataset).

python -m training.prepare ferplus ZIP_OR_DIR --out var/data/ferplus
python -m training.prepare drawn --count 3000 --seed 1000 --out var/data/drawn

``ferplus`` enlarges the 48×48 photographs as they are. ``drawn`` draws photographs of people
who don't exist and cuts them at the detector's box, as the site does with uploads; with
``--part valid`` they are for judging only.
"""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from classifier import faces, preprocess
from classifier.expressions import EXPRESSIONS
from training import dataset
from training.dataset import Record
from training.sources import ferplus

Crops = list[npt.NDArray[np.uint8]]


def prepare_ferplus(source: Path, out: Path) -> None:
    account = ferplus.Account()
    crops: Crops = []
    records: list[Record] = []
    for row in tqdm(ferplus.rows(source, account), unit="images", disable=None):
        crops.append(preprocess.whole(preprocess.decode(row.picture)))
        records.append(_ferplus_record(row))
    dataset.write(out, len(crops), [(np.stack(crops), records)] if crops else [])
    print(f"{account.rows:6} rows in {ferplus.LABELS}")
    print(f"{-account.without_name:6} without an image name")
    print(f"{-account.ambiguous:6} whose name has two rows with different votes")
    print(f"{-account.repeated:6} that repeat another row")
    print(f"{-account.without_picture:6} without a picture")
    print(f"{account.read:6} read: {_counts(account.per_part)}")
    print_account(records)


def _ferplus_record(row: ferplus.Row) -> Record:
    five = row.votes[: len(EXPRESSIONS)]
    return Record(
        name=row.name,
        part=row.part,
        expression=row.majority if row.majority in EXPRESSIONS else "",
        votes=five,
        others=row.votes[len(EXPRESSIONS) :],
        framing="whole",
        source="ferplus",
    )


def prepare_drawn(count: int, seed: int, part: str, out: Path) -> None:
    from classifier.drawn import draw_many

    crops: Crops = []
    records: list[Record] = []
    found: Counter[str] = Counter()
    for at, photograph in enumerate(
        tqdm(draw_many(count, seed=seed), total=count, unit="images", disable=None)
    ):
        boxes = faces.detect(photograph.image)
        found[("no face", "one face")[len(boxes)] if len(boxes) < 2 else "several faces"] += 1
        if len(boxes) == 1:
            crops.append(preprocess.crop(photograph.image, boxes[0]))
            records.append(
                Record(
                    name=f"drawn-{seed}-{at:06}",
                    part=part,
                    expression=photograph.expression,
                    votes=tuple(int(photograph.expression == name) for name in EXPRESSIONS),
                    framing="detector",
                    source="drawn",
                )
            )
    dataset.write(out, len(crops), [(np.stack(crops), records)] if crops else [])
    print(f"{count:6} drawn: {_counts(found)}; those with one face are kept")
    print_account(records)


def print_account(records: list[Record]) -> None:
    """Per part: how many count as right for what, and how many are trained on."""
    for part in sorted({record.part for record in records}):
        chosen = [record for record in records if record.part == part]
        right = Counter(record.expression or "nothing sure" for record in chosen)
        votes = np.array([record.votes for record in chosen], np.int32)
        other = np.array([sum(record.others) for record in chosen], np.int32)
        usable = int((dataset.soft_targets(votes, other).sum(axis=1) > 0).sum())
        print(f"{len(chosen):6} {part}: {_counts(right)}")
        print(f"{usable:6} of them with enough votes for the five")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"


def parse_args(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="source", required=True)
    photographs = commands.add_parser("ferplus", help="FER+ in its published layout")
    photographs.add_argument("path", type=Path, metavar="ZIP_OR_DIR")
    drawn = commands.add_parser("drawn", help="faces that classifier.drawn draws")
    drawn.add_argument("--count", type=int, required=True)
    drawn.add_argument("--seed", type=int, required=True)
    drawn.add_argument("--part", choices=("train", "valid"), default="train")
    for command in (photographs, drawn):
        command.add_argument("--out", type=Path, required=True)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    args = parse_args(arguments)
    if args.source == "ferplus":
        prepare_ferplus(args.path, args.out)
    else:
        prepare_drawn(args.count, args.seed, args.part, args.out)


if __name__ == "__main__":
    main()
