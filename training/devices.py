"""Where a training computes: one processor, a GPU, or as many as torchrun starts."""

import os
import sys
from contextlib import AbstractContextManager
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, distributed

from classifier.card import CROP_SIZE
from training.dataset import Data

T = TypeVar("T")
Batch = tuple[Tensor, Tensor, Tensor]  # crops [b, 1, 96, 96], targets [b, 5], framed [b]


class Place:
    """This process's device, and which of how many processes it is."""

    def __init__(self) -> None:
        self.world = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self.device = torch.device("cpu")
        if torch.cuda.is_available():
            self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
            torch.cuda.set_device(self.device)
            torch.backends.cudnn.benchmark = True
        if self.world > 1 and not distributed.is_initialized():
            distributed.init_process_group("nccl" if self.device.type == "cuda" else "gloo")

    @property
    def leads(self) -> bool:
        """Whether this process is the one that writes files and says how it goes."""
        return self.rank == 0

    def precision(self, wanted: str) -> str:
        """What a setting comes to here: "auto" is bfloat16 where the device computes it faster."""
        if wanted == "auto":
            return "bfloat16" if self._has_bfloat16() else "float32"
        return wanted

    def autocast(self, precision: str) -> AbstractContextManager[None]:
        enabled = self.precision(precision) == "bfloat16"
        return torch.autocast(self.device.type, torch.bfloat16, enabled=enabled)

    def _has_bfloat16(self) -> bool:
        """Measured: a processor without the instructions takes three times as long with it."""
        if self.device.type == "cuda":
            return bool(torch.cuda.is_bf16_supported())
        return "avx512_bf16" in _flags() or "amx_bf16" in _flags()

    def any(self, flag: bool) -> bool:
        """Whether *flag* is set in any process: they have to stop at the same step."""
        if self.world == 1:
            return flag
        found = torch.tensor(int(flag), device=self.device)
        distributed.all_reduce(found, distributed.ReduceOp.MAX)
        return bool(found.item())

    def from_leader(self, value: T) -> T:
        """The first process's *value*, in all of them."""
        if self.world == 1:
            return value
        box = [value]
        distributed.broadcast_object_list(box)
        return box[0]

    def wait(self) -> None:
        """Until all processes are here."""
        if self.world > 1:
            distributed.barrier()

    def leave(self, code: int) -> int:
        """Returns *code*; one of several processes ends with it here, at once.

        Whoever frees gloo's group holds the interpreter and waits for gloo's threads, one of which
        may be waiting for the interpreter to free the last tensors: about 1 in 20 trainings on two
        processors never ended. So nothing is freed.
        """
        if self.world == 1:
            return code
        distributed.destroy_process_group()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _flags() -> set[str]:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123
            return next((set(line.split()) for line in file if line.startswith("flags")), set())
    except OSError:
        return set()


def on_device(data: Data, device: torch.device) -> Tensor:
    """All crops, uint8 [n, 96, 96], sent there piece by piece: the host may have less memory."""
    crops = torch.empty((len(data), CROP_SIZE, CROP_SIZE), dtype=torch.uint8, device=device)
    for start in range(0, len(data), 4096):
        at = np.arange(start, min(start + 4096, len(data)))
        crops[start : start + len(at)] = torch.from_numpy(data.crops.take(at)).to(device)
    return crops


class Feed:
    """Batches on the device. A GPU holds the whole data set, as uint8; elsewhere what a batch
    needs is read from the mapped file."""

    def __init__(self, data: Data, targets: npt.NDArray[np.float32], place: Place) -> None:
        self._data, self._place = data, place
        self._crops: Tensor | None = None
        if place.device.type == "cuda":
            self._crops = on_device(data, place.device)
        self._targets = torch.from_numpy(targets).to(place.device)
        self._framed = torch.from_numpy(data.framed).to(place.device)

    def batch(self, at: npt.NDArray[np.int64]) -> Batch:
        """This process's share of the images *at*."""
        at = np.sort(at[self._place.rank :: self._place.world])
        where = torch.from_numpy(at).to(self._place.device)
        crops = (
            torch.from_numpy(self._data.crops.take(at))
            if self._crops is None
            else self._crops[where]
        )
        return crops.unsqueeze(1), self._targets[where], self._framed[where]
