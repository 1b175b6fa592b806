"""Train a network on prepared data (see training.prepare).

python -m training.train --data var/data/ferplus --data var/data/drawn \\
    --arch resnet18 --epochs 14 --seed 1 --out var/runs/ferplus-drawn [--start CHECKPOINT]

Ends with a checkpoint in OUT (weights.safetensors, card.json), judged on each data
folder's part "valid"; one is written after every epoch. OUT/log.jsonl has a line per epoch.
Stopped by Ctrl-C or SIGTERM it leaves its state in OUT; the same command with --resume
goes on from there, and comes to the weights that it would have come to without the stop.

--start takes the weights of another checkpoint to begin with. --size 64 makes a network that
sees crops in 64×64 pixels instead of 96×96, in half the time: FER+ has 48×48. --balance shows rare
expressions more often (see batches.draw_order).
"""

import argparse
import datetime
import json
import math
import shlex
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional
from torch.optim import SGD
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm

from classifier import card as cards
from classifier import checkpoint, network
from classifier.card import Card, Evaluation
from classifier.predict import Predictor
from classifier.preprocess import CROP_SIZE
from training import batches, dataset, evaluate, state
from training.augment import augment

WEIGHT_DECAY = 5e-4
MOMENTUM = 0.9
AVERAGE_STEPS = 500  # how many steps the running average of the weights reaches back


def learning_rate(step: int, steps: int, peak: float) -> float:
    """One cycle: up to *peak* in the first tenth, down to nearly nothing, both by cosine.

    Smith and Topin: "Super-Convergence" (2018), with the cosine that PyTorch's OneCycleLR has.
    """
    rise = 0.1 * steps
    if step < rise:
        return peak * (0.04 + 0.96 * (1 - math.cos(math.pi * step / rise)) / 2)
    return peak * (1e-3 + (1 - 1e-3) * (1 + math.cos(math.pi * (step - rise) / (steps - rise))) / 2)


@dataclass
class Stop:
    """Notes a signal, so that the step under way is finished and the state written."""

    signal: int = 0

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        self.signal = number


@dataclass
class Run:
    """A training under way."""

    args: argparse.Namespace
    data: dataset.Data
    network: nn.Module
    step: int = 0
    average: AveragedModel = field(init=False)
    optimizer: SGD = field(init=False)

    def __post_init__(self) -> None:
        self.targets = self.data.targets
        self.seen = self.targets.argmax(axis=1)
        decay = get_ema_multi_avg_fn(1 - 1 / AVERAGE_STEPS)  # type: ignore[no-untyped-call]
        self.average = AveragedModel(self.network, multi_avg_fn=decay, use_buffers=True)
        self.optimizer = SGD(
            self.network.parameters(),
            lr=self.args.lr,
            momentum=MOMENTUM,
            weight_decay=WEIGHT_DECAY,
            nesterov=True,
        )

    @property
    def steps_per_epoch(self) -> int:
        return len(self.data) // int(self.args.batch)

    @property
    def steps(self) -> int:
        return self.steps_per_epoch * int(self.args.epochs)

    def save(self) -> None:
        state.save(
            self.args.out,
            self.network,
            self.average,
            self.optimizer,
            step=self.step,
            run=describe(self.args),
        )

    def restore(self) -> None:
        self.step = state.restore(
            self.args.out, self.network, self.average, self.optimizer, describe(self.args)
        )


def describe(args: argparse.Namespace) -> dict[str, Any]:
    """What must be the same for a run to be the same run."""
    return {
        "data": [str(folder) for folder in args.data],
        "arch": args.arch,
        "epochs": args.epochs,
        "size": args.size,
        "start": str(args.start or ""),
        "balance": args.balance,
        "seed": args.seed,
        "batch": args.batch,
        "lr": args.lr,
        "bfloat16": args.bfloat16,
    }


def command(args: argparse.Namespace) -> str:
    """What trained the network, from its first run on."""
    earlier = cards.read(args.start).command + " && " if args.start else ""
    return f"{earlier}python -m training.train {shlex.join(args.command)}"


def first_network(args: argparse.Namespace) -> nn.Module:
    """Untrained, or with the weights of the checkpoint that --start names."""
    built = network.build(args.arch, args.size)
    if args.start:
        started, _ = checkpoint.load(args.start)
        built.load_state_dict(started.state_dict())
    return network.channels_last(built)


