"""Where an interrupted training goes on: one safetensors file, replaced whole.

Everything random in training is a function of the seed, the epoch and the step, so that
the weights, their running average, the optimizer's memory and a few numbers are all there is
to keep.
"""

import json
import os
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as dump_tensors
from torch import Tensor, nn
from torch.optim import Optimizer

from training import runs
from training.dataset import InvalidData

FILE_NAME = runs.STATE


def save(
    folder: Path, modules: dict[str, nn.Module], optimizer: Optimizer, progress: dict[str, Any]
) -> None:
    """Write the weights of *modules*, what *optimizer* remembers, and *progress* (JSON)."""
    tensors = {
        f"{kind}.{name}": value
        for kind, module in modules.items()
        for name, value in module.state_dict().items()
    }
    for number, kept in optimizer.state_dict()["state"].items():
        for name, value in kept.items():
            if value is not None:
                tensors[f"optimizer.{number}.{name}"] = torch.as_tensor(value)
    whole = {name: value.detach().cpu().contiguous() for name, value in tensors.items()}
    # Not save_file: killed while it writes, it leaves a file under a name of its own.
    content = dump_tensors(whole, metadata={"progress": json.dumps(progress)})
    temporary = folder / f".{FILE_NAME}.{os.getpid()}"
    try:
        temporary.write_bytes(content)
        temporary.replace(folder / FILE_NAME)
    except OSError as error:  # a full disk, among others
        raise OSError(f"{folder / FILE_NAME} could not be written: {error}") from error
    finally:
        temporary.unlink(missing_ok=True)


def restore(folder: Path, modules: dict[str, nn.Module], optimizer: Optimizer) -> dict[str, Any]:
    """Load what ``save`` wrote and return its *progress*. Raises InvalidData."""
    path = folder / FILE_NAME
    if not path.is_file():
        raise InvalidData(f"{folder} has no {FILE_NAME}: there is nothing to resume.")
    try:
        with safe_open(path, framework="pt") as file:
            progress: dict[str, Any] = json.loads(file.metadata()["progress"])
            tensors: dict[str, Tensor] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        for kind, module in modules.items():
            module.load_state_dict(_under(f"{kind}.", tensors))
        _restore_optimizer(optimizer, _under("optimizer.", tensors))
    except (SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise InvalidData(f"{path} doesn't fit this run or is damaged: {error}.") from error
    return progress


def _restore_optimizer(optimizer: Optimizer, tensors: dict[str, Tensor]) -> None:
    """Into the memory format of the parameters, in which an unbroken run keeps them too."""
    kept: dict[int, dict[str, Tensor]] = {}
    parameters = [each for group in optimizer.param_groups for each in group["params"]]
    for name, value in tensors.items():
        number, entry = name.split(".", 1)
        like = parameters[int(number)]
        same = value.shape == like.shape
        kept.setdefault(int(number), {})[entry] = (
            torch.empty_like(like).copy_(value) if same and value.dim() else value
        )
    optimizer.load_state_dict(optimizer.state_dict() | {"state": kept})


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): value
        for name, value in tensors.items()
        if name.startswith(prefix)
    }
