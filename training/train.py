"""Train a network on prepared data (see training.prepare and training.split).

python -m training.train --data var/data/ferplus --preset best --out var/runs/best
python -m training.train --data DIR --preset 3.1 --out OUT          a run of the original study
python -m training.train … --arch resnet50 --epochs 20 --seed 2     settings instead of the preset's
torchrun --nproc-per-node 4 -m training.train …                     several GPUs; --nnodes: machines

Learns from the part "train" of every --data folder and is judged after each epoch on the part
"valid". OUT then holds a checkpoint (weights.safetensors, card.json), log.jsonl with a line
per epoch and all that it takes to repeat the run (see training.runs). Killed or stopped, by
Ctrl-C or SIGTERM, the same command with --resume goes on, and comes to the weights that it
would have come to without the stop; where there is nothing to go on with, it begins.
"""

import datetime
import signal
import sys
import time
from types import FrameType
from typing import Any

from tqdm import tqdm

from classifier import checkpoint
from classifier.card import Card
from classifier.expressions import EXPRESSIONS
from training import batches, dataset, runs, state, validate
from training.arguments import Arguments, parse
from training.cli import refusing
from training.dataset import Data, InvalidData
from training.devices import Place
from training.presets import Settings
from training.step import Run, learning_rate, train_one_step


class Stop:
    """Notes a signal, so that the step under way is finished and the state written."""

    def __init__(self) -> None:
        self.signal = 0
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.signal = number


def train_one_epoch(run: Run, epoch: int, stop: Stop) -> bool:
    """One pass over the data. Returns whether it came to its end before a signal."""
    settings, progress = run.settings, run.progress
    run.network.train()
    first = epoch * run.steps_per_epoch
    order = batches.draw_order(run.seen, (settings.seed, epoch), settings.balance)
    bar = tqdm(
        total=len(order),
        initial=(progress.step - first) * settings.batch,
        desc=f"epoch {epoch + 1} of {settings.epochs}",
        unit=" images",
        unit_scale=True,
        disable=None if run.place.leads else True,
    )
    with bar:
        for at in list(batches.batches(order, settings.batch))[progress.step - first :]:
            loss = train_one_step(run, at, settings.size_in(epoch))
            progress.losses.append(round(loss, 5))
            bar.update(settings.batch)
            bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
            if run.place.any(bool(stop.signal)) and progress.step < first + run.steps_per_epoch:
                return False
    return True


def end_epoch(run: Run, epoch: int, valid: Data | None, begun: tuple[int, float]) -> None:
    """Judge, write the checkpoint and the log's line, then the state.

    In this order: whoever is killed in between repeats the epoch. *begun* is the step and
    the time at which this process took the epoch up.
    """
    progress, settings = run.progress, run.settings
    trained = (progress.step - begun[0]) * settings.batch
    rate = trained / (time.monotonic() - begun[1])
    size = settings.size_in(epoch)  # what it has not been shown yet it can't know
    found = None
    if valid and run.place.leads:  # the others' statistics differ, and with them their verdict
        found = validate.judge(run.judged, valid, settings, size, run.place)
    found = run.place.from_leader(found)
    better = False
    if settings.stop and found:
        gained = validate.monitored(settings, found)
        better = progress.best is None or gained - settings.min_delta > progress.best
        if better:
            progress.best, progress.best_epoch = gained, epoch + 1
    if run.place.leads and (better or not settings.stop):
        save_checkpoint(run, epoch + 1, found)
    seconds = time.monotonic() - begun[1]
    line = {
        "epoch": epoch + 1,
        "loss": sum(progress.losses) / len(progress.losses),
        "seconds": round(seconds, 1),
        "images_per_second": round(rate, 1),
        "learning_rate": learning_rate(settings, progress.step - 1, run.steps),
        "valid": found,
    }
    progress.losses = []
    progress.seconds += seconds
    if run.place.leads:
        runs.log(run.args.out, line)
        runs.log_to_tensorboard(run.args.out, line)
        print(summary(line), flush=True)
    run.save()


