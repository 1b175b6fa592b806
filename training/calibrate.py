"""Make a checkpoint as sure as it is right, and as good on rare expressions as on frequent ones.

python -m training.calibrate --data var/data/ferplus --checkpoint var/runs/best --out DIR

A network that learned from votes spreads its probabilities as people spread theirs, and one
that saw mostly happy and neutral faces leans towards these. Two things are chosen on the part
"valid", never on the one that judges, and put into the last layer's weights, so that a
checkpoint stays one network without settings:

* a shift of the logits by s·log(frequency of each expression in the part "train"), of all
  s from −1 to 1 the one with the best total accuracy among those under which no expression
  falls below --least (or, if none does that, with the best worst expression). Menon et al.:
  "Long-tail learning via logit adjustment" (2021);
* a temperature, by which all logits are divided, that minimises the cross-entropy. Guo et al.:
  "On Calibration of Modern Neural Networks" (2017).

Both count every image as often as its expression occurs in "train", whatever the split made
of "valid".
"""

import argparse
import dataclasses
import shlex
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from classifier import checkpoint
from classifier import network as networks
from classifier.expressions import EXPRESSIONS
from training import dataset
from training.cli import refusing
from training.dataset import Data, InvalidData

Array = npt.NDArray[np.float64]

SHIFTS = np.linspace(-1, 1, 81)
TEMPERATURES = np.exp(np.linspace(np.log(0.2), np.log(5), 321))
BATCH = 128


@dataclasses.dataclass(frozen=True)
class Choice:
    """New logits are ``logits / temperature + bias``; shares are of the part "valid"."""

    strength: float
    bias: Array  # [5]
    temperature: float
    accuracy: float
    per_expression: Array  # [5]


@torch.inference_mode()
def logits_of(network: nn.Module, data: Data) -> Array:
    """[2, n, 5]: of each crop and of its mirror image, which the Predictor asks both."""
    network = networks.channels_last(network).eval()
    found = []
    for start in range(0, len(data), BATCH):
        crops = data.crops.take(np.arange(start, min(start + BATCH, len(data))))
        pictures = torch.from_numpy(crops).unsqueeze(1).float()
        pictures = pictures.contiguous(memory_format=torch.channels_last)
        found.append(torch.stack([network(pictures), network(pictures.flip(3))]))
    return torch.cat(found, dim=1).double().numpy()


def probabilities(logits: Array) -> Array:
    """[2, n, 5] → [n, 5], as the Predictor joins an image and its mirror image."""
    powers = np.exp(logits - logits.max(axis=2, keepdims=True))
    shares: Array = (powers / powers.sum(axis=2, keepdims=True)).mean(axis=0)
    return shares


def choose(logits: Array, truth: npt.NDArray[np.int64], frequency: Array, least: float) -> Choice:
    """The shift and the temperature for *logits* [2, n, 5] of images whose *truth* is known.

    *frequency* [5] is how often each expression occurs where the network learned.
    """
    counts = np.bincount(truth, minlength=len(EXPRESSIONS))
    for part, found in (("valid", counts), ("train", frequency)):
        if not found.all():
            missing = EXPRESSIONS[int(np.flatnonzero(found == 0)[0])]
            raise InvalidData(f"The part {part!r} has no images of {missing}: nothing to weigh.")
    weights = (frequency / counts)[truth]
    weights /= weights.sum()

    def shares(strength: float) -> tuple[float, Array]:
        chosen = probabilities(logits + strength * np.log(frequency)).argmax(axis=1)
        right = chosen == truth
        per_class = np.array([right[truth == at].mean() for at in range(len(EXPRESSIONS))])
        return float(weights @ right), per_class

    tried = [(strength, *shares(float(strength))) for strength in SHIFTS]
    fair = [each for each in tried if each[2].min() >= least]
    strength, accuracy, per_class = (
        max(fair, key=lambda each: each[1]) if fair else max(tried, key=lambda each: each[2].min())
    )
    bias = strength * np.log(frequency)
    bias -= bias.mean()

    def cross_entropy(temperature: float) -> float:
        given = probabilities((logits + bias) / temperature)[np.arange(len(truth)), truth]
        return float(-(weights @ np.log(np.maximum(given, 1e-12))))

    temperature = float(min(TEMPERATURES, key=cross_entropy))
    return Choice(float(strength), bias / temperature, temperature, accuracy, per_class)


def apply(network: nn.Module, choice: Choice) -> None:
    """Put *choice* into the last layer."""
    last = [each for each in network.modules() if isinstance(each, nn.Linear)][-1]
    with torch.no_grad():
        last.weight.div_(choice.temperature)
        last.bias.div_(choice.temperature).add_(torch.from_numpy(choice.bias).to(last.bias))


def parse_args(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, action="append", required=True, metavar="DIR")
    parser.add_argument("--split", default=dataset.DEFAULT_SPLIT, metavar="NAME")
    parser.add_argument("--checkpoint", type=Path, required=True, metavar="DIR")
    parser.add_argument("--least", type=float, default=0.75, help="accuracy of each expression")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    return parser.parse_args(arguments)


def calibrate(args: argparse.Namespace, command: str) -> Choice:
    network, card = checkpoint.load(args.checkpoint)
    valid = dataset.with_truth(dataset.read(args.data, "valid", args.split))
    learned = dataset.with_truth(dataset.read(args.data, "train", args.split)).truth
    frequency = np.bincount(learned, minlength=len(EXPRESSIONS)) / len(learned)
    choice = choose(logits_of(network, valid), valid.truth, frequency, args.least)
    apply(network, choice)
    card = dataclasses.replace(card, command=f"{card.command} && {command}", evaluations={})
    checkpoint.save(args.out, network, card, half=True)
    return choice


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    args = parse_args(arguments)
    with refusing():
        choice = calibrate(args, f"python -m training.calibrate {shlex.join(arguments)}")
    shares = zip(EXPRESSIONS, choice.per_expression, strict=True)
    print(f"shift {choice.strength:+.3f}, temperature {choice.temperature:.3f}")
    print(f"on 'valid', expressions as frequent as in 'train': {choice.accuracy:.1%}")
    print(", ".join(f"{name} {share:.1%}" for name, share in shares))
    return 0


if __name__ == "__main__":
    sys.exit(main())
