"""A checkpoint is a folder: ``weights.safetensors`` and ``card.json``. Saved whole, or not.

Pickled weights (``.pt``, ``.pth``) run whatever code they carry when they are loaded, so
they never are.
"""

import dataclasses
import hashlib
import json
import os
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load as parse_tensors
from safetensors.torch import save as dump_tensors
from torch import Tensor, nn

from classifier import card as cards
from classifier import network as networks
from classifier.card import Card, InvalidCheckpoint

WEIGHTS_NAME = "weights.safetensors"

__all__ = ["WEIGHTS_NAME", "InvalidCheckpoint", "load", "save"]


def save(folder: Path, network: nn.Module, card: Card, *, half: bool = False) -> Card:
    """Write *network* and *card* to *folder*, and return the card with the weights' SHA-256.

    With *half*, weights are stored in float16: half the size; predictions then differ by
    less than a thousandth. The card goes last: whoever reads in between finds a hash that
    doesn't fit, and refuses, rather than new weights under an old card.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: _stored(value, half) for name, value in network.state_dict().items()}
    weights = dump_tensors(tensors)
    card = dataclasses.replace(card, weights_sha256=hashlib.sha256(weights).hexdigest())
    temporary = folder / f".{WEIGHTS_NAME}.{os.getpid()}"
    temporary.write_bytes(weights)
    temporary.replace(folder / WEIGHTS_NAME)
    cards.write(folder, card)
    return card


def _stored(value: Tensor, half: bool) -> Tensor:
    value = value.detach().cpu().contiguous()
    stored = value.half() if half and value.is_floating_point() else value
    if not torch.isfinite(stored).all():  # float16 ends at 65,504
        raise InvalidCheckpoint("The network has weights that are not finite: it is not stored.")
    return stored


def load(folder: Path) -> tuple[nn.Module, Card]:
    """The network in evaluation mode, in float32, and its card.

    Raises InvalidCheckpoint unless the hash, the names and shapes of the weights, their
    values and the five expressions are what they must be.
    """
    if not (folder / WEIGHTS_NAME).is_file():
        raise InvalidCheckpoint(
            f"{folder} has no {WEIGHTS_NAME}; pickled weights (.pt) are never loaded.",
            "missing",
        )
    card = cards.read(folder)
    weights = (folder / WEIGHTS_NAME).read_bytes()
    if hashlib.sha256(weights).hexdigest() != card.weights_sha256:
        raise InvalidCheckpoint(
            f"{folder}: the weights are not those that the card describes.", "hash"
        )
    try:
        network = networks.build(card.architecture, card.input_size)
    except ValueError as error:
        raise InvalidCheckpoint(f"{folder}: {error}.", "architecture") from error
    network.load_state_dict(_checked(folder, weights, network))
    return network.eval(), card


def _checked(folder: Path, weights: bytes, network: nn.Module) -> dict[str, Tensor]:
    """The tensors in *weights*, which must be those of *network*, all of them finite."""
    try:
        tensors = parse_tensors(weights)
    except (SafetensorError, json.JSONDecodeError, ValueError) as error:
        raise InvalidCheckpoint(
            f"{folder}: {WEIGHTS_NAME} is damaged: {error}.", "damaged"
        ) from error
    expected = network.state_dict()
    if difference := sorted(tensors.keys() ^ expected.keys()):
        raise InvalidCheckpoint(
            f"{folder}: {len(difference)} weights are missing or unknown, {difference[0]} first.",
            "names",
        )
    for name, value in tensors.items():
        if value.shape != expected[name].shape:
            raise InvalidCheckpoint(
                f"{folder}: {name} has shape {tuple(value.shape)}"
                f" instead of {tuple(expected[name].shape)}.",
                "shape",
            )
        if value.is_floating_point() != expected[name].is_floating_point():
            raise InvalidCheckpoint(f"{folder}: {name} holds {value.dtype}.", "type")
        if not torch.isfinite(value).all():
            raise InvalidCheckpoint(f"{folder}: {name} holds values that are not finite.", "values")
    return tensors
