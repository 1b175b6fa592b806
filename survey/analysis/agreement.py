"""How far several labellers agree on what photographs show.

The tables here hold one row for each *pattern* of labels, and *weights* how many photographs have
it: a hundred thousand photographs have a few hundred patterns.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from classifier.expressions import EXPRESSIONS

from .arrays import Floats, Integers

FEWEST_IMAGES = 5  # with fewer, a share or an interval says nothing that one could rely on
DRAWS = 2000


@dataclass(frozen=True)
class Kappa:
    value: float
    observed: float  # pairs of labels of one image that are the same
    expected: float  # how many would be by chance
    images: int
    labels: int


def fleiss_kappa(table: Integers, weights: Integers | None = None) -> Kappa | None:
    """Fleiss' κ of [images, categories] counts, where images may have unequal numbers of labels.

    J. L. Fleiss (1971), Measuring nominal scale agreement among many raters, Psychological
    Bulletin 76(5), 378–382: with n labels an image, P_i = Σ_j n_ij (n_ij − 1) / (n (n − 1)),
    P̄ their mean, P_e = Σ_j p_j², κ = (P̄ − P_e) / (1 − P_e).
    For unequal numbers: K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), ch. 2
    and 3: n becomes n_i, and p_j the mean over images of n_ij / n_i. Images with one label count
    for nothing here. None where nothing can be said: no image has two labels, or all labels are
    the same.
    """
    counts, many = several(table, weights)
    if not len(counts):
        return None
    each, shares = _each(counts)
    observed = float(np.average(each, weights=many))
    expected = float((np.average(shares, axis=0, weights=many) ** 2).sum())
    if expected > 1 - 1e-12:
        return None
    value = (observed - expected) / (1 - expected)
    labels = int((counts.sum(axis=1) * many).sum())
    return Kappa(value, observed, expected, int(many.sum()), labels)


def kappa_interval(
    table: Integers, weights: Integers | None = None, *, seed: int, draws: int = DRAWS
) -> tuple[float, float] | None:
    """95% of κ by bootstrap over images (percentiles); None with fewer than five images."""
    counts, many = several(table, weights)
    images = int(many.sum())
    if images < FEWEST_IMAGES:
        return None
    each, shares = _each(counts)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(images, many / images, size=draws) / images
    expected = ((drawn @ shares) ** 2).sum(axis=1)
    able = expected < 1 - 1e-12  # a draw in which all labels are the same has no κ
    if not able.any():
        return None
    kappas = ((drawn @ each)[able] - expected[able]) / (1 - expected[able])
    low, high = np.percentile(kappas, [2.5, 97.5])
    return float(low), float(high)


def several(
    table: Integers, weights: Integers | None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """The patterns with at least two labels, each once, and how many images have each."""
    counts = np.asarray(table, dtype=np.float64)
    many = np.ones(len(counts), np.int64) if weights is None else np.asarray(weights, np.int64)
    if not len(counts):
        return counts, many
    usable = (counts.sum(axis=1) >= 2) & (many > 0)
    patterns, which = np.unique(counts[usable], axis=0, return_inverse=True)
    images = np.bincount(which.ravel(), many[usable], len(patterns)).astype(np.int64)
    return patterns, images


def _each(counts: Floats) -> tuple[Floats, Floats]:
    """Of each image: the share of pairs of labels that are the same, and each category's share."""
    total = counts.sum(axis=1)
    pairs = (counts * (counts - 1)).sum(axis=1) / (total * (total - 1))
    return pairs, counts / total[:, None]


def meaning(kappa: float) -> str:
    """The usual word. J. R. Landis & G. G. Koch (1977), Biometrics 33(1), 159–174, p. 165."""
    if kappa < 0:
        return "poor"
    words = ((0.2, "slight"), (0.4, "fair"), (0.6, "moderate"), (0.8, "substantial"))
    return next((word for limit, word in words if kappa <= limit), "almost perfect")


def agreement_per_category(
    table: Integers, weights: Integers | None = None
) -> tuple[float | None, ...]:
    """Where one labeller says j, in what share does another one say j as well?

    Fleiss (1971), p. 381: p̄_j = Σ_i n_ij (n_ij − 1) / Σ_i n_ij (n − 1), here with n_i; each label
    counts the same. None for a category in fewer than five images with two labels.
    """
    counts, many = several(table, weights)
    if not len(counts):
        return (None,) * int(np.shape(table)[-1])
    others = counts.sum(axis=1, keepdims=True) - 1
    same = (many[:, None] * counts * (counts - 1) / others).sum(axis=0)
    said = (many[:, None] * counts).sum(axis=0)
    images = (many[:, None] * (counts > 0)).sum(axis=0)
    return tuple(
        float(same[j] / said[j]) if images[j] >= FEWEST_IMAGES else None for j in range(len(said))
    )


# One photograph's labels: who said what; "" for "can't tell".
Said = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Pair:
    both: int  # photographs that both have given an expression to
    same: int


def tabulated(patterns: Mapping[Said, int]) -> tuple[Integers, Integers]:
    """[patterns, 5] counts of the expressions, and weights. "Can't tell" is no label here."""
    merged: Counter[tuple[int, ...]] = Counter()
    for said, number in patterns.items():
        given = [choice for _, choice in said]
        merged[tuple(given.count(expression) for expression in EXPRESSIONS)] += number
    rows = list(merged)
    table = np.array(rows, np.int64).reshape(len(rows), len(EXPRESSIONS))
    return table, np.array([merged[row] for row in rows], np.int64)


def labels_each(patterns: Mapping[Said, int]) -> dict[int, tuple[int, int]]:
    """Labeller → (all that they have done, those in which they couldn't tell)."""
    done: Counter[int] = Counter()
    unsure: Counter[int] = Counter()
    for said, number in patterns.items():
        for labeller, choice in said:
            done[labeller] += number
            unsure[labeller] += 0 if choice else number
    return {labeller: (done[labeller], unsure[labeller]) for labeller in done}


def pairs(patterns: Mapping[Said, int]) -> dict[tuple[int, int], Pair]:
    """(labeller, labeller), the smaller first → on how many photographs they say the same."""
    both: Counter[tuple[int, int]] = Counter()
    same: Counter[tuple[int, int]] = Counter()
    for said, number in patterns.items():
        given = sorted(label for label in said if label[1])
        for (one, choice), (other, its) in combinations(given, 2):
            both[one, other] += number
            same[one, other] += number if choice == its else 0
    return {pair: Pair(both[pair], same[pair]) for pair in both}


def majority(choices: Sequence[str]) -> str:
    """What more than half of all labellers say; "" where that is nothing, or "can't tell"."""
    if not choices:
        return ""
    choice, number = Counter(choices).most_common(1)[0]
    return choice if 2 * number > len(choices) else ""


def disagreement(choices: Sequence[str]) -> float:
    """The share of labellers who don't say what most say. 0: all say the same."""
    if not choices:
        return 0.0
    return 1 - max(Counter(choices).values()) / len(choices)


def share_for(truth: str, votes: Mapping[str, float]) -> float | None:
    """The share of *votes* (name → how often) for *truth*, over all, those for others included."""
    total = sum(votes.values())
    return votes.get(truth, 0) / total if truth and total > 0 else None


def counted(choices: Iterable[str]) -> dict[str, int]:
    """Expression → how often, in the fixed order, those that nobody says too."""
    number = Counter(choices)
    return {expression: number[expression] for expression in EXPRESSIONS}
