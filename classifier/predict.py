"""Crops → probabilities, and photographs → faces with theirs.

python -m classifier.predict PHOTO… [--checkpoint DIR] [--cropped] [--json]

With --cropped the pictures are crops already and no face is looked for. A file that can't
be read is reported, the others are answered, and the exit code is 1.
"""

import argparse
import json
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch

from classifier import card, checkpoint, preprocess
from classifier import network as networks
from classifier.card import Card, InvalidCheckpoint
from classifier.expressions import EXPRESSIONS
from classifier.faces import Box
from classifier.photographs import Photograph

DEFAULT = Path(os.environ.get("PYOJEONG_CHECKPOINT") or card.SHIPPED)
FILES = (card.FILE_NAME, checkpoint.WEIGHTS_NAME)
BATCH_SIZE = 32  # crops; the network sees their mirror images with them

Probabilities = npt.NDArray[np.float32]


class Predictor:
    """One loaded network. Use ``load`` to get one: loading costs more than predicting."""

    def __init__(self, network: torch.nn.Module, described: Card) -> None:
        self.card = described
        self._network = networks.channels_last(network).eval()

    def probabilities(self, crops: npt.NDArray[np.uint8]) -> Probabilities:
        """uint8 [n, 96, 96] → float32 [n, 5], rows that sum to 1, in EXPRESSIONS' order.

        Raises InvalidCheckpoint where finite weights give something that is no probability.
        """
        size = preprocess.CROP_SIZE
        if crops.ndim != 3 or crops.shape[1:] != (size, size) or crops.dtype != np.uint8:
            raise ValueError(f"expected uint8 [n, {size}, {size}], got {crops.dtype} {crops.shape}")
        parts = [
            self._batch(crops[start : start + BATCH_SIZE])
            for start in range(0, len(crops), BATCH_SIZE)
        ]
        found = np.concatenate([np.empty((0, len(EXPRESSIONS)), np.float32), *parts])
        if not np.isfinite(found).all():
            raise InvalidCheckpoint("The network gives values that are not finite.", "values")
        return found

    def looks(self, crops: npt.NDArray[np.uint8], classes: list[int]) -> Probabilities:
        """Where it looked for one class of each crop: see classifier.gradcam.looks."""
        from classifier import gradcam  # captum takes seconds to load, and few ask for this

        return gradcam.looks(self._network, crops, classes)

    @torch.inference_mode()
    def _batch(self, crops: npt.NDArray[np.uint8]) -> Probabilities:
        """The mean of what a crop and its mirror image get: both show the same expression.

        Probabilities are averaged, not logits: where the two disagree, the answer is then as
        unsure as that. A mean of logits would let the surer one outvote the other.
        """
        pictures = torch.from_numpy(np.array(crops)).unsqueeze(1).float()
        both = torch.cat([pictures, pictures.flip(3)])
        logits = self._network(both.contiguous(memory_format=torch.channels_last))
        seen, mirrored = torch.softmax(logits.float(), dim=1).chunk(2)
        return np.asarray(((seen + mirrored) / 2).numpy(), np.float32)


def load(folder: Path | str = DEFAULT) -> Predictor:
    """The checkpoint in *folder*, loaded once per process until its files are replaced.

    Raises InvalidCheckpoint.
    """
    path = Path(folder).resolve()
    return _load(path, tuple(_version(path / name) for name in FILES))


def _version(file: Path) -> tuple[int, int, int]:
    """What changes when *file* is replaced; zeros where it is missing, which load reports."""
    try:
        found = file.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=1)
def _load(folder: Path, _versions: tuple[tuple[int, int, int], ...]) -> Predictor:
    return Predictor(*checkpoint.load(folder))


def recognize(data: bytes, predictor: Predictor, *, cropped: bool = False) -> list[dict[str, Any]]:
    """The faces in a photograph file: ``[{"box": [x1, y1, x2, y2], "probabilities": {…}}]``.

    With *cropped* the whole picture is one face. Raises preprocess.Unreadable.
    """
    photograph = Photograph(data)
    if cropped:
        boxes = [Box(0, 0, photograph.width, photograph.height)]
        crops = [preprocess.whole(photograph.whole())]
    else:
        boxes = photograph.faces()
        crops = [photograph.crop(box) for box in boxes]
    if not crops:
        return []
    rows = predictor.probabilities(np.stack(crops))
    return [
        {"box": list(box), "probabilities": named(row)}
        for box, row in zip(boxes, rows, strict=True)
    ]


def named(row: Probabilities) -> dict[str, float]:
    """One row of probabilities by expression, rounded to what float32 can say."""
    return {name: round(float(value), 6) for name, value in zip(EXPRESSIONS, row, strict=True)}


def recognize_file(path: Path, predictor: Predictor, *, cropped: bool) -> dict[str, Any]:
    """What the command prints about one file: its faces, or why it has none."""
    try:
        return {
            "path": str(path),
            "faces": recognize(path.read_bytes(), predictor, cropped=cropped),
        }
    except preprocess.Unreadable as error:
        return {"path": str(path), "faces": [], "error": str(error), "code": error.code}
    except (OSError, cv2.error) as error:
        return {"path": str(path), "faces": [], "error": str(error), "code": "unreadable"}


def table(answers: list[dict[str, Any]]) -> str:
    """One line per face: the expression most likely, and the probabilities in percent."""
    width = max(len(answer["path"]) for answer in answers)
    names = "".join(f"{name:>9}" for name in EXPRESSIONS)
    lines = [f"{'file':{width}}  {names}  most likely"]
    for answer in answers:
        start = f"{answer['path']:{width}}  "
        if "error" in answer or not answer["faces"]:
            lines.append(start + answer.get("error", "no face found"))
        for face in answer["faces"]:
            shares = face["probabilities"]
            best = max(shares, key=shares.__getitem__)
            lines.append(start + "".join(f"{shares[name]:9.1%}" for name in shares) + f"  {best}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photos", nargs="+", type=Path, metavar="PHOTO")
    parser.add_argument("--checkpoint", type=Path, default=DEFAULT, metavar="DIR")
    parser.add_argument("--cropped", action="store_true", help="the pictures are crops already")
    parser.add_argument("--json", action="store_true", help="for programs")
    args = parser.parse_args(arguments)
    try:
        predictor = load(args.checkpoint)
    except InvalidCheckpoint as error:
        print(error, file=sys.stderr)
        return 2
    answers = [recognize_file(path, predictor, cropped=args.cropped) for path in args.photos]
    print(json.dumps(answers, ensure_ascii=False, indent=2) if args.json else table(answers))
    return int(any("error" in answer for answer in answers))


if __name__ == "__main__":
    sys.exit(main())
