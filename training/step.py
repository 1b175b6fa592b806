"""A training under way, and one step of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel
from torch.optim import SGD, Adam, Optimizer
from torch.optim.swa_utils import AveragedModel

from classifier import card as cards
from classifier import checkpoint, network
from training import state
from training.arguments import Arguments
from training.augment import augment, resized
from training.dataset import Data, InvalidData
from training.devices import Feed, Place
from training.presets import Settings

MOMENTUM = 0.9
AVERAGE_STEPS = 500  # how many steps the running average of the weights reaches back


def learning_rate(settings: Settings, step: int, steps: int) -> float:
    """One cycle: up to the peak in the first tenth, down to nearly nothing, both by cosine.

    Smith and Topin: "Super-Convergence" (2018), with the cosine that PyTorch's OneCycleLR has.
    """
    if settings.schedule == "constant":
        return settings.lr
    rise = 0.1 * steps
    if step < rise:
        return settings.lr * (0.04 + 0.96 * (1 - math.cos(math.pi * step / rise)) / 2)
    fall = (1 + math.cos(math.pi * (step - rise) / (steps - rise))) / 2
    return settings.lr * (1e-3 + (1 - 1e-3) * fall)


def new_optimizer(settings: Settings, trained: nn.Module) -> Optimizer:
    decay = settings.weight_decay
    if settings.optimizer == "adam":
        # Keras' epsilon, as the original's runs had it.
        return Adam(trained.parameters(), lr=settings.lr, eps=1e-7, weight_decay=decay)
    return SGD(
        trained.parameters(), lr=settings.lr, momentum=MOMENTUM, weight_decay=decay, nesterov=True
    )


@torch.no_grad()
def average_in(kept: Sequence[Tensor], new: Sequence[Tensor], count: Tensor | int) -> None:
    """One step of the running average (EMA), the *count*-th.

    At first it reaches back a tenth of the steps done, so that the untrained weights are forgotten
    in short runs too; TensorFlow's ExponentialMovingAverage has the same ramp.
    """
    done = int(count)
    share = 1 - min(1 - 1 / AVERAGE_STEPS, (1 + done) / (10 + done))
    for old, value in zip(kept, new, strict=True):
        if old.is_floating_point():
            old.lerp_(value.to(old.dtype), share)
        else:
            old.copy_(value)


@dataclass
class Progress:
    """How far a run is: with the weights, all that an interruption must not lose."""

    step: int = 0
    losses: list[float] = field(default_factory=list)  # of the epoch under way, a step each
    best: float | None = None  # of what the run stops by
    best_epoch: int = 0
    seconds: float = 0.0


class Run:
    """A training under way."""

    def __init__(self, args: Arguments, settings: Settings, data: Data, place: Place) -> None:
        self.args, self.settings, self.place = args, settings, place
        self.targets = data.targets if settings.soft else np.eye(5, dtype=np.float32)[data.truth]
        self.seen = self.targets.argmax(axis=1)
        self.command = command(args)
        self.feed = Feed(data, self.targets, place)
        self.network = first_network(args, settings).to(place.device)
        self.average = AveragedModel(
            self.network,
            multi_avg_fn=average_in,
            use_buffers=True,
        )
        self.optimizer = new_optimizer(settings, self.network)
        self.loss_weights = torch.tensor(settings.weights, device=place.device)
        self.forward: Any = self.network
        if place.world > 1:
            self.forward = DistributedDataParallel(self.network)
        if settings.compile:
            self.forward = torch.compile(self.forward)
        self.steps_per_epoch = len(data) // settings.batch
        self.steps = self.steps_per_epoch * settings.epochs
        self.progress = Progress()

    @property
    def judged(self) -> nn.Module:
        """The network that is judged and kept."""
        kept: nn.Module = self.average.module if self.settings.average else self.network
        return kept

    @property
    def _modules(self) -> dict[str, nn.Module]:
        kept = {"network": self.network}
        return kept | {"average": self.average} if self.settings.average else kept

    def save(self) -> None:
        if self.place.leads:
            state.save(self.args.out, self._modules, self.optimizer, vars(self.progress))

    def restore(self) -> None:
        self.progress = Progress(**state.restore(self.args.out, self._modules, self.optimizer))


def command(args: Arguments) -> str:
    """What trains the network, from its first run on."""
    earlier = f"{cards.read(args.start).command} && " if args.start else ""
    return earlier + args.command


def first_network(args: Arguments, settings: Settings) -> nn.Module:
    """Untrained, or with the weights of --start or --imagenet."""
    torch.manual_seed(settings.seed)
    try:
        built = network.build(settings.arch, settings.size)
        if args.imagenet:
            network.imagenet(built, args.imagenet)
        if args.start:
            started, _ = checkpoint.load(args.start)
            built.load_state_dict(started.state_dict())
    except (ValueError, RuntimeError) as error:  # another size or architecture than the weights'
        raise InvalidData(str(error)) from error
    return network.channels_last(built)


def train_one_step(run: Run, at: npt.NDArray[np.int64], size: int) -> float:
    """Learn from the images *at*, shown in *size*×*size* pixels. Returns their mean loss."""
    settings, progress = run.settings, run.progress
    crops, targets, framed = run.feed.batch(at)
    pictures = shown(run, crops, framed, size)
    for group in run.optimizer.param_groups:
        group["lr"] = learning_rate(settings, progress.step, run.steps)
    with run.place.autocast(settings.precision):
        logits = run.forward(pictures)
    losses = functional.cross_entropy(logits.float(), targets, reduction="none")
    loss = (losses * (targets @ run.loss_weights)).mean()
    value = float(loss.detach())
    if not math.isfinite(value):
        raise InvalidData(
            f"{run.args.out}: the loss is {value} at step {progress.step}. A lower --lr may help;"
            " the last whole epoch's checkpoint stays."
        )
    run.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    run.optimizer.step()
    if settings.average:
        run.average.update_parameters(run.network)
    progress.step += 1
    return value


def shown(run: Run, crops: Tensor, framed: Tensor, size: int) -> Tensor:
    """Crops as the network is shown them in the step under way."""
    if run.settings.augment:
        step = run.settings.seed * 1_000_003 + run.progress.step
        generator = torch.Generator(run.place.device)
        generator.manual_seed(step * run.place.world + run.place.rank)
        pictures = augment(crops, framed, size, generator)
    else:
        pictures = resized(crops, size)
    return pictures.contiguous(memory_format=torch.channels_last)
