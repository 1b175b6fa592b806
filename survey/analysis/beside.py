"""Several models beside one another: how often each sees what people see, and how sure it is."""

import numpy as np

from .arrays import NO_ANSWER, Floats, Integers, model_choices


def majority(shares: Floats) -> Integers:
    """[images, 5] → [images]: what most people saw; no answer where several are level, or nobody
    answered."""
    known = np.where(np.isnan(shares), -1.0, shares)
    top = known.max(axis=1)
    seen: Integers = known.argmax(axis=1)
    seen[((known == top[:, None]).sum(axis=1) > 1) | (top < 0)] = NO_ANSWER
    return seen


def agreement_with(seen: Integers, probabilities: Floats) -> float | None:
    """The share of images, of those that both answered, on which a model sees the same."""
    chosen = model_choices(probabilities)[0]
    both = (chosen != NO_ANSWER) & (seen != NO_ANSWER)
    return float((chosen[both] == seen[both]).mean()) if both.any() else None


def certainty(probabilities: Floats) -> float | None:
    """The mean probability that a model gives to what it sees."""
    answered = ~np.isnan(probabilities).any(axis=1)
    return float(probabilities[answered].max(axis=1).mean()) if answered.any() else None
