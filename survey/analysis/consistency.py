"""Error consistency: do two of them, people or models, err on the same images?

R. Geirhos, K. Meding & F. A. Wichmann (2020), Beyond accuracy: quantifying trial-by-trial
behaviour of CNNs and humans by measuring error consistency, NeurIPS 33, section 2: c_obs is the
share of images that both read rightly or both wrongly; of two who are right on shares p₁ and p₂ of
them, whatever the images, c_exp = p₁p₂ + (1 − p₁)(1 − p₂) would be; κ = (c_obs − c_exp) /
(1 − c_exp). 1: they err on the same images, 0: on any. Two people don't reach 1 either: κ among
people is the ceiling for a model's.

Where both read all images rightly, or both none, κ is 0 / 0: None here, left out of means
(model-vs-human, the authors' tool, says 1).
"""

from dataclasses import dataclass

import numpy as np

from .arrays import Flags, Floats, Integers, answered, right
from .difference import FEWEST_IMAGES, FEWEST_PEOPLE, varied
from .intervals import Interval
from .resampling import Singles, blocks, drawn_counts, groups, ratio, summed

DRAWS = 1000
MOST_IMAGES = 1000  # of more, a draw takes groups of images: see resampling.py
MOST_PEOPLE = 1000  # whose pairs are all formed
MOST_DRAWN = 200  # people whom the interval's draws take from
MOST_DRAWN_AMONG = 64  # the same where it is pairs of them: 2,016


@dataclass(frozen=True)
class Consistency:
    """Of one with another."""

    kappa: float
    observed: float
    expected: float
    images: int


@dataclass(frozen=True)
class Likeness:
    """Of many with one another: means over the pairs that have a κ."""

    kappa: Interval
    observed: float
    expected: float
    pairs: int


@dataclass(frozen=True)
class _Side:
    """[people, images] each, 1 or 0; who doesn't answer is not right."""

    hits: Singles
    given: Singles

    def of(self, people: Integers) -> "_Side":
        return _Side(self.hits[people], self.given[people])


def error_consistency(one: Flags, other: Flags, given: Flags | None = None) -> Consistency | None:
    """Of two: who was right on which image [images], of those that both have *given* an answer."""
    if given is not None:
        one, other = one[given], other[given]
    if not len(one):
        return None
    observed = float((one == other).mean())
    p_one, p_other = float(one.mean()), float(other.mean())
    expected = p_one * p_other + (1 - p_one) * (1 - p_other)
    if (one.all() and other.all()) or not (one.any() or other.any()):
        return None
    return Consistency((observed - expected) / (1 - expected), observed, expected, len(one))


def with_people(
    choices: Integers, model: Integers, truth: Integers, *, seed: int, draws: int = DRAWS
) -> Likeness | None:
    """A model [1, images] with each person: the mean over all people who share ten images with it.

    The interval is a bootstrap crossed over people and images (for pairs of classifiers: T. Klein
    et al. 2025, Quantifying uncertainty in error consistency, arXiv 2507.06645). Of more than 200
    people it draws from a sample of 200, and makes what they add to its width as small as all of
    them would.
    """
    people, its = _side(choices, truth), _side(model, truth)
    kappa, observed, expected = _each(people, its)
    able = ~np.isnan(kappa[:, 0])
    if not able.any():
        return None
    random = np.random.default_rng(seed)
    number = int(able.sum())
    drawn = _sample(np.flatnonzero(able), MOST_DRAWN, random)
    moved = _moved(people.of(drawn), its, number, draws, random)
    return Likeness(
        _interval(float(kappa[able].mean()), moved, number),
        float(observed[able].mean()),
        float(expected[able].mean()),
        number,
    )


def among_people(
    choices: Integers, truth: Integers, *, seed: int, draws: int = DRAWS
) -> Likeness | None:
    """Each person with each other: the mean over all pairs of people who share ten images.

    Of more than 1,000 people, over the pairs of a sample of 1,000. The interval as for a model; of
    more than 64 people it draws from a sample of 64. Nobody is paired with themselves, however
    often they are drawn.
    """
    random = np.random.default_rng(seed)
    everybody = _side(choices, truth)
    number = len(choices)
    people = everybody.of(_sample(np.arange(number), MOST_PEOPLE, random))
    kappa, observed, expected = _each(people, people)
    able = np.triu(~np.isnan(kappa), 1)
    if not able.any():
        return None
    paired = int((able | able.T).any(axis=0).sum())
    drawn = people.of(_sample(np.arange(len(people.hits)), MOST_DRAWN_AMONG, random))
    moved = _moved(drawn, None, number, draws, random)
    return Likeness(
        _interval(float(kappa[able].mean()), moved, paired),
        float(observed[able].mean()),
        float(expected[able].mean()),
        int(able.sum()),
    )


