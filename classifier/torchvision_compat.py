"""Makes torchvision importable over a torch that its binary extension was not built for.

Import this module before torchvision. The registry's torchvision is built against
CUDA; over a CPU-only torch its extension does not load, and its import then ends in
``operator torchvision::nms does not exist``, because it registers the shapes of two
operators that nothing has declared. Declaring them is enough for ``torchvision.models``:
no network of ours calls them. Where the extension is there, nothing is touched.
"""

import contextlib
import importlib.machinery
import importlib.util
from pathlib import Path

import torch

SIGNATURE = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


def _load_extension() -> None:
    """Load torchvision's extension as its own import would, if it is there and fits."""
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return
    for suffix in importlib.machinery.EXTENSION_SUFFIXES:
        file = Path(spec.origin).with_name(f"_C{suffix}")
        if file.exists():
            with contextlib.suppress(OSError):  # built for another torch
                torch.ops.load_library(str(file))  # type: ignore[no-untyped-call]


def _declare_missing() -> None:
    for name in ("nms", "qnms"):
        if not torch._C._dispatch_has_kernel(f"torchvision::{name}"):
            with contextlib.suppress(RuntimeError):  # declared already, without a kernel
                torch.library.define(f"torchvision::{name}", SIGNATURE)


_load_extension()
_declare_missing()
