"""Measure what a leaky split costs: the same network, split --by image and --by person.

python -m training.leak var/data/ferplus --out var/leak --size 48 --epochs 12 [--no-augment …]

Data with persons are series: a person photographed several times for each expression (AI
Hub's may not be passed on, and FER+ has none). So series are made of FER+'s photographs. A
"person" gets one photograph for each expression, of which most people saw the same, and each
photograph becomes SHOTS of them: framed, turned, lit, sharpened and grained anew, as from a
hand-held telephone, and mostly too different for training.duplicates to notice. Both networks
are trained on as many shots with the same settings (what isn't listed below is training.train's)
and judged twice: on their split's own test side, and on new people, made in the same way of
photographs that neither has seen, those of FER+'s published valid part.

What this can't show: a face that the network knows from another expression. The photographs
of a real person have more in common than these, those of a real series less.
OUT/table.md is the outcome, for docs/performance.md.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from classifier import network
from classifier.expressions import EXPRESSIONS
from classifier.preprocess import CROP_SIZE
from training import dataset, duplicates, evaluate, split, train
from training.cli import Refused, refusing
from training.dataset import Record

Crop = npt.NDArray[np.uint8]

CLEAR = 0.7  # of a photograph's votes, for its expression
TEST_SHARE, TRAIN_SHARE = 0.2, 0.75  # of all shots; what near-duplicates cost is left over
# What one shot differs from the photograph in; each is drawn evenly from the range.
ZOOM, TURN, MOVE = (0.88, 1.14), (-9.0, 9.0), (-6.0, 6.0)  # times, degrees, pixels
GAMMA, CONTRAST, LIGHT = (0.7, 1.4), (0.7, 1.2), (-25.0, 25.0)  # the last in gray values
BLUR, GRAIN = (0.1, 1.3), (0.0, 7.0)  # sigmas: pixels, gray values


def shot(photograph: Crop, rng: np.random.Generator) -> Crop:
    """The photograph as another shot of the same moment."""
    middle = (CROP_SIZE - 1) / 2
    turned = cv2.getRotationMatrix2D((middle, middle), rng.uniform(*TURN), rng.uniform(*ZOOM))
    turned[:, 2] = turned[:, 2] + rng.uniform(*MOVE, 2)
    size = (CROP_SIZE, CROP_SIZE)
    seen = cv2.warpAffine(photograph, turned, size, borderMode=cv2.BORDER_REPLICATE)
    seen = 255 * (seen / 255) ** rng.uniform(*GAMMA)
    seen = (seen - 128) * rng.uniform(*CONTRAST) + 128 + rng.uniform(*LIGHT)
    seen = cv2.GaussianBlur(seen, (0, 0), rng.uniform(*BLUR))
    seen = seen + rng.normal(0, rng.uniform(*GRAIN), size)
    return np.asarray(seen.round().clip(0, 255), np.uint8)


def series(
    data: dataset.Data, rows: npt.NDArray[np.int64], shots: int, seed: int, part: str
) -> tuple[Crop, list[Record]]:
    """Shots of the photographs *rows* [persons, 5], one row for each person."""
    rng = np.random.default_rng(seed)
    made, records = [], []
    for person, photographs in enumerate(rows):
        crops = data.crops.take(photographs)
        for crop, expression, row in zip(crops, EXPRESSIONS, photographs, strict=True):
            for number in range(shots):
                made.append(shot(crop, rng))
                records.append(
                    Record(
                        name=f"{person:05}-{expression}-{number}",
                        part=part,
                        expression=expression,
                        votes=tuple(data.votes[row].tolist()),
                        framing="whole",
                        person=f"{person:05}",
                        source="series",
                    )
                )
    return np.stack(made), records


def photographs(data: dataset.Data, persons: int, seed: int) -> npt.NDArray[np.int64]:
    """[persons, 5] rows of *data*, drawn from the clear ones; 0: as many as there are."""
    of_truth = data.votes[np.arange(len(data)), data.truth]
    clear = of_truth >= CLEAR * (data.votes.sum(axis=1) + data.others.sum(axis=1))
    of_each = [np.flatnonzero((data.truth == code) & clear) for code in range(len(EXPRESSIONS))]
    least, name = min((len(rows), name) for rows, name in zip(of_each, EXPRESSIONS, strict=True))
    if least < max(1, persons):
        raise Refused(f"{least} clear {name} photographs are too few for {persons} persons.")
    rng = np.random.default_rng(seed)
    return np.stack([rng.permutation(rows)[: persons or least] for rows in of_each], axis=1)


def without_duplicates(
    known: dataset.Data, new: dataset.Data
) -> tuple[dataset.Data, dataset.Data, int]:
    """One photograph of each group of near-duplicates, from *new* if it can; how many went."""
    crops = np.concatenate([new.crops.all(), known.crops.all()])
    groups = duplicates.groups(len(crops), duplicates.pairs(crops))
    single = groups == np.arange(len(crops))
    kept_new, kept_known = single[: len(new)], single[len(new) :]
    return known.subset(kept_known), new.subset(kept_new), int((~single).sum())


def construct(source: Path, out: Path, args: argparse.Namespace) -> tuple[Path, Path]:
    """Folders of prepared data: the series, and the photographs of new people."""
    everywhere = ""  # as published, whatever splits the folder has
    known = dataset.with_truth(dataset.read([source], "train", everywhere))
    new = dataset.with_truth(dataset.read([source], "valid", everywhere))
    known, new, gone = without_duplicates(known, new)
    print(f"{len(known)} photographs to draw from, {len(new)} new; {gone} near-duplicates left out")
    for name, data, persons in (("series", known, args.persons), ("new", new, 0)):
        chosen = photographs(data, persons, args.seed)
        crops, records = series(data, chosen, args.shots, args.seed, "" if persons else "test")
        dataset.write(out / name, len(crops), [(crops, records)])
    return out / "series", out / "new"


def measure(by: str, folders: tuple[Path, Path], args: argparse.Namespace) -> dict[str, Any]:
    """Split the series, train, and judge on the test side and on new photographs."""
    made, new = folders
    shots, out = args.persons * args.shots, args.out / by
    judged, learnt = (str(max(1, int(share * shots))) for share in (TEST_SHARE, TRAIN_SHARE))
    sizes = ["--test-per-expression", judged, "--train-per-expression", learnt]
    split.main([str(made), *sizes, "--by", by, "--seed", str(args.seed), "--name", by])
    settings = ["--arch", args.arch, "--size", str(args.size), "--epochs", str(args.epochs)]
    settings += ["--batch", str(args.batch), "--seed", str(args.seed), *args.more]
    where = ["--data", str(made), "--split", by, "--out", str(out), "--restart"]
    status = train.main([*where, *settings])
    if status:
        sys.exit(status)
    return {
        "split": json.loads((made / "splits" / f"{by}.json").read_text(encoding="utf-8")),
        "promised": evaluate.evaluate(out, [made], part="test", split=by),
        "new": evaluate.evaluate(out, [new], part="test"),
    }


def table(found: dict[str, dict[str, Any]], args: argparse.Namespace) -> str:
    """Both splits' accuracies with their 95% intervals, in Markdown."""
    lines = [
        "| split | trained on | test images | of them with their person in training "
        "| accuracy promised | accuracy on new people | promised too much |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for by, each in found.items():
        report, promised, new = each["split"], each["promised"], each["new"]
        leaking = report["test_images_whose_person_is_in_training"] / promised["images"]
        lines.append(
            f"| `--by {by}` | {report['sides']['train']['images']:,} | {promised['images']:,} "
            f"| {leaking:.1%} | {_share(promised)} | {_share(new)} "
            f"| {100 * (promised['accuracy'] - new['accuracy']):+.1f} points |"
        )
    alike = found["image"]["split"]["duplicates"]
    count, new = args.persons * args.shots * len(EXPRESSIONS), found["image"]["new"]["images"]
    each_has = args.shots * len(EXPRESSIONS)
    return "\n".join(
        [
            f"{args.arch} at {args.size}×{args.size}, {args.epochs} epochs, seed {args.seed}"
            f"{''.join(f' {each}' for each in args.more)}; {args.persons} made-up persons × "
            f"{len(EXPRESSIONS)} expressions × {args.shots} shots, {new // each_has} new persons. "
            f"Near-duplicates by training.duplicates: {alike['images']:,} of {count:,} shots.",
            "",
            *lines,
            "",
        ]
    )


def _share(figures: dict[str, Any]) -> str:
    low, high = figures["intervals"]["accuracy"]
    return f"{figures['accuracy']:.1%} ({low:.1%}–{high:.1%})"


def parse_args(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, metavar="DIR", help="FER+ as prepared")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--persons", type=int, default=400)
    parser.add_argument("--shots", type=int, default=4, help="of each photograph")
    parser.add_argument("--arch", choices=network.NAMES, default="resnet18")
    parser.add_argument("--size", type=int, default=48)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    args, more = parser.parse_known_args(arguments)
    args.more = more
    return args


def main(arguments: list[str] | None = None) -> int:
    args = parse_args(arguments)
    with refusing():
        folders = construct(args.source, args.out, args)
        found = {by: measure(by, folders, args) for by in ("image", "person")}
        text = table(found, args)
        (args.out / "table.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
