"""Accuracy: of the images that somebody answered, the share that they read right.

For a group it is the mean of its members' accuracies, so that everybody weighs the same however
much they answered. Who answered none of the images in question is left out. When everybody
answered everything, accuracy × images is the mean score.
"""

import numpy as np

from .arrays import COUNT, Flags, Integers, answered, right

NO_ACCURACY = (None,) * COUNT


def accuracy(choices: Integers, truth: Integers, where: Flags | None = None) -> float | None:
    """Mean over people of right / answered, on all images or on those *where* [images] is true."""
    if where is not None:
        choices, truth = choices[:, where], truth[where]
    given = answered(choices).sum(axis=1)
    took_part = given > 0
    if not took_part.any():
        return None
    hits = right(choices, truth).sum(axis=1)
    return float(np.mean(hits[took_part] / given[took_part]))


def per_expression(choices: Integers, truth: Integers) -> tuple[float | None, ...]:
    """Accuracy on the images that show each of the five: the recall of each, 5 values."""
    return tuple(accuracy(choices, truth, truth == expression) for expression in range(COUNT))
