"""Settings of a training, and the named sets of them.

``best`` is ours. ``1.0`` to ``3.3`` are the runs of the hand-made study that this project
replaces: three ways to end a run, each with 1,000, 5,000, 10,000 and 50,000 images per expression.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

from classifier.card import CROP_SIZE
from classifier.expressions import EXPRESSIONS

OPTIMIZERS = ("sgd", "adam")
SCHEDULES = ("one-cycle", "constant")
STOPS = ("", "loss", "accuracy")
PRECISIONS = ("auto", "float32", "bfloat16")


@dataclass(frozen=True)
class Settings:
    """Everything that decides what a training comes to, but for the data and the code."""

    arch: str = "resnet18"
    size: int = CROP_SIZE  # pixels of a picture's side as the network sees it
    # The first epochs, a share of all, may see smaller pictures: these cost less and teach as well.
    first_size: int = CROP_SIZE
    first_share: float = 0.0
    epochs: int = 20
    batch: int = 64
    optimizer: str = "sgd"
    lr: float = 0.1  # the schedule's peak
    schedule: str = "one-cycle"
    weight_decay: float = 5e-4
    per_expression: int = 0  # training images of each expression at most; 0: all
    balance: float = 0.0  # how far rare expressions are shown more often (batches.draw_order)
    weights: tuple[float, ...] = (1.0,) * len(EXPRESSIONS)  # of an image's loss, by expression
    soft: bool = True  # targets are the shares of the votes, not the one right answer
    augment: bool = True
    average: bool = True  # judge and keep the running average of the weights (EMA)
    stop: str = ""  # what has to get better on the part "valid", or the run ends
    patience: int = 20  # epochs without a gain, then
    min_delta: float = 1e-4  # what counts as a gain
    precision: str = "auto"  # of the network's arithmetic: auto is bfloat16 where it is faster
    compile: bool = False
    seed: int = 1

    def __post_init__(self) -> None:
        """Raises ValueError, naming the setting, for what no run can have."""
        choices = {"optimizer": OPTIMIZERS, "schedule": SCHEDULES, "stop": STOPS}
        for name, known in (choices | {"precision": PRECISIONS}).items():
            if getattr(self, name) not in known:
                raise ValueError(f"{name} {getattr(self, name)!r} is none of {known}")
        for name in ("epochs", "batch", "lr", "patience"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0")
        for name in ("seed", "weight_decay", "per_expression", "balance", "first_share"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} must be at least 0")
        for name in ("size", "first_size"):
            if not 32 <= getattr(self, name) <= CROP_SIZE:
                raise ValueError(f"{name} must be between 32 and {CROP_SIZE}")
        if not max(self.weights, default=0) > 0:
            raise ValueError("one of the weights must be above 0")
        if len(self.weights) != len(EXPRESSIONS) or min(self.weights) < 0:
            raise ValueError(f"weights must be {len(EXPRESSIONS)} numbers of at least 0")

    def size_in(self, epoch: int) -> int:
        """The side of a training picture in *epoch*, which counts from 0."""
        if self.arch == "original":  # it reads nothing else
            return self.size
        begins = epoch < round(self.first_share * self.epochs)
        return min(self.first_size, self.size) if begins else self.size

    def with_(self, **changed: Any) -> "Settings":
        return dataclasses.replace(self, **changed)


_ORIGINAL = Settings(
    arch="original",
    epochs=20,
    optimizer="adam",
    lr=5e-4,
    schedule="constant",
    weight_decay=0.0,
    soft=False,
    augment=False,
    average=False,
    precision="float32",
)
# The early-stopping runs name no length; the longest that was published ended after 116 epochs.
_ENDS = {
    "1": {},
    "2": {"stop": "loss", "epochs": 200},
    "3": {"stop": "accuracy", "epochs": 200},
}
_SIZES = {"0": (1_000, 8), "1": (5_000, 8), "2": (10_000, 8), "3": (50_000, 16)}

PRESETS: dict[str, Settings] = {
    "best": Settings(
        epochs=36,
        first_size=64,
        first_share=0.72,
        batch=128,
        balance=0.5,
    )
} | {
    f"{end}.{size}": _ORIGINAL.with_(per_expression=images, batch=batch, **more)
    for end, more in _ENDS.items()
    for size, (images, batch) in _SIZES.items()
}
