"""How good choices and probabilities are. Pure numpy, no state, no plotting.

Throughout, *truth* is int [n], *choices* int [n] and *probabilities* float [n, k]; classes
are 0 … k−1 in the order of EXPRESSIONS. What is undefined is NaN, never 0.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifier.expressions import EXPRESSIONS

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.floating]

CLASSES = len(EXPRESSIONS)
BINS = 15  # of confidence, as in Guo et al. 2017


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

    Made for one accuracy per seed, person or expression: how much it varies between them.
    """
    return float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")


@dataclass(frozen=True)
class Reliability:
    """How often answers of some confidence are right, in equally wide bins of (0, 1].

    All arrays are [bins]; *confidence* and *right* are means, NaN in an empty bin.
    """

    images: npt.NDArray[np.int64]
    confidence: npt.NDArray[np.float64]
    right: npt.NDArray[np.float64]


def confidence_bins(probabilities: Floats, bins: int = BINS) -> npt.NDArray[np.int64]:
    """Each row's bin by its highest probability, [n].

    Bins are open on the left as in Guo et al., so that confidence 1 is in the last one.
    """
    highest = np.asarray(probabilities, dtype=np.float64).max(axis=1)
    index: npt.NDArray[np.int64] = np.ceil(highest * bins).astype(np.int64) - 1
    return np.minimum(np.maximum(index, 0), bins - 1)


def reliability(probabilities: Floats, truth: Ints, bins: int = BINS) -> Reliability:
    """The curve of a reliability diagram (Guo et al. 2017, figure 1)."""
    probabilities = _checked(probabilities, truth)
    index = confidence_bins(probabilities, bins)
    images = np.bincount(index, minlength=bins)
    confidence, right = np.full(bins, np.nan), np.full(bins, np.nan)
    highest = probabilities.max(axis=1)
    hits = (probabilities.argmax(axis=1) == truth).astype(np.float64)
    some = images > 0
    np.divide(np.bincount(index, highest, bins), images, out=confidence, where=some)
    np.divide(np.bincount(index, hits, bins), images, out=right, where=some)
    return Reliability(images, confidence, right)


def calibration_error(probabilities: Floats, truth: Ints, bins: int = BINS) -> float:
    """Expected calibration error with equally wide bins; NaN without images.

    Guo, Pleiss, Sun, Weinberger: "On Calibration of Modern Neural Networks" (ICML 2017),
    equation 3: the gap between the highest probability and how often its class is right,
    averaged over bins of that probability, weighted by the images in each.
    """
    curve = reliability(probabilities, truth, bins)
    if not curve.images.sum():
        return float("nan")
    gaps = np.nan_to_num(np.abs(curve.right - curve.confidence))
    return float((gaps * curve.images).sum() / curve.images.sum())


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


def cross_entropy(probabilities: Floats, shares: Floats) -> npt.NDArray[np.float64]:
    """Of each row of *probabilities* [n, k] against *shares* [n, k] that sum to 1, in nats, [n].

    Against people's votes: what the network is trained to make small. Its least value is
    the shares' own entropy, ``cross_entropy(shares, shares)``; what lies above that is the
    Kullback-Leibler divergence. A probability of 0 counts as 1e-12.
    """
    logs = np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), 1e-12))
    found: npt.NDArray[np.float64] = -(np.asarray(shares, dtype=np.float64) * logs).sum(axis=1)
    return found


def _checked(probabilities: Floats, truth: Ints) -> npt.NDArray[np.float64]:
    doubles = np.asarray(probabilities, dtype=np.float64)
    if doubles.ndim != 2 or len(doubles) != len(truth):
        raise ValueError(f"probabilities {doubles.shape} don't match {len(truth)} truths")
    return doubles
