"""Where an interrupted training goes on: one safetensors file, replaced whole.

Everything random in training is a function of the seed, the epoch and the step, so that
the weights, their running average, the momentum and the step are all there is to keep.
"""

import json
import os
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim import SGD

FILE_NAME = "state.safetensors"


def save(
    folder: Path,
    network: nn.Module,
    average: nn.Module,
    optimizer: SGD,
    *,
    step: int,
    run: dict[str, Any],
) -> None:
    """Write the state after *step* steps of the run that *run* describes."""
    tensors = {f"network.{name}": value for name, value in network.state_dict().items()}
    tensors |= {f"average.{name}": value for name, value in average.state_dict().items()}
    for name, parameter in network.named_parameters():
        momentum = optimizer.state[parameter].get("momentum_buffer")
        if momentum is not None:
            tensors[f"momentum.{name}"] = momentum
    temporary = folder / f".{FILE_NAME}.{os.getpid()}"
    save_file(
        {name: value.contiguous() for name, value in tensors.items()},
        temporary,
        metadata={"step": str(step), "run": json.dumps(run)},
    )
    temporary.replace(folder / FILE_NAME)


def restore(
    folder: Path, network: nn.Module, average: nn.Module, optimizer: SGD, run: dict[str, Any]
) -> int:
    """Load the state in *folder* and return its step.

    Raises ValueError where it belongs to another run: other data, seed or length.
    """
    with safe_open(folder / FILE_NAME, framework="pt") as file:
        metadata = file.metadata()
        if (found := json.loads(metadata["run"])) != run:
            raise ValueError(f"{folder} holds another run: {found}, not {run}")
        tensors: dict[str, Tensor] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    network.load_state_dict(_under("network.", tensors))
    average.load_state_dict(_under("average.", tensors))
    momentum = _under("momentum.", tensors)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name in momentum:
                buffer = torch.empty_like(parameter)  # keeps the parameter's memory format
                optimizer.state[parameter]["momentum_buffer"] = buffer.copy_(momentum[name])
    return int(metadata["step"])


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): value
        for name, value in tensors.items()
        if name.startswith(prefix)
    }
