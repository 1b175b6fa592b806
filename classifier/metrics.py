"""How good choices and probabilities are. Pure numpy, no state, no plotting.

Throughout, *truth* is int [n], *choices* int [n] and *probabilities* float [n, k]; classes
are 0 … k−1 in the order of EXPRESSIONS. What is undefined is NaN, never 0.
"""

import numpy as np
import numpy.typing as npt

from classifier.expressions import EXPRESSIONS

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.floating]

CLASSES = len(EXPRESSIONS)


def confusion(truth: Ints, choices: Ints, classes: int = CLASSES) -> npt.NDArray[np.int64]:
    """Counts [k, k]: rows are the truth, columns what was chosen."""
    truth, choices = np.asarray(truth, np.int64), np.asarray(choices, np.int64)
    if truth.shape != choices.shape or truth.ndim != 1:
        raise ValueError(f"truth {truth.shape} and choices {choices.shape} don't match")
    for values in (truth, choices):
        if values.size and not 0 <= values.min() <= values.max() < classes:
            raise ValueError(f"classes outside 0 … {classes - 1}")
    counts = np.bincount(truth * classes + choices, minlength=classes * classes)
    return counts.reshape(classes, classes)


def per_class(counts: Ints) -> npt.NDArray[np.float64]:
    """Share of each row of a confusion matrix on its diagonal; NaN for an empty row."""
    images = counts.sum(axis=1)
    right = np.diagonal(counts).astype(np.float64)
    shares = np.full(len(right), np.nan)
    np.divide(right, images, out=shares, where=images > 0)
    return shares


def accuracy(counts: Ints) -> float:
    """Share of all images on a confusion matrix's diagonal; NaN without images."""
    images = int(counts.sum())
    return float(np.trace(counts)) / images if images else float("nan")


def spread(values: Floats) -> float:
    """Standard deviation of a sample (n − 1 in the denominator); NaN below two values.

    Made for one accuracy per seed or per person: how much it varies between them.
    """
    return float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")


def calibration_error(probabilities: Floats, truth: Ints, bins: int = 15) -> float:
    """Expected calibration error with equally wide bins; NaN without images.

    Guo, Pleiss, Sun, Weinberger: "On Calibration of Modern Neural Networks" (ICML 2017),
    equation 3: the gap between the highest probability and how often its class is right,
    averaged over bins of that probability, weighted by the images in each.
    """
    probabilities = _checked(probabilities, truth)
    if not len(probabilities):
        return float("nan")
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    # Bins are open on the left as in the paper, so that confidence 1 is in the last one.
    index = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    gaps = np.bincount(index, weights=right - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(probabilities))


def brier(probabilities: Floats, truth: Ints) -> float:
    """Mean squared distance from the one-hot truth, 0 (best) to 2; NaN without images.

    Brier: "Verification of forecasts expressed in terms of probability", Monthly Weather
    Review 78 (1950), equation 2, which sums over the classes.
    """
    probabilities = _checked(probabilities, truth)
    if not len(probabilities):
        return float("nan")
    wanted = np.eye(probabilities.shape[1])[truth]
    return float(np.square(probabilities - wanted).sum(axis=1).mean())


def _checked(probabilities: Floats, truth: Ints) -> npt.NDArray[np.float64]:
    doubles = np.asarray(probabilities, dtype=np.float64)
    if doubles.ndim != 2 or len(doubles) != len(truth):
        raise ValueError(f"probabilities {doubles.shape} don't match {len(truth)} truths")
    return doubles
