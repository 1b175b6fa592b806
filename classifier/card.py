"""The card beside a network's weights: what it is, how it came about, how good it is.

Pure: the site's pages read cards without loading torch.
"""

import datetime
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from classifier.expressions import EXPRESSIONS

FILE_NAME = "card.json"
# The checkpoint that comes with the project.
SHIPPED = Path(__file__).resolve().parent.parent / "weights" / "resnet18-ferplus"
CROP_SIZE = 96  # pixels of a crop's side: what every network here reads
_LATER = ("macro", "spread", "calibration_error", "brier")
_TEXTS = ("architecture", "data", "command", "weights_sha256", "notes")


class InvalidCheckpoint(ValueError):
    """A checkpoint that must not be used; the message says why in one sentence.

    ``code`` tells programs of which kind it is: card, missing, hash, architecture, damaged, names,
    shape, type, values.
    """

    def __init__(self, message: str, code: str = "card") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Evaluation:
    """Accuracy on one set of images: shares from 0 to 1, None where there are no images.

    What has a default is missing in cards written before training.evaluate wrote it.
    """

    images: int
    total: float | None
    per_expression: Mapping[str, float | None]
    images_per_expression: Mapping[str, int]
    macro: float | None = None  # mean over the expressions
    spread: float | None = None  # standard deviation between the expressions (n − 1)
    calibration_error: float | None = None
    brier: float | None = None
    # 95% of each figure above, (least, most) by its name; accuracies by their expression's.
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """What one checkpoint's ``card.json`` holds."""

    architecture: str
    crop_size: int = CROP_SIZE
    input_size: int = CROP_SIZE  # what the network makes of a crop's side, at most CROP_SIZE
    expressions: tuple[str, ...] = EXPRESSIONS
    created: datetime.date | None = None
    data: str = ""  # what it was trained on, in a sentence
    command: str = ""  # what trained it
    seed: int | None = None
    epochs: int | None = None
    evaluations: Mapping[str, Evaluation] = field(default_factory=dict)  # by the set's name
    weights_sha256: str = ""
    notes: str = ""

    @property
    def accuracy(self) -> Evaluation | None:
        """On the validation set, which is the first evaluation; None where there is none."""
        return next(iter(self.evaluations.values()), None)


def write(folder: Path, card: Card) -> None:
    """Write ``card.json``, by a temporary name, so that no reader finds half of it."""
    text = json.dumps(asdict(card), indent=2, ensure_ascii=False, default=str) + "\n"
    temporary = folder / f".{FILE_NAME}.{os.getpid()}"
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(folder / FILE_NAME)


def read(folder: Path) -> Card:
    """The card in *folder*. Raises InvalidCheckpoint where it is missing or not valid."""
    path = folder / FILE_NAME
    try:
        found = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    except FileNotFoundError as error:
        raise InvalidCheckpoint(f"{folder} has no {FILE_NAME}.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidCheckpoint(f"{path} is not valid JSON.") from error
    try:
        return _parse(found)
    except KeyError as error:
        raise InvalidCheckpoint(f"{path} is not a valid card: it lacks {error}.") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidCheckpoint(f"{path} is not a valid card: {error}.") from error


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity are Python's: no database takes them as JSON


def _parse(found: dict[str, Any]) -> Card:
    texts = {name: _of_type(str, name, found[name]) for name in _TEXTS}
    numbers = {name: _of_type(int | None, name, found[name]) for name in ("seed", "epochs")}
    if found["expressions"] != list(EXPRESSIONS):
        raise ValueError(f"its expressions are not {', '.join(EXPRESSIONS)}, in this order")
    if found["crop_size"] != CROP_SIZE:
        raise ValueError(f"its crop_size is not {CROP_SIZE}")
    if not 32 <= _of_type(int, "input_size", found["input_size"]) <= CROP_SIZE:
        raise ValueError(f"its input_size is not between 32 and {CROP_SIZE}")
    created = found["created"]
    return Card(
        **texts,
        **numbers,
        input_size=found["input_size"],
        created=datetime.date.fromisoformat(created) if created else None,
        evaluations={name: _evaluation(each) for name, each in found["evaluations"].items()},
    )


def _evaluation(found: dict[str, Any]) -> Evaluation:
    return Evaluation(
        images=_of_type(int, "images", found["images"]),
        total=_of_type(float | int | None, "total", found["total"]),
        per_expression=_of_type(dict, "per_expression", found["per_expression"]),
        images_per_expression=_of_type(
            dict, "images_per_expression", found["images_per_expression"]
        ),
        **{name: _of_type(float | int | None, name, found.get(name)) for name in _LATER},
        intervals={
            name: _pair(name, each) for name, each in (found.get("intervals") or {}).items()
        },
    )


def _pair(name: str, value: Any) -> tuple[float, float]:
    least, most = _of_type(list, f"the interval of {name}", value)
    return _of_type(float | int, name, least), _of_type(float | int, name, most)


def _of_type(wanted: Any, name: str, value: Any) -> Any:
    if not isinstance(value, wanted):
        raise TypeError(f"{name} has the value {value!r}")
    return value
