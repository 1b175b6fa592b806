"""The card beside a network's weights: what it is, how it came about, how good it is.

Pure: the site's pages read cards without loading torch.
"""

import datetime
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from classifier.expressions import EXPRESSIONS

FILE_NAME = "card.json"


class InvalidCheckpoint(ValueError):  # noqa: N818 (it reads as what it is)
    """A checkpoint that must not be used; the message says why in one sentence."""


@dataclass(frozen=True)
class Evaluation:
    """Accuracy on one set of images: shares from 0 to 1, None where there are no images."""

    images: int
    total: float | None
    per_expression: Mapping[str, float | None]
    images_per_expression: Mapping[str, int]


@dataclass(frozen=True)
class Card:
    """What one checkpoint's ``card.json`` holds."""

    architecture: str
    crop_size: int = 96
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
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidCheckpoint(f"{folder} has no {FILE_NAME}.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidCheckpoint(f"{path} is not valid JSON.") from error
    try:
        return _parse(found)
    except InvalidCheckpoint as error:
        raise InvalidCheckpoint(f"{path}: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidCheckpoint(f"{path} is not a checkpoint's card: {error!r}.") from error


def _parse(found: dict[str, Any]) -> Card:
    known = {item.name for item in fields(Card)}
    if unknown := set(found) - known:
        raise InvalidCheckpoint(f"unknown entries {', '.join(sorted(unknown))}.")
    for name in ("architecture", "weights_sha256"):
        if not isinstance(found[name], str):
            raise InvalidCheckpoint(f"{name} is not a text.")
    expressions = tuple(found["expressions"])
    if expressions != EXPRESSIONS:
        raise InvalidCheckpoint(
            f"it was trained for {', '.join(map(str, expressions))}"
            f" and not for {', '.join(EXPRESSIONS)}, in this order."
        )
    created = found.get("created")
    return Card(
        **{
            **found,
            "expressions": expressions,
            "created": datetime.date.fromisoformat(created) if created else None,
            "evaluations": {
                name: Evaluation(**values) for name, values in found.get("evaluations", {}).items()
            },
        }
    )