def _side(choices: Integers, truth: Integers) -> _Side:
    return _Side(right(choices, truth).astype(np.float32), answered(choices).astype(np.float32))


def _sample(of: Integers, most: int, random: np.random.Generator) -> Integers:
    return of if len(of) <= most else np.sort(random.choice(of, most, replace=False))


def _each(one: _Side, other: _Side) -> tuple[Floats, Floats, Floats]:
    """κ, c_obs and c_exp of each of one side with each of the other [people, people]; NaN where
    they share too few images or κ can't be said."""
    counts = (
        (ones @ others.T).astype(np.float64)
        for ones, others in (
            (one.given, other.given),
            (one.hits, other.given),
            (one.given, other.hits),
            (one.hits, other.hits),
        )
    )
    images, hits, others_hits, both = counts
    images[images < FEWEST_IMAGES] = np.nan
    observed = 1 - (hits + others_hits - 2 * both) / images
    unexpected = (images * (hits + others_hits) - 2 * hits * others_hits) / images**2
    unexpected[unexpected <= 0] = np.nan  # 0 exactly where both are always right, or never
    kappa: Floats = 1 - (1 - observed) / unexpected
    return kappa, observed, 1 - unexpected


def _interval(value: float, moved: Floats, number: int) -> Interval:
    known = varied(moved)
    if number < FEWEST_PEOPLE or known is None:
        return Interval(value, None, None)
    low, high = value + np.percentile(known, [2.5, 97.5])
    return Interval(value, float(low), min(float(high), 1.0))


def _moved(
    people: _Side, model: _Side | None, number: int, draws: int, random: np.random.Generator
) -> Floats:
    """[draws]: how far the mean κ of *people*, with a *model* or with one another, moves; NaN in a
    draw in which none can be said.

    They stand for *number* people: where they are a sample of them, drawing people moves it as
    much less as the sample is smaller, by the root.
    """
    size, images = people.hits.shape
    first, second = (np.arange(size),) * 2 if model else np.triu_indices(size, 1)
    group = groups(images, MOST_IMAGES, random)
    images_drawn = _after_all(drawn_counts(min(images, MOST_IMAGES), draws, random))
    people_drawn = _after_all(drawn_counts(size, draws, random))
    sums = np.zeros((4, draws + 1))
    for block in blocks(len(first), max(images, draws)):
        weights = people_drawn[:, first[block]]
        if model is None:
            weights = weights * people_drawn[:, second[block]]
        other = model or people.of(second[block])
        kappa = _drawn(people.of(first[block]), other, images_drawn, group)
        able = ~np.isnan(kappa) & ~np.isnan(kappa[0])
        kappa[~able] = 0
        for row, terms in enumerate((kappa * weights, able * weights, kappa, able)):
            sums[row] += terms.sum(axis=1, dtype=np.float64)
    weighed, plain = ratio(sums[0], sums[1]), ratio(sums[2], sums[3])
    means = plain + (weighed - plain) * (size / number) ** 0.5
    moved: Floats = means[1:] - means[0]
    return moved


def _after_all(drawn: Singles) -> Singles:
    """Before the draws, one that takes everybody once."""
    return np.concatenate([np.ones((1, drawn.shape[1]), np.float32), drawn])


def _drawn(one: _Side, other: _Side, images_drawn: Singles, group: Integers) -> Singles:
    """[draws, pairs]: κ of each pair of rows where each image counts as often as it was drawn."""
    images, hits, others_hits, both = (
        images_drawn @ summed((ones * others).T, group, images_drawn.shape[1])
        for ones, others in (
            (one.given, other.given),
            (one.hits, other.given),
            (one.given, other.hits),
            (one.hits, other.hits),
        )
    )
    differing = images * (hits + others_hits - 2 * both)
    unexpected = images * (hits + others_hits) - 2 * hits * others_hits
    kappa = np.full(images.shape, np.nan, np.float32)
    np.divide(differing, unexpected, out=kappa, where=unexpected > 0)
    kappa[:, images[0] < FEWEST_IMAGES] = np.nan
    return 1 - kappa
