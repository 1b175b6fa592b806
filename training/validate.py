"""How a training is going: the network on the part "valid", after each epoch.

Quicker than training.evaluate, which judges the end: what is measured here only steers.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from classifier import metrics
from classifier.card import Evaluation
from classifier.expressions import EXPRESSIONS
from training import dataset
from training.augment import resized
from training.dataset import Data, InvalidData
from training.devices import Place
from training.presets import Settings

BATCH = 256


def read(folders: Sequence[Path], split: str, settings: Settings) -> Data | None:
    """The images of the part "valid" of which it is known what is right; None without any.

    Raises InvalidData where there are none and the run is to stop by them.
    """
    having = any("valid" in dataset.parts(folder, split) for folder in folders)
    data = dataset.with_truth(dataset.read(folders, "valid", split)) if having else None
    if settings.stop and not data:
        names = ", ".join(map(str, folders))
        raise InvalidData(f"{names}: to stop early, a split with a part 'valid' is needed.")
    return data or None


@torch.inference_mode()
def judge(
    judged: nn.Module, data: Data, settings: Settings, size: int, place: Place
) -> dict[str, Any]:
    """On crops in *size*×*size* pixels: the mean loss against the one right answer, and the
    accuracy, as shares, None where there are no images."""
    was_training = judged.training
    judged.eval()
    found = []
    for start in range(0, len(data), BATCH):
        crops = data.crops.take(np.arange(start, min(start + BATCH, len(data))))
        pictures = resized(torch.from_numpy(crops).unsqueeze(1).to(place.device), size)
        with place.autocast(settings.precision):
            logits = judged(pictures.contiguous(memory_format=torch.channels_last))
        found.append(logits.float().cpu())
    judged.train(was_training)
    logits, truth = torch.cat(found), torch.from_numpy(data.truth)
    counts = metrics.confusion(data.truth, logits.argmax(dim=1).numpy())
    shares = metrics.per_class(counts)
    return {
        "images": len(data),
        "loss": float(functional.cross_entropy(logits, truth)),
        "accuracy": metrics.accuracy(counts),
        "per_expression": {
            name: None if np.isnan(share) else round(float(share), 4)
            for name, share in zip(EXPRESSIONS, shares, strict=True)
        },
        "images_per_expression": dict(zip(EXPRESSIONS, counts.sum(axis=1).tolist(), strict=True)),
    }


def evaluation(found: dict[str, Any]) -> Evaluation:
    """What ``judge`` found, as a card keeps it."""
    return Evaluation(
        images=found["images"],
        total=round(found["accuracy"], 4),
        per_expression=found["per_expression"],
        images_per_expression=found["images_per_expression"],
    )


def monitored(settings: Settings, found: dict[str, Any]) -> float:
    """What the run stops by: more is better."""
    return float(-found["loss"] if settings.stop == "loss" else found["accuracy"])
