"""Judge a checkpoint on the images of which people agree what is right.

python -m training.evaluate --data var/data/ferplus --checkpoint weights/resnet18-ferplus
python -m training.evaluate --data var/data/aihub --checkpoint DIR --part valid --json

Several --data folders are judged together, without those that lack the part: drawn faces
are only trained on. The part is "test" where any folder has one, else "valid". Images without
a majority in the five are left out.

Says the accuracy (of each expression, of all images, and "macro": the mean of the
expressions), how far the expressions are apart ("spread": their standard deviation, n − 1;
"range": the best minus the worst), the confusion matrix, calibration, and where images have
several people's votes: the cross-entropy against these and a single human's accuracy
(training.humans). Every figure has a 95% interval (training.bootstrap). Calibration error,
spread and range are bent upward by chance, the more the fewer images, and so are theirs.

Writes CHECKPOINT/evaluation.json and figures, and the card's evaluation of that name.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from classifier import predict
from classifier.card import InvalidCheckpoint
from classifier.expressions import EXPRESSIONS
from training import bootstrap, cli, dataset, evaluations, figures, measure
from training.dataset import InvalidData
from training.measure import Answered, Figures

AT_ONCE = 1024  # crops in memory


def evaluate(
    checkpoint: Path,
    folders: list[Path],
    *,
    part: str = "",
    split: str = dataset.DEFAULT_SPLIT,
    name: str = "",
) -> Figures:
    """Judge *checkpoint* and keep the figures beside it, in evaluation.json and the card.

    Raises InvalidData and InvalidCheckpoint.
    """
    dataset.require_split(folders, split)
    part = part or default_part(folders, split)
    having = [each for each in folders if part in dataset.parts(each, split)]
    predictor = predict.load(checkpoint)
    answered = answer(predictor, folders, part, split)
    if not (answered.data.truth >= 0).any():
        names = ", ".join(map(str, folders))
        raise InvalidData(f"{names}: no image of the part {part!r} has a majority in the five.")
    found = {
        "name": name or f"{', '.join(folder.name for folder in having)} {part}",
        "part": part,
        "split": split,
        "data": [
            {"folder": folder.name, "fingerprint": dataset.fingerprint(folder, split)}
            for folder in having
        ],
        **measure.measure(answered),
        "bootstrap": _bootstrap(answered),
        "answers": _answers(answered),
    }
    evaluations.keep(checkpoint, predictor.card, found)
    return found


def default_part(folders: list[Path], split: str) -> str:
    """ "test" where any of *folders* has such a part, else "valid"."""
    return "test" if any("test" in dataset.parts(each, split) for each in folders) else "valid"


def answer(predictor: predict.Predictor, folders: list[Path], part: str, split: str) -> Answered:
    """What the network says of all images of the *part*."""
    data = dataset.read(folders, part, split)
    found = [np.empty((0, len(EXPRESSIONS)), np.float32)]
    with tqdm(total=len(data), unit="images", disable=None, leave=False) as progress:
        for start in range(0, len(data), AT_ONCE):
            at = np.arange(start, min(start + AT_ONCE, len(data)))
            found.append(predictor.probabilities(data.crops.take(at)))
            progress.update(len(at))
    probabilities = np.concatenate(found)
    if probabilities.size and (abs(probabilities.sum(axis=1) - 1).max() > 1e-3):
        raise InvalidCheckpoint("The network gives probabilities that don't sum to 1.")
    persons, sources = (_column(folders, part, split, each) for each in ("person", "source"))
    return Answered(data, probabilities, persons, sources)


def _column(folders: list[Path], part: str, split: str, name: str) -> npt.NDArray[np.str_]:
    """One of the manifests' columns for the rows that ``dataset.read`` gives, [n]."""
    found = []
    for folder in folders:
        values = np.array(dataset.read_manifest(folder, [name])[name].to_pylist(), dtype=np.str_)
        found.append(values[dataset.parts(folder, split) == part])
    return np.concatenate(found)


def _bootstrap(answered: Answered) -> Figures:
    by = "persons" if (answered.persons != "").any() else "images"
    resamples = {"resamples": bootstrap.RESAMPLES, "level": bootstrap.LEVEL}
    return {"of": by, **resamples, "seed": bootstrap.SEED}


def _answers(answered: Answered) -> Figures:
    """A digit for each judged image, so that networks can be compared image by image."""
    judged = answered.data.truth >= 0
    persons = answered.persons[judged]
    known = {"persons": np.unique(persons, return_inverse=True)[1].tolist()}
    return {
        **(known if (persons != "").all() else {}),
        "truth": "".join(map(str, answered.data.truth[judged])),
        "choices": "".join(map(str, answered.choices[judged])),
    }


def parse_args(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, action="append", required=True, metavar="DIR")
    parser.add_argument("--checkpoint", type=Path, default=predict.DEFAULT, metavar="DIR")
    parser.add_argument("--part", choices=dataset.PARTS, default="")
    parser.add_argument("--split", default=dataset.DEFAULT_SPLIT, metavar="NAME")
    parser.add_argument("--name", default="", help="what the card calls these images")
    parser.add_argument("--json", action="store_true", help="figures for programs")
    parser.add_argument(
        "--figures", type=Path, metavar="DIR", help="CHECKPOINT/figures if not given"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    args = parse_args(arguments)
    with cli.refusing():
        found = evaluate(
            args.checkpoint, args.data, part=args.part, split=args.split, name=args.name
        )
        figures.draw(found, args.figures or args.checkpoint / "figures")
    if args.json:
        shown = {name: value for name, value in found.items() if name != "answers"}
        print(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        print(evaluations.table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
