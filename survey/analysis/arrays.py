"""The arrays that the statistics share, and the few steps between them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from classifier.expressions import EXPRESSIONS

COUNT = len(EXPRESSIONS)
NO_ANSWER = -1

Integers = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def model_choices(probabilities: Floats) -> Integers:
    """[images, 5] → [1, images]: the likeliest expression, as if the model were one person.

    Of several equally likely ones the first in the fixed order counts. A row with a NaN is an
    image that the model didn't answer.
    """
    unanswered = np.isnan(probabilities).any(axis=1)
    likeliest: Integers = np.argmax(probabilities, axis=1)
    likeliest[unanswered] = NO_ANSWER
    return likeliest.reshape(1, -1)


def answered(choices: Integers) -> Flags:
    """[people, images]: was there an answer?"""
    flags: Flags = np.not_equal(choices, NO_ANSWER)
    return flags


def answered_enough(choices: Integers) -> Flags:
    """[people]: did they answer at least half of the images?

    Whoever skipped more would have a low score without having read a face wrongly: no figure
    about people counts them.
    """
    given = answered(choices)
    enough: Flags = 2 * given.sum(axis=1) >= given.shape[1]
    return enough


def right(choices: Integers, truth: Integers) -> Flags:
    """[people, images]: was the answer the truth? No answer is not right."""
    flags: Flags = np.equal(choices, truth[None, :])
    return flags
