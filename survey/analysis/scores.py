"""A participant's score is the number of images that they read right."""

from dataclasses import dataclass

import numpy as np

from .arrays import COUNT, Integers, right


@dataclass(frozen=True)
class Scores:
    """What a group of scores looks like. Without anybody only the histogram is there: empty."""

    people: int
    mean: float | None
    sd: float | None  # of the sample, n - 1; None of a single score
    median: float | None
    lowest: int | None
    highest: int | None
    histogram: tuple[tuple[int, int], ...]  # (score, people) for each score that somebody has


@dataclass(frozen=True)
class Standing:
    """Where one score stands among the others: how many are lower, the same and higher."""

    lower: int
    same: int
    higher: int

    @property
    def others(self) -> int:
        return self.lower + self.same + self.higher


@dataclass(frozen=True)
class Tally:
    """So many of so many images read right."""

    right: int
    images: int


def scores(choices: Integers, truth: Integers) -> Integers:
    """[people]: images that each person read right. An image without an answer adds nothing."""
    counted: Integers = right(choices, truth).sum(axis=1)
    return counted


def describe(values: Integers) -> Scores:
    """Mean, median (the middle two's mean if their number is even), range and exact histogram."""
    if not values.size:
        return Scores(0, None, None, None, None, None, ())
    found, people = np.unique(values, return_counts=True)
    return Scores(
        people=values.size,
        mean=float(values.mean()),
        sd=float(values.std(ddof=1)) if values.size > 1 else None,
        median=float(np.median(values)),
        lowest=int(found[0]),
        highest=int(found[-1]),
        histogram=tuple(zip(found.tolist(), people.tolist(), strict=True)),
    )


def standing(others: Integers, score: int) -> Standing:
    """Where *score* stands among everybody else's."""
    return Standing(
        lower=int((others < score).sum()),
        same=int((others == score).sum()),
        higher=int((others > score).sum()),
    )


def tallies(choices: Integers, truth: Integers) -> tuple[Tally, ...]:
    """One person's choices [images] → right and shown images of each of the five expressions."""
    hits = choices == truth
    return tuple(
        Tally(int(hits[truth == expression].sum()), int((truth == expression).sum()))
        for expression in range(COUNT)
    )
