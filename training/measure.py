"""A network's figures on one set of images, each with its interval.

All of them come from sums over images: ``columns`` says what an image adds, ``statistics``
what the sums mean. The figures themselves and their resamples go through the same two, and
agree with classifier.metrics, which says where the formulas come from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from classifier import metrics
from classifier.expressions import EXPRESSIONS
from training import bootstrap, humans
from training.dataset import Data

Floats = npt.NDArray[np.float64]
Figures = dict[str, Any]
Statistics = Callable[[Floats], dict[str, Floats]]  # sums [..., m] → figures [...]

CELLS = metrics.CLASSES**2


@dataclass(frozen=True)
class Answered:
    """Images with what a network says of them; all arrays begin with [n]."""

    data: Data
    probabilities: npt.NDArray[np.float32]  # [n, 5]
    persons: npt.NDArray[np.str_]  # empty where unknown
    sources: npt.NDArray[np.str_]

    @property
    def choices(self) -> npt.NDArray[np.int64]:
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    def subset(self, keep: npt.NDArray[np.bool_]) -> "Answered":
        return Answered(
            self.data.subset(keep), self.probabilities[keep], self.persons[keep], self.sources[keep]
        )


def measure(answered: Answered, seed: int = bootstrap.SEED) -> Figures:
    """Everything that training.evaluate says about the images in *answered*."""
    judged = answered.subset(answered.data.truth >= 0)
    figures = against_truth(judged, seed)
    if (votes := against_votes(judged, seed)) is not None:
        figures["votes"] = votes
        figures["single_human"] = {
            "same_images": single_human(judged, seed),
            "every_image": single_human(answered, seed),
        }
    return figures


def columns(probabilities: npt.NDArray[np.float32], truth: npt.NDArray[np.int64]) -> Floats:
    """What each image adds, [n, 25 + 15 + 2]: its cell of the confusion matrix, its gap
    between right and confidence in its bin, its Brier score and its log loss."""
    count = len(truth)
    rows, choices = np.arange(count), probabilities.argmax(axis=1)
    cells, gaps = np.zeros((count, CELLS)), np.zeros((count, metrics.BINS))
    cells[rows, truth * metrics.CLASSES + choices] = 1
    gap = (choices == truth) - probabilities.max(axis=1).astype(np.float64)
    gaps[rows, metrics.confidence_bins(probabilities)] = gap
    wanted = np.eye(metrics.CLASSES)[truth]
    brier = np.square(probabilities - wanted).sum(axis=1)
    return np.column_stack([cells, gaps, brier, metrics.cross_entropy(probabilities, wanted)])


def statistics(sums: Floats) -> dict[str, Floats]:
    """Figures [...] from sums [..., 42] of ``columns``, by name; NaN where undefined."""
    counts = sums[..., :CELLS].reshape(*sums.shape[:-1], metrics.CLASSES, metrics.CLASSES)
    images = counts.sum(axis=(-2, -1))
    per_expression = _divided(np.diagonal(counts, axis1=-2, axis2=-1), counts.sum(axis=-1))
    gaps = np.abs(sums[..., CELLS : CELLS + metrics.BINS]).sum(axis=-1)
    return {
        "accuracy": _divided(np.trace(counts, axis1=-2, axis2=-1), images),
        **between(per_expression),
        "calibration_error": _divided(gaps, images),
        "brier": _divided(sums[..., -2], images),
        "log_loss": _divided(sums[..., -1], images),
        **{name: per_expression[..., at] for at, name in enumerate(EXPRESSIONS)},
    }


def between(shares: Floats) -> dict[str, Floats]:
    """The mean, standard deviation (n − 1) and range of accuracies [..., 5], without NaN ones."""
    known = ~np.isnan(shares)
    count = known.sum(axis=-1)
    macro = _divided(np.where(known, shares, 0).sum(axis=-1), count)
    apart = np.where(known, np.square(shares - macro[..., None]), 0).sum(axis=-1)
    most = np.where(known, shares, -np.inf).max(axis=-1)
    least = np.where(known, shares, np.inf).min(axis=-1)
    return {
        "macro": macro,
        "spread": np.sqrt(_divided(apart, count - 1)),
        "range": np.where(count > 1, most - least, np.nan),
    }


def _divided(above: Any, below: Any) -> Floats:
    above, below = np.asarray(above, np.float64), np.asarray(below, np.float64)
    found = np.full(above.shape, np.nan)
    np.divide(above, below, out=found, where=below > 0)
    return found


def against_truth(judged: Answered, seed: int) -> Figures:
    added = columns(judged.probabilities, judged.data.truth)
    values, intervals = _summed(statistics, added, judged, seed)
    counts = metrics.confusion(judged.data.truth, judged.choices)
    return {
        "images": len(added),
        **{name: value for name, value in values.items() if name not in EXPRESSIONS},
        "per_expression": {name: values[name] for name in EXPRESSIONS},
        "images_per_expression": dict(zip(EXPRESSIONS, counts.sum(axis=1).tolist(), strict=True)),
        "confusion": counts.tolist(),
        "reliability": _reliability(judged),
        "intervals": intervals,
    }


def _summed(
    statistics: Statistics, added: Floats, of: Answered, seed: int
) -> tuple[dict[str, float | None], dict[str, tuple[float, float]]]:
    """What *statistics* makes of the images' *added* [n, m], and the intervals."""
    apart = bootstrap.intervals(
        statistics, added, strata=of.data.truth, persons=of.persons, seed=seed
    )
    values = {name: rounded(value) for name, value in statistics(added.sum(axis=0)).items()}
    return values, {name: pair for name, pair in apart.items() if pair is not None}


