"""What training.evaluate found, beside a checkpoint: evaluation.json, and the card's short of it.

evaluation.json is {"weights_sha256", "evaluations": {name: figures}}; figures of other weights
are dropped when new ones come.
"""

import dataclasses
import json
from pathlib import Path
from typing import Any

from classifier import card as cards
from classifier.card import Card, Evaluation
from classifier.expressions import EXPRESSIONS
from training.crops import naming
from training.dataset import InvalidData
from training.measure import Figures

FILE_NAME = "evaluation.json"


def keep(checkpoint: Path, card: Card, figures: Figures) -> None:
    """Write the figures into evaluation.json, beside others of the same weights, and the card."""
    path, name = checkpoint / FILE_NAME, figures["name"]
    found = read(checkpoint)
    same = found.get("weights_sha256") == card.weights_sha256
    evaluations = (found["evaluations"] if same else {}) | {name: figures}
    text = json.dumps(
        {"weights_sha256": card.weights_sha256, "evaluations": evaluations}, ensure_ascii=False
    )
    temporary = path.with_name(f".{FILE_NAME}")
    with naming(path):
        temporary.write_text(text + "\n", encoding="utf-8")
        temporary.replace(path)
    in_card = dict(card.evaluations)
    if figures["part"] == "valid":
        in_card.pop("valid", None)  # training's own quick look at the same images
        in_card = {name: for_card(figures), **in_card} if name not in in_card else in_card
    described = dataclasses.replace(card, evaluations=in_card | {name: for_card(figures)})
    with naming(checkpoint):
        cards.write(checkpoint, described)


def read(checkpoint: Path) -> dict[str, Any]:
    """What evaluation.json holds; empty where there is none. Raises InvalidData."""
    path = checkpoint / FILE_NAME
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        found["weights_sha256"], found["evaluations"].items()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidData(f"{path} is not an evaluation.") from error
    return dict(found)


def for_card(figures: Figures) -> Evaluation:
    names = ("accuracy", "macro", "spread", "calibration_error", "brier", *EXPRESSIONS)
    return Evaluation(
        images=figures["images"],
        total=figures["accuracy"],
        per_expression=figures["per_expression"],
        images_per_expression=figures["images_per_expression"],
        macro=figures["macro"],
        spread=figures["spread"],
        calibration_error=figures["calibration_error"],
        brier=figures["brier"],
        intervals={
            "total" if name == "accuracy" else name: tuple(figures["intervals"][name])
            for name in names
            if name in figures["intervals"]
        },
    )


def table(figures: Figures) -> str:
    """The figures for people: the confusion matrix, its rows the truth, and what follows."""
    intervals = figures["intervals"]
    head = f"{'truth':9} {'images':>7}  {'right':>6}  {'95%':11}"
    lines = [head + "".join(f"{name:>9}" for name in EXPRESSIONS)]
    for name, row in zip(EXPRESSIONS, figures["confusion"], strict=True):
        share = percent(figures["per_expression"][name])
        counts = "".join(f"{count:9}" for count in row)
        lines.append(f"{name:9} {sum(row):7}  {share:>6}  {pair(intervals.get(name)):11}{counts}")
    named = {"all": "accuracy", "macro": "macro", "spread": "spread", "range": "range"}
    for shown, name in named.items():
        count = figures["images"] if shown == "all" else ""
        share = percent(figures[name])
        lines.append(f"{shown:9} {count:7}  {share:>6}  {pair(intervals.get(name))}".rstrip())
    lines.append("")
    for name in ("calibration_error", "brier", "log_loss"):
        lines.append(f"{name.replace('_', ' '):18} {number(figures[name], intervals.get(name))}")
    return "\n".join([*lines, *_people(figures)])


def _people(figures: Figures) -> list[str]:
    """Lines about the votes, where there are any."""
    if "votes" not in figures:
        return []
    votes = figures["votes"]
    lines = [
        f"{shown:18} {number(votes[name], votes['intervals'].get(name))}"
        for shown, name in (
            ("against the votes", "cross_entropy"),
            ("  their entropy", "entropy"),
            ("  divergence", "divergence"),
        )
    ]
    for shown, name in (("these", "same_images"), ("all voted", "every_image")):
        person = figures["single_human"][name]
        texts = [
            f"{percent(person[who])} ({pair(person['intervals'].get(who))})"
            for who in ("accuracy", "network")
        ]
        lines.append(
            f"a single human on {shown} {person['images']} images, against the others:"
            f" {texts[0]}; the network by the same rule: {texts[1]}"
        )
    return lines


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def pair(interval: tuple[float, float] | None) -> str:
    """Two shares as percentages."""
    return f"{interval[0] * 100:.1f}–{interval[1] * 100:.1f}" if interval else ""


def number(value: float | None, interval: tuple[float, float] | None) -> str:
    shown = "–" if value is None else f"{value:.3f}"
    return f"{shown} ({interval[0]:.3f}–{interval[1]:.3f})" if interval else shown
