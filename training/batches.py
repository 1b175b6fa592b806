"""Which images a training step sees: everything here is a function of the seeds."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from training.dataset import Data


def learned(data: Data, soft: bool) -> npt.NDArray[np.int64]:
    """What each image counts as, [n]: its most frequent vote for *soft* targets, else its truth."""
    return data.targets.argmax(axis=1) if soft else data.truth


def limited(data: Data, per_expression: int, seed: int, *, soft: bool = True) -> Data:
    """At most *per_expression* images of each expression, drawn at random; 0 keeps all."""
    if not per_expression:
        return data
    rng = np.random.default_rng(seed)
    seen = learned(data, soft)
    chosen = [
        rng.permutation(np.flatnonzero(seen == expression))[:per_expression]
        for expression in np.unique(seen)
    ]
    return data.subset(np.sort(np.concatenate(chosen)))


def draw_order(
    seen: npt.NDArray[np.int64], seed: tuple[int, int], balance: float = 0.0
) -> npt.NDArray[np.int64]:
    """Indices of an epoch's images: each once, or for *balance* above 0 drawn with replacement.

    *seen* [n] is each image's most frequent vote. An image is then drawn in proportion to
    f^−balance, f being the share of images that have the same one: 1 makes all expressions
    equally frequent, 0.5 goes half the way. *seed* is (the run's, the epoch's).
    """
    rng = np.random.default_rng(seed)
    if not balance:
        return rng.permutation(len(seen))
    weights = np.bincount(seen).astype(np.float64)[seen] ** -balance
    return rng.choice(len(seen), size=len(seen), p=weights / weights.sum())


def batches(order: npt.NDArray[np.int64], size: int) -> Iterator[npt.NDArray[np.int64]]:
    """*order* in pieces of *size*; what doesn't fill one waits for another epoch's order."""
    for start in range(0, len(order) - size + 1, size):
        yield order[start : start + size]
