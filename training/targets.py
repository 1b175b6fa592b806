"""Votes → what a network is to say."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# Votes for the five that a training image needs, as a share of all its votes. Below, what
# people saw is mostly something else, and the rest says little about the five.
MIN_SHARE = 0.5


def soft_targets(
    votes: npt.NDArray[np.int32], other: npt.NDArray[np.int32]
) -> npt.NDArray[np.float32]:
    """Each image's votes [n, 5] as shares of those for the five, [n, 5]; all 0 where, with the
    *other* votes [n], that is less than MIN_SHARE of them.

    The distribution of what people saw, and not only its winner, is what the network is to
    say: plain cross-entropy with it is the best of the losses that Barsoum et al. (2016) compare.
    """
    inside = votes.sum(axis=1)
    enough = (inside > 0) & (inside >= MIN_SHARE * (inside + other))
    shares = votes / np.maximum(inside, 1)[:, None]
    return np.where(enough[:, None], shares, 0).astype(np.float32)


def padded(lists: Sequence[Sequence[int]]) -> npt.NDArray[np.int32]:
    width = max((len(each) for each in lists), default=0)
    return np.array([[*each, *[0] * (width - len(each))] for each in lists], np.int32).reshape(
        len(lists), width
    )