def train_one_epoch(run: Run, epoch: int, stop: Stop) -> float | None:
    """One pass over the data. Returns the mean loss, or None when stopped on the way."""
    args = run.args
    run.network.train()
    first = epoch * run.steps_per_epoch
    losses = []
    order = batches.draw_order(run.seen, (args.seed, epoch), args.balance)
    progress = tqdm(total=run.steps_per_epoch, desc=f"epoch {epoch + 1}", unit="step", disable=None)
    for index, at in enumerate(batches.batches(order, args.batch)):
        progress.update()
        if first + index < run.step:  # done before the run was interrupted
            continue
        losses.append(train_one_step(run, at))
        progress.set_postfix(loss=f"{losses[-1]:.3f}", refresh=False)
        if stop.signal and run.step < first + run.steps_per_epoch:
            return None
    progress.close()
    return sum(losses) / len(losses)


def train_one_step(run: Run, at: npt.NDArray[np.int64]) -> float:
    crops = torch.from_numpy(run.data.crops.take(at)).unsqueeze(1)
    targets, framed = torch.from_numpy(run.targets[at]), torch.from_numpy(run.data.framed[at])
    generator = torch.Generator().manual_seed(run.args.seed * 1_000_003 + run.step)
    pictures = augment(crops, framed, run.args.size, generator)
    pictures = pictures.contiguous(memory_format=torch.channels_last)
    for group in run.optimizer.param_groups:
        group["lr"] = learning_rate(run.step, run.steps, run.args.lr)
    with torch.autocast("cpu", torch.bfloat16, enabled=run.args.bfloat16):
        logits = run.network(pictures)
    loss = functional.cross_entropy(logits.float(), targets)
    run.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    run.optimizer.step()
    run.average.update_parameters(run.network)
    run.step += 1
    return float(loss.detach())


def judge(run: Run) -> dict[str, Evaluation]:
    """The averaged network on each data folder's part "valid", by the folder's name."""
    predictor = Predictor(run.average.module, Card(architecture=run.args.arch))
    results = {}
    for folder in dict.fromkeys([*run.args.data, *run.args.valid]):
        if "valid" in dataset.parts(folder):
            data = dataset.read([folder], "valid")
            results[folder.name], _, _ = evaluate.judge(predictor, data)
    return results


def save_checkpoint(run: Run, results: dict[str, Evaluation]) -> None:
    args = run.args
    card = Card(
        architecture=args.arch,
        input_size=args.size,
        created=datetime.datetime.now(datetime.UTC).date(),
        data=", ".join(folder.name for folder in args.data),
        command=command(args),
        seed=args.seed,
        epochs=run.step // run.steps_per_epoch,
        evaluations=results,
    )
    checkpoint.save(args.out, run.average.module, card, half=True)


def log(folder: Path, line: dict[str, Any]) -> None:
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def parse_args(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, action="append", required=True, metavar="DIR")
    parser.add_argument("--valid", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--arch", choices=network.NAMES, default="resnet18")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--balance", type=float, default=0.0, help="of expressions, 0 to 1")
    parser.add_argument("--size", type=int, default=CROP_SIZE, metavar="PIXELS")
    parser.add_argument("--start", type=Path, metavar="DIR", help="a checkpoint to begin with")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--bfloat16", action="store_true", help="for processors that have it")
    parser.add_argument("--resume", action="store_true", help="go on where OUT was stopped")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    args = parser.parse_args(arguments)
    args.command = [argument for argument in arguments if argument != "--resume"]
    return args


def main(arguments: list[str] | None = None) -> int:
    args = parse_args(sys.argv[1:] if arguments is None else arguments)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    run = Run(args, dataset.trainable(dataset.read(args.data, "train")), first_network(args))
    if not run.steps_per_epoch:
        sys.exit(f"{len(run.data)} images don't fill a batch of {args.batch}")
    if args.resume:
        try:
            run.restore()
        except (OSError, ValueError) as error:
            sys.exit(f"nothing to resume: {error}")
    else:
        (args.out / "log.jsonl").unlink(missing_ok=True)
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    print(f"{len(run.data)} images, {run.steps} steps, from step {run.step}")

    for epoch in range(run.step // run.steps_per_epoch, args.epochs):
        start = time.monotonic()
        loss = train_one_epoch(run, epoch, stop)
        if loss is None:
            break
        results = judge(run)
        save_checkpoint(run, results)
        run.save()  # after the checkpoint: whoever is killed in between repeats the epoch
        totals = {name: result.total for name, result in results.items()}
        seconds = round(time.monotonic() - start, 1)
        log(args.out, {"epoch": epoch + 1, "loss": loss, "seconds": seconds, "accuracy": totals})
        print(f"epoch {epoch + 1}: loss {loss:.3f}, {totals}, {seconds} s", flush=True)
        if stop.signal:
            break
    if run.step < run.steps:
        run.save()
        print(f"\nstopped at step {run.step}; the same command with --resume goes on")
        return 128 + stop.signal
    return 0


if __name__ == "__main__":
    sys.exit(main())
