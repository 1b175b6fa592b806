"""How far chance can move the difference between people and a model: told before a study, and for
another one like it. Pure.

The interval of (model - people) is bootstrapped over people and over images, so its variance has a
part for each: people differ in skill, images in difficulty, and each answer is a matter of chance.
In percentage points squared:

    margin = 1.96 · √(PEOPLE / P + IMAGES / I + ANSWERS / (P · I))
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from .arrays import Floats, Integers, answered, right

DRAWS = 4000
# With fewer, the variances themselves are a matter of chance.
FEWEST_PEOPLE = 5
FEWEST_IMAGES = 10
CLOSE = 1e-6  # to nothing


@dataclass(frozen=True)
class Variances:
    """In percentage points squared."""

    people: float  # of people's skill
    images: float  # of model minus people, from image to image
    answers: float  # of one answer, given its person and image


# These reproduce the bootstrapped margins of the original study (42 people, 100 images, people
# 78.8% right): ±8 points at 100 images, ±5.2 at 250, ±3.9 at 500, ±2.9 at 1,000. They were fitted
# to the first and the last of these; the two between come out at 5.2 and 3.8. All four are of 42
# people, so they can't tell answers apart from images: answers are taken as 1,000, which is what
# is left of the variance of one answer (78.8 · 21.2 = 1,671) when images differ as much as they
# do, and images are what then remains. It matters with a handful of people only. People: a
# standard deviation of about 5 points.
ORIGINAL = Variances(people=24.4, images=1608.0 - 1000 / 42, answers=1000.0)


@dataclass(frozen=True)
class Expected:
    """Half the width of the 95% interval to expect with so many, in percentage points."""

    people: int
    images: int
    margin: float


def margin(people: int, images: int, variances: Variances = ORIGINAL) -> float:
    """Half the width of the 95% interval of (model - people), in percentage points.

    Raises ValueError where there are no people or no images.
    """
    if people < 1 or images < 1:
        raise ValueError("a margin needs people and images")
    by_people, by_images = variances.people / people, variances.images / images
    return 1.96 * math.sqrt(by_people + by_images + variances.answers / (people * images))


@dataclass(frozen=True)
class _Parts:
    """One study's deviations from its means, in points, as widely spread as their variances say."""

    people: Floats  # [people]
    images: Floats  # [images]: of model minus people
    answers: float  # variance


def variances(choices: Integers, model: Integers, truth: Integers) -> Variances | None:
    """Of people [people, images] and a model [1, images].

    Mean squares of a two-way layout with one answer in a cell, both ways random (S. R. Searle,
    G. Casella & C. E. McCulloch 1992, Variance Components, ch. 4): what people's and images' means
    vary by beyond the chance of single answers. Counted are the images that the model answered,
    and of people who answered all of those. None with fewer than FEWEST_PEOPLE such people or
    FEWEST_IMAGES images, or where all answers are the same.
    """
    parts = _parts(choices, model, truth)
    if parts is None:
        return None
    return Variances(float(parts.people.var()), float(parts.images.var()), parts.answers)


def _parts(choices: Integers, model: Integers, truth: Integers) -> _Parts | None:
    seen = answered(model)[0] & answered(choices).any(axis=0)
    whole = answered(choices)[:, seen].all(axis=1)
    people, images = int(whole.sum()), int(seen.sum())
    if people < FEWEST_PEOPLE or images < FEWEST_IMAGES:
        return None
    if not (whole.all() and seen.all()):
        choices, truth, model = choices[whole][:, seen], truth[seen], model[:, seen]
    hits = right(choices, truth)
    by_person, by_image = 100 * hits.mean(axis=1), 100 * hits.mean(axis=0)
    mean = float(by_image.mean())
    # Σ (answer − its person's mean − its image's + the mean)², multiplied out.
    rest = people * images * (100 * mean + mean**2)
    rest -= float(images * (by_person**2).sum() + people * (by_image**2).sum())
    answers = max(rest, 0.0) / ((people - 1) * (images - 1))
    differences = 100.0 * right(model, truth)[0] - by_image
    if answers < CLOSE and not by_person.var() and not differences.var():
        return None
    return _Parts(
        people=_shrunk(by_person, answers / images),
        images=_shrunk(differences, answers / people),
        answers=answers,
    )


def _shrunk(means: Floats, by_chance: float) -> Floats:
    """Deviations of *means* without what chance adds to their variance."""
    variance = float(means.var(ddof=1))
    kept = max(variance - by_chance, 0.0)
    away: Floats = means - means.mean()
    return away * math.sqrt(kept / float(means.var())) if kept else np.zeros_like(away)


def expected_margins(
    choices: Integers,
    model: Integers,
    truth: Integers,
    *,
    people: Iterable[int],
    images: Iterable[int],
    seed: int,
) -> tuple[Expected, ...]:
    """The margins of studies like this one with other numbers, each from DRAWS simulated ones.

    Their people and images are drawn from this study's deviations, so that skill and difficulty
    are spread as they are here, whatever their shape. Nothing where `variances` knows none.
    """
    parts = _parts(choices, model, truth)
    if parts is None:
        return ()
    random = np.random.default_rng(seed)
    by_people = {number: _means(parts.people, number, random) for number in people}
    by_images = {number: _means(parts.images, number, random) for number in images}
    found = []
    for p, i in product(by_people, by_images):
        chance = random.normal(0, math.sqrt(parts.answers / (p * i)), DRAWS)
        low, high = np.percentile(by_people[p] + by_images[i] + chance, [2.5, 97.5])
        found.append(Expected(p, i, float(high - low) / 2))
    return tuple(found)


def _means(deviations: Floats, number: int, random: np.random.Generator) -> Floats:
    """[DRAWS]: means of *number* of them, drawn with replacement.

    Of very many the mean is normal, whatever they are like.
    """
    if number > 300:
        return random.normal(0, deviations.std() / math.sqrt(number), DRAWS)
    drawn = random.integers(0, len(deviations), (DRAWS, number))
    means: Floats = deviations[drawn].mean(axis=1)
    return means
