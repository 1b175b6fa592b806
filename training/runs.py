"""A run's folder: all that it takes to repeat a training, and what came of it.

``run.json`` (settings, command, versions, commit, data), ``log.jsonl`` (a line per epoch),
``state.safetensors`` (where to go on), the checkpoint, and ``done.json`` once it has ended
by itself.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from classifier import card as cards
from classifier import torchvision_compat  # noqa: F401  (before torchvision)
from classifier.expressions import EXPRESSIONS
from training import dataset
from training.arguments import Arguments
from training.batches import learned
from training.dataset import Data, InvalidData
from training.presets import Settings

# isort: split
import torchvision

RUN, LOG, DONE = "run.json", "log.jsonl", "done.json"
STATE = "state.safetensors"


def describe(settings: Settings, args: Arguments, data: Data) -> dict[str, Any]:
    """What must be the same for a run to be the same run."""
    counts = np.bincount(learned(data, settings.soft), minlength=len(EXPRESSIONS))
    return {
        "processes": int(os.environ.get("WORLD_SIZE", "1")),  # each shuffles and averages its own
        "preset": args.preset,
        "settings": json.loads(json.dumps(asdict(settings))),
        "split": args.split,
        "start": _first_weights(args),
        "data": [
            {"folder": str(folder), "fingerprint": dataset.fingerprint(folder, args.split)}
            for folder in args.data
        ],
        "images": len(data),
        "per_expression": dict(zip(EXPRESSIONS, counts.tolist(), strict=True)),
    }


def _first_weights(args: Arguments) -> str:
    """By their hash: a folder's name says little about what is in it later."""
    if args.start:
        return f"{args.start} ({cards.read(args.start).weights_sha256})"
    if args.imagenet and args.imagenet.is_file():
        digest = hashlib.sha256(args.imagenet.read_bytes()).hexdigest()
        return f"{args.imagenet} ({digest})"
    return ""


def surroundings() -> dict[str, Any]:
    """What may differ between a run's first part and its second: it is told, not compared."""
    return {
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "torchvision": torchvision.__version__,
            "numpy": np.__version__,
        },
        "processor": processor(),
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu",
        "commit": commit(),
    }


def processor() -> str:
    """The processor's name as the system gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores" if names else platform.processor()


def commit() -> str:
    """The code's git commit, with "+" where files differ from it; empty outside a checkout."""
    try:
        head, changed = _git("rev-parse", "HEAD"), _git("status", "--porcelain")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head + ("+" if changed else "")


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(Path(__file__).resolve().parent.parent), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip()


def begin(
    folder: Path, described: dict[str, Any], command: str, network: nn.Module, precision: str
) -> None:
    """Write ``run.json`` for a run from its start, and take away an earlier one's results."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (LOG, DONE, STATE, "evaluation.json", "card.json"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "tensorboard", ignore_errors=True)
    parameters = sum(each.numel() for each in network.parameters())
    more = {"command": command, "parameters": parameters, "precision": precision}
    write_json(folder / RUN, described | more | surroundings())


def tidy(folder: Path) -> None:
    """Take away what a kill left half written: files get their name when they are whole."""
    for name in (RUN, DONE, LOG, STATE, "card.json", "weights.safetensors"):
        for left in folder.glob(f".{name}*"):
            left.unlink(missing_ok=True)


def require_free(folder: Path) -> None:
    """Raises InvalidData where *folder* holds a run, which may have taken days."""
    if any((folder / name).exists() for name in (DONE, STATE, "card.json")):
        raise InvalidData(f"{folder} holds a run: --resume goes on with it, --restart begins anew.")


def require_same(folder: Path, described: dict[str, Any]) -> None:
    """Raises InvalidData unless *folder* holds the run that *described* says, to go on with."""
    try:
        found = read_json(folder / RUN)
    except ValueError as error:
        raise InvalidData(f"{folder / RUN} is damaged: {error}.") from error
    for name, wanted in described.items():
        if found.get(name) != wanted:
            raise InvalidData(
                f"{folder} holds another run: its {name} is {found.get(name)}, not {wanted}."
            )


def end(folder: Path, reason: str, epochs: int, seconds: float) -> None:
    """Note that a run has come to its end, and why."""
    write_json(folder / DONE, {"epochs": epochs, "seconds": round(seconds, 1), "reason": reason})


def write_json(path: Path, value: Any) -> None:
    """By a temporary name, so that no reader finds half of it."""
    temporary = path.with_name(f".{path.name}")
    temporary.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    temporary.replace(path)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def log(folder: Path, line: dict[str, Any]) -> None:
    with (folder / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def log_to_tensorboard(folder: Path, line: dict[str, Any]) -> None:
    """The same numbers in FOLDER/tensorboard, where TensorBoard is installed."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return
    judged = line["valid"] or {}
    told = {name: line[name] for name in ("loss", "learning_rate", "images_per_second")}
    told |= {f"valid/{name}": judged[name] for name in ("loss", "accuracy") if judged}
    with SummaryWriter(str(folder / "tensorboard")) as writer:
        for name, value in told.items():
            writer.add_scalar(name, value, line["epoch"])


def read_log(folder: Path) -> list[dict[str, Any]]:
    """The log's lines; what a kill left of a last one is no line."""
    path = folder / LOG
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.is_file() else []
    return [json.loads(line) for line in lines]


def cut_log(folder: Path, epochs: int) -> None:
    """Keep the first *epochs* lines: what came after them is done again."""
    kept = [line for line in read_log(folder) if line["epoch"] <= epochs]
    temporary = folder / f".{LOG}"
    temporary.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
    temporary.replace(folder / LOG)
