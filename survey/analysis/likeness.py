"""How far a model's probabilities are like the shares of people's votes: image by image."""

from dataclasses import dataclass

import numpy as np

from classifier import metrics

from .arrays import Floats
from .ranks import row_spearman, spearman


@dataclass(frozen=True)
class SoftmaxLikeness:
    """Means over the images that both sides answered; information in bits.

    *cross_entropy* − *entropy_of_people* is the Kullback–Leibler divergence of the model from the
    votes. Few votes look more certain than people are: with n votes an image their entropy is too
    small by up to about 4 / (2 n ln 2) bits (G. A. Miller 1955, Note on the bias of information
    estimates), and so even the right probabilities would not come down to it.
    """

    images: int
    cross_entropy: float  # of the model's probabilities against the votes
    entropy_of_people: float  # what it would be, were the probabilities the votes' shares
    rank_correlation: float | None  # Spearman's over all cells, one for each image and expression
    rank_correlation_per_image: float | None  # the mean of each image's own, over its five
    jensen_shannon: float  # 0 for the same shares, 1 where none overlap


def softmax_likeness(shares: Floats, probabilities: Floats) -> SoftmaxLikeness | None:
    """People's *shares* [images, 5] against a model's; rows with a NaN are left out.

    None where no image has both.
    """
    both = ~(np.isnan(shares).any(axis=1) | np.isnan(probabilities).any(axis=1))
    if not both.any():
        return None
    people, model = shares[both], np.asarray(probabilities[both], np.float64)
    each = row_spearman(people, model)
    ranked = ~np.isnan(each)  # votes that are spread evenly have no order
    return SoftmaxLikeness(
        images=len(people),
        cross_entropy=float(metrics.cross_entropy(model, people).mean() / np.log(2)),
        entropy_of_people=float(entropy(people).mean()),
        rank_correlation=spearman(people.ravel(), model.ravel()),
        rank_correlation_per_image=float(each[ranked].mean()) if ranked.any() else None,
        jensen_shannon=float(jensen_shannon(people, model).mean()),
    )


def entropy(shares: Floats) -> Floats:
    """[n, k] → [n] in bits: 0 where all say the same, log₂ k where all are as frequent.

    C. E. Shannon (1948), A mathematical theory of communication, Bell System Technical Journal
    27, §6: −Σ p log₂ p. A row with a NaN gives NaN.
    """
    found: Floats = -(shares * _log2(shares)).sum(axis=1)
    return found + 0.0  # never −0


def jensen_shannon(one: Floats, other: Floats) -> Floats:
    """[n, k] and the same → [n]: the divergence in bits, 0 for the same rows to 1 for rows without
    overlap. It is not its square root, which is called the Jensen–Shannon distance.

    J. Lin (1991), Divergence measures based on the Shannon entropy, IEEE Transactions on
    Information Theory 37(1), 145–151, equation 4.1 with equal weights: how much is learned about
    which of the two sides an answer came from. Rows sum to 1; one with a NaN gives NaN.
    """
    middle = _log2((one + other) / 2)
    found: Floats = (
        (one * (_log2(one) - middle)).sum(axis=1) + (other * (_log2(other) - middle)).sum(axis=1)
    ) / 2
    return np.clip(found, 0, 1)


def disagreements(one: Floats, other: Floats) -> tuple[float | None, ...]:
    """The Jensen–Shannon divergence of each image; None where a side has no shares."""
    found = jensen_shannon(one, other).tolist()
    return tuple(None if value != value else value for value in found)  # noqa: PLR0124 (NaN)


def _log2(values: Floats) -> Floats:
    """0 where the value is 0: as its weight is 0 too, it adds nothing."""
    logs = np.where(np.isnan(values), np.nan, 0.0)
    np.log2(values, out=logs, where=values > 0)
    return logs