def _reliability(judged: Answered) -> list[Figures]:
    """The bins of the reliability diagram that hold images."""
    curve = metrics.reliability(judged.probabilities, judged.data.truth)
    return [
        {
            "from": rounded(at / metrics.BINS),
            "to": rounded((at + 1) / metrics.BINS),
            "images": int(curve.images[at]),
            "confidence": rounded(curve.confidence[at]),
            "right": rounded(curve.right[at]),
        }
        for at in np.flatnonzero(curve.images)
    ]


def against_votes(judged: Answered, seed: int) -> Figures | None:
    """How far the probabilities are from the shares of people's votes for the five, in nats.

    None where no image has several votes.
    """
    answers = _answers(judged.data)
    voted = (judged.data.votes.sum(axis=1) > 0) & (answers.sum(axis=1) >= humans.LEAST_TAGGERS)
    if not voted.any():
        return None
    chosen = judged.subset(voted)
    shares = chosen.data.votes / chosen.data.votes.sum(axis=1, keepdims=True)
    losses = metrics.cross_entropy(chosen.probabilities, shares)
    floor = metrics.cross_entropy(shares, shares)
    statistics, added = _means(
        {"cross_entropy": losses, "entropy": floor, "divergence": losses - floor}
    )
    values, intervals = _summed(statistics, added, chosen, seed)
    return {"images": len(losses), **values, "intervals": intervals}


def _means(
    values: dict[str, Floats], among: dict[str, npt.NDArray[np.bool_]] | None = None
) -> tuple[Statistics, Floats]:
    """For ``_summed``: the mean of each of the *values* [n], over the images that *among* it."""
    names = list(values)
    above = np.column_stack(list(values.values()))
    below = np.ones_like(above)
    for name, kept in (among or {}).items():
        below[:, names.index(name)] = kept
    count = len(names)

    def statistics(sums: Floats) -> dict[str, Floats]:
        found = _divided(sums[..., :count], sums[..., count:])
        return {name: found[..., at] for at, name in enumerate(names)}

    return statistics, np.hstack([above * below, below])


def single_human(answered: Answered, seed: int) -> Figures:
    """One tagger against the plurality of the others (training.humans), and the network's
    accuracy by the same rule."""
    answers = _answers(answered.data)
    expressions = humans.expressions_among(answered.sources, answers)
    person, defined = humans.against_others(answers, expressions)
    network, _ = humans.against_others(answers, expressions, answered.choices)
    person, network, asked = person[defined], network[defined], answered.subset(defined)
    kinds = {name: asked.data.truth == at for at, name in enumerate(EXPRESSIONS)}
    statistics, added = _means(
        {"accuracy": person, "network": network, **dict.fromkeys(EXPRESSIONS, person)}, kinds
    )
    values, intervals = _summed(statistics, added, asked, seed)
    return {
        "images": len(person),
        "accuracy": values["accuracy"],
        "network": values["network"],
        "per_expression": {name: values[name] for name in EXPRESSIONS},
        "intervals": intervals,
    }


def _answers(data: Data) -> npt.NDArray[np.int32]:
    """Votes for every answer, [n, 5 + k]."""
    return np.hstack([data.votes, data.others])


def rounded(value: Any) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
