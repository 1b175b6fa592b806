"""Training: images per second of our steps and of the original's, in turns."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from classifier.preprocess import CROP_SIZE
from training.arguments import Arguments
from training.benchmarks import environment
from training.benchmarks.table import Rounds, Row, Table, ratio, rounded
from training.cli import Refused
from training.crops import CropArray
from training.dataset import Data
from training.devices import Place
from training.presets import PRESETS, Settings
from training.step import Run, train_one_step

BASELINE = "the original's network in Keras, batch 16"
SMALL_BATCH = "the same, batch 8"
OURS = "resnet50"
FIRST_SIZE = PRESETS["best"].first_size
GPU_BATCH, GPU_IMAGES, GPU_STEPS = 1024, 100_000, 40

Measure = Callable[[], float]  # images per second


@dataclass(frozen=True)
class Contender:
    name: str
    settings: Settings
    steps: int  # of a round


def contenders() -> list[Contender]:
    """Preset `best` with each network, and the original's topology under its own preset."""
    best = PRESETS["best"]
    return [
        Contender(f"{OURS}, 96×96", best.with_(arch="resnet50"), 3),
        Contender(f"{OURS}, {FIRST_SIZE}×{FIRST_SIZE}", best.with_(arch="resnet50"), 4),
        Contender("resnet18, 96×96", best.with_(arch="resnet18"), 4),
        Contender("original, 96×96", best.with_(arch="original"), 3),
        Contender("original under its own preset 3.3 (float32, batch 16)", PRESETS["3.3"], 6),
    ]


def made_up(count: int) -> Data:
    """Crops of noise: what is in them costs nothing."""
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (count, CROP_SIZE, CROP_SIZE), dtype=np.uint8)
    truth = np.arange(count, dtype=np.int64) % 5
    votes = 10 * np.eye(5, dtype=np.int32)[truth]
    which = np.zeros(count, np.int64)
    return Data(
        crops=CropArray([pixels], which, np.arange(count)),
        truth=truth,
        votes=votes,
        others=np.zeros((count, 0), np.int32),
        framed=rng.random(count) < 0.5,
    )


def new_run(settings: Settings, images: int, device: str, folder: Path) -> Run:
    place = Place()
    if place.device.type != device:
        if device == "cuda":
            raise Refused("--device cuda: this machine has no GPU that torch can use.")
        place.device = torch.device(device)
    args = Arguments((), folder, "best", "default", None, None, False, "")
    run = Run(args, settings, made_up(images), place)
    run.network.train()
    return run


def rate(run: Run, size: int, steps: int) -> float:
    """Images per second of whole training steps: reading, augmentation, network, averaging."""
    batch = run.settings.batch
    at = np.arange(len(run.seen))
    began = time.perf_counter()
    for step in range(steps):
        train_one_step(run, np.roll(at, -step * batch)[:batch], size)
    if run.place.device.type == "cuda":
        torch.cuda.synchronize()
    return steps * batch / (time.perf_counter() - began)


@contextmanager
def baseline(wanted: bool) -> Iterator[dict[str, Measure]]:
    if not wanted:
        yield {}
        return
    with environment.keras() as keras:
        if keras.parameters != 33_021_701:
            raise Refused(f"The Keras network has {keras.parameters} parameters: not the original.")

        def measured(batch: int, steps: int) -> float:
            return batch * steps / keras.seconds(batch, steps)

        yield {
            BASELINE: lambda: measured(16, 8),
            SMALL_BATCH: lambda: measured(8, 12),
        }


def on_cpu(rounds: int, *, keras: bool, command: str) -> Table:
    found = Rounds()
    with tempfile.TemporaryDirectory() as folder, baseline(keras) as others:
        measures = others | {
            each.name: _measure(each, Path(folder)) for each in contenders()
        }  # in this order in every round: the baseline stands next to what it is compared with
        for each in measures.values():
            each()  # the first steps choose algorithms and reserve memory
        for _ in range(rounds):
            for name, measure in measures.items():
                found.add(name, measure())
    return _table(found, rounds, command)


def _measure(contender: Contender, folder: Path) -> Measure:
    run = new_run(contender.settings, 4 * contender.settings.batch, "cpu", folder)
    small = f"{FIRST_SIZE}×{FIRST_SIZE}" in contender.name
    size = FIRST_SIZE if small else CROP_SIZE
    return lambda: rate(run, size, contender.steps)


def _table(found: Rounds, rounds: int, command: str) -> Table:
    batch = PRESETS["best"].batch
    rows = [
        Row(name, (rounded(found.median(name)), ratio(found.times(name, BASELINE))))
        for name in (BASELINE, SMALL_BATCH, *(each.name for each in contenders()))
    ]
    about = (
        f"Images per second of whole training steps, the median of {rounds} rounds in which all"
        " took turns, and how many times the baseline's that is. The baseline is the original's"
        " network (33,021,701 parameters, counted there) trained by Keras on TensorFlow, Adam"
        " 5e-4, with its crops in memory and nothing to augment. Ours are steps of preset `best`:"
        f" batch {batch}, augmentation, running average, channels last, bfloat16 where the"
        f" processor has it; it shows {FIRST_SIZE}×{FIRST_SIZE} pixels in the first"
        f" {PRESETS['best'].first_share:.0%} of its epochs and 96×96 in the rest."
    )
    columns = ("images/s", "against the baseline")
    return Table("Training on a processor", about, command, columns, tuple(rows), found.rates)


def on_gpu(rounds: int, batch: int, *, command: str) -> Table:
    settings = PRESETS["best"].with_(arch="resnet50", batch=batch, compile=True)
    found = Rounds()
    name = f"{OURS}, 96×96, batch {batch:,}"
    with tempfile.TemporaryDirectory() as folder:
        run = new_run(settings, GPU_IMAGES, "cuda", Path(folder))
        rate(run, CROP_SIZE, 10)  # compiles
        for _ in range(rounds):
            found.add(name, rate(run, CROP_SIZE, GPU_STEPS))
    about = (
        f"Images per second of whole training steps of preset `best` with `--compile`, the median"
        f" of {rounds} rounds of {GPU_STEPS} steps on {torch.cuda.get_device_name()}: the data on"
        " the GPU as uint8, augmentation there, channels last, bfloat16."
    )
    row = Row(name, (rounded(found.median(name)),))
    return Table("Training on a GPU", about, command, ("images/s",), (row,), found.rates)