def summary(line: dict[str, Any]) -> str:
    judged = line["valid"]
    said = f", valid {judged['accuracy']:.1%}" if judged else ""
    return f"epoch {line['epoch']}: loss {line['loss']:.3f}{said}, {line['seconds']} s"


def save_checkpoint(run: Run, epochs: int, found: dict[str, Any] | None) -> None:
    card = Card(
        architecture=run.settings.arch,
        input_size=run.settings.size,
        created=datetime.datetime.now(datetime.UTC).date(),
        data=", ".join(folder.name for folder in run.args.data),
        command=run.command,
        seed=run.settings.seed,
        epochs=epochs,
        evaluations={"valid": validate.evaluation(found)} if found else {},
    )
    checkpoint.save(run.args.out, run.judged, card, half=True)


def train(run: Run, valid: Data | None, stop: Stop) -> str:
    """Until it ends or is stopped. Returns why it ended, or nothing when it was stopped."""
    settings, progress = run.settings, run.progress
    for epoch in range(progress.step // run.steps_per_epoch, settings.epochs):
        if settings.stop and epoch - progress.best_epoch >= settings.patience:
            return "early stop"
        begun = (progress.step, time.monotonic())
        if not train_one_epoch(run, epoch, stop):
            progress.seconds += time.monotonic() - begun[1]
            run.save()
            return ""
        end_epoch(run, epoch, valid, begun)
        if run.place.any(bool(stop.signal)) and epoch + 1 < settings.epochs:
            return ""
    return "all epochs"


def begin(args: Arguments, settings: Settings, place: Place) -> tuple[Run, Data | None]:
    """Read the data, and set up the run where it starts or where it was left."""
    data = dataset.trainable(dataset.read(args.data, "train", args.split))
    if not settings.soft:
        data = dataset.with_truth(data)
    data = batches.limited(data, settings.per_expression, settings.seed, soft=settings.soft)
    if missing := set(range(len(EXPRESSIONS))) - set(batches.learned(data, settings.soft).tolist()):
        names = ", ".join(EXPRESSIONS[at] for at in sorted(missing))
        raise InvalidData(f"The part 'train' has no images of {names}.")
    valid = validate.read(args.data, args.split, settings)
    if len(data) < settings.batch:
        raise InvalidData(f"{len(data)} images don't fill a batch of {settings.batch}.")
    if settings.batch % place.world:
        raise InvalidData(f"{place.world} processes can't share batches of {settings.batch}.")
    if not args.resume and not args.restart:
        runs.require_free(args.out)
    described = runs.describe(settings, args, data)
    run = Run(args, settings, data, place)
    if args.resume and (args.out / runs.RUN).is_file():
        runs.require_same(args.out, described)
        if (args.out / state.FILE_NAME).is_file():  # else it was killed in its first epoch
            run.restore()
    if place.any(run.progress.step != place.from_leader(run.progress.step)):
        raise InvalidData(f"{args.out}: all machines must see the same folder to go on with a run.")
    if place.leads:
        runs.tidy(args.out)
    if place.leads and run.progress.step:
        runs.cut_log(args.out, run.progress.step // run.steps_per_epoch)
    elif place.leads:
        precision = place.precision(settings.precision)
        runs.begin(args.out, described, args.command, run.network, precision)
    place.wait()
    return run, valid


def main(arguments: list[str] | None = None) -> int:
    with refusing():
        args, settings = parse(sys.argv[1:] if arguments is None else arguments, __doc__ or "")
        place = Place()
        run, valid = begin(args, settings, place)
        stop = Stop()
        if place.leads:
            print(f"{len(run.seen)} images, {run.steps} steps, from step {run.progress.step}")
        reason = train(run, valid, stop)
        if reason and place.leads:
            epochs = run.progress.step // run.steps_per_epoch
            runs.end(args.out, reason, epochs, run.progress.seconds)
        if not reason and place.leads:
            print(f"\nstopped at step {run.progress.step}; the same command with --resume goes on")
        return place.leave(0 if reason else 128 + (stop.signal or signal.SIGTERM))


if __name__ == "__main__":
    sys.exit(main())
