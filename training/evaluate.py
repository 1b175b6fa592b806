"""Judge a checkpoint on the images of which people agree what is right.

python -m training.evaluate --data var/data/ferplus --checkpoint weights/resnet18-ferplus
python -m training.evaluate --data var/data/drawn-valid --checkpoint DIR --json

Only the part "valid" is used unless --part says otherwise; images without a majority in
the five are left out. Several --data folders are judged together.
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from classifier import metrics, predict
from classifier.card import Evaluation
from classifier.expressions import EXPRESSIONS
from training import dataset

Confusion = npt.NDArray[np.int64]


def judge(
    predictor: predict.Predictor, data: dataset.Data
) -> tuple[Evaluation, Confusion, dict[str, float]]:
    """Accuracy, confusion matrix [5, 5] and calibration on the images with a truth."""
    data = dataset.with_truth(data)
    probabilities = predictor.probabilities(data.crops.all())
    counts = metrics.confusion(data.truth, probabilities.argmax(axis=1))
    calibration = {
        "calibration_error": metrics.calibration_error(probabilities, data.truth),
        "brier": metrics.brier(probabilities, data.truth),
    }
    return evaluation(counts), counts, calibration


def evaluation(counts: Confusion) -> Evaluation:
    """A confusion matrix as a card keeps it."""
    shares = metrics.per_class(counts)
    return Evaluation(
        images=int(counts.sum()),
        total=_rounded(metrics.accuracy(counts)),
        per_expression={
            name: _rounded(float(share)) for name, share in zip(EXPRESSIONS, shares, strict=True)
        },
        images_per_expression={
            name: int(count) for name, count in zip(EXPRESSIONS, counts.sum(axis=1), strict=True)
        },
    )


def _rounded(share: float) -> float | None:
    return None if math.isnan(share) else round(share, 4)


def table(result: Evaluation, counts: Confusion) -> str:
    """The confusion matrix in words: rows are the truth, columns the network's choice."""
    lines = ["truth      images  right  " + "".join(f"{name:>9}" for name in EXPRESSIONS)]
    for name, row in zip(EXPRESSIONS, counts, strict=True):
        share = result.per_expression[name]
        right = "    –" if share is None else f"{share:5.1%}"
        lines.append(f"{name:9} {row.sum():7} {right:>6}  " + "".join(f"{n:9}" for n in row))
    total = "–" if result.total is None else f"{result.total:.1%}"
    lines.append(f"{'all':9} {result.images:7} {total:>6}")
    return "\n".join(lines)


def parse_args(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--checkpoint", type=Path, default=predict.DEFAULT)
    parser.add_argument("--part", default="valid")
    parser.add_argument("--json", action="store_true", help="figures for programs")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    args = parse_args(arguments)
    data = dataset.read(args.data, args.part)
    result, counts, calibration = judge(predict.load(args.checkpoint), data)
    if args.json:
        figures = {
            "images": result.images,
            "accuracy": result.total,
            "per_expression": result.per_expression,
            "images_per_expression": result.images_per_expression,
            "confusion": counts.tolist(),
            **{name: _rounded(value) for name, value in calibration.items()},
        }
        print(json.dumps(figures, indent=2))
    else:
        print(table(result, counts))
        print(", ".join(f"{name} {value:.3f}" for name, value in calibration.items()))


if __name__ == "__main__":
    main()
