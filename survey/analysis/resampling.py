"""Other people and other photographs, drawn from those that there are.

Both are samples: with other people, or other images, every figure would differ. The bootstrap
therefore draws people *and* images with replacement, independently (crossed; A. B. Owen 2007, The
pigeonhole bootstrap, Annals of Applied Statistics 1(2), 386-411, who shows that it errs on the
wide side). It draws once, and every model and every expression is counted on the same draws.

Accuracy is the mean over people of right / answered, as in accuracy.py. Where answers are missing,
a draw takes all right answers over all answers instead, each counting 1 / (the share of the images
that its person answered), which is the same on all images and differs little on some of them; by
what it differs on the images as they are, all draws are moved.

More than MOST_PEOPLE people are put into as many groups at random, and the groups are drawn (the
method of random groups; K. M. Wolter 2007, Introduction to Variance Estimation, 2nd ed., ch. 2).
An interval's width then varies with the grouping by about √(1 / 2·groups), 1.6% of the people's
part of it: as much as with the draws themselves. The same goes for more than MOST_IMAGES images.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from .accuracy import accuracy
from .arrays import Flags, Floats, Integers, answered, right

DRAWS = 10_000
MOST_PEOPLE = 2000
MOST_IMAGES = 1000
COUNTERS = 2**18  # of one block of draws: what stays in a processor's cache

Singles = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Crossed:
    """The draws, and people's answers as often as each was drawn."""

    choices: Integers  # [people, images] of those who answered anything
    truth: Integers
    complete: bool  # everybody answered everything
    right_each: Floats  # [images]: weighted right answers, as they were
    given_each: Floats  # [images]: weighted answers
    hits: Singles  # [people or groups, images]: weighted right answers
    given: Singles  # [people or groups, images]: weighted answers
    people_drawn: Singles  # [draws, people or groups]; empty where *kept* holds all of it
    images_drawn: Singles  # [draws, images or groups]
    group: Integers  # [images]: the column of *images_drawn* that an image belongs to
    kept: tuple[Singles, Singles] | None  # [draws, images]: drawn hits and given, if not grouped
    counted: dict[bytes, float] = field(default_factory=dict)  # images → accuracy, once counted

    @property
    def people(self) -> int:
        return len(self.choices)

    @property
    def seen(self) -> Flags:
        """[images]: did anybody answer it?"""
        flags: Flags = np.greater(self.given_each, 0)
        return flags

    def observed(self, where: Flags) -> float:
        """People's accuracy on the images *where*, as it was. Somebody must have answered one."""
        if self.complete:
            return self._weighted(where)
        key = where.tobytes()
        if key not in self.counted:
            exact = accuracy(self.choices, self.truth, where)
            self.counted[key] = self._weighted(where) if exact is None else exact
        return self.counted[key]

    def _weighted(self, where: Flags) -> float:
        return float(self.right_each[where].sum() / self.given_each[where].sum())

    def accuracies(self, where: Flags) -> Floats:
        """[draws]: the same in each draw; NaN where it has no answer to these images."""
        if not self.seen[where].any():
            return np.full(len(self.images_drawn), np.nan)
        if self.kept:
            wanted = where.astype(np.float32)
            hits, given = (drawn @ wanted for drawn in self.kept)
        else:
            hits, given = (self._drawn(answers * where) for answers in (self.hits, self.given))
        by_this = self.observed(where) - self._weighted(where)
        moved: Floats = np.clip(ratio(hits, given) + by_this, 0, 1)
        return moved

    def shares(self, part: Flags, whole: Flags) -> Floats:
        """[draws]: of the drawn images of *whole*, the share that is in *part*; NaN of none."""
        columns = self.images_drawn.shape[1]
        counts = (np.bincount(self.group, flags, columns) for flags in (part, whole))
        drawn = (self.images_drawn @ count.astype(np.float32) for count in counts)
        return ratio(*drawn)

    def _drawn(self, answers: Singles) -> Singles:
        """[draws]: the sum of *answers* [people, images], each as often as it was drawn."""
        grouped = summed(answers.T, self.group, self.images_drawn.shape[1])
        sums = np.empty(len(self.images_drawn), np.float32)
        for block in blocks(len(sums), len(grouped)):
            each_person = self.images_drawn[block] @ grouped
            sums[block] = np.einsum("dp,dp->d", self.people_drawn[block], each_person)
        return sums


def crossed(
    choices: Integers,
    truth: Integers,
    *,
    seed: int,
    draws: int = DRAWS,
    most_people: int = MOST_PEOPLE,
    most_images: int = MOST_IMAGES,
) -> Crossed:
    """Draw people and images of [people, images] *draws* times."""
    given = answered(choices)
    took_part = given.any(axis=1)
    if not took_part.all():
        choices, given = choices[took_part], given[took_part]
    people, images = choices.shape
    weights = images / given.sum(axis=1)
    random = np.random.default_rng(seed)
    random_people, random_images = random.spawn(2)
    person_group = groups(people, most_people, random)
    image_group = groups(images, most_images, random)
    flags = (right(choices, truth), given)
    singly = weights.astype(np.float32)[:, None]
    hits, answers = (
        summed(each * singly, person_group, min(people, most_people)) for each in flags
    )
    right_each, given_each = (np.einsum("p,pi->i", weights, each) for each in flags)
    images_drawn = drawn_counts(min(images, most_images), draws, random_images)
    grouped = images > most_images
    return Crossed(
        choices=choices,
        truth=truth,
        complete=bool(people and given.all()),
        right_each=right_each,
        given_each=given_each,
        hits=hits,
        given=answers,
        people_drawn=drawn_counts(len(hits) if grouped else 0, draws, random_people),
        images_drawn=images_drawn,
        group=image_group,
        kept=None if grouped else _kept(hits, answers, images_drawn, random_people),
    )


def _kept(
    hits: Singles, given: Singles, images_drawn: Singles, random: np.random.Generator
) -> tuple[Singles, Singles]:
    """[draws, images] of both: weighted by how often each person and each image was drawn."""
    drawn_hits, drawn_given = np.empty_like(images_drawn), np.empty_like(images_drawn)
    for block in blocks(len(images_drawn), len(hits)):
        people = drawn_counts(len(hits), block.stop - block.start, random)
        np.multiply(people @ hits, images_drawn[block], out=drawn_hits[block])
        np.multiply(people @ given, images_drawn[block], out=drawn_given[block])
    return drawn_hits, drawn_given


def groups(number: int, most: int, random: np.random.Generator) -> Integers:
    """[number]: the group of each, at most *most*; sizes differ by one at most, members at random.

    Everybody is a group of their own where there are no more than *most*.
    """
    return np.arange(number) if number <= most else random.permutation(number) % most


def summed(rows: Singles, group: Integers, number: int) -> Singles:
    """[n, …] → [number, …]: the sum of the rows of each group."""
    if len(rows) == number:
        return rows
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(number))
    sums: Singles = np.add.reduceat(rows[order], starts, axis=0)
    return sums


def drawn_counts(number: int, draws: int, random: np.random.Generator) -> Singles:
    """[draws, number]: how often each was drawn, *number* times with replacement."""
    counts = np.empty((draws, number), np.float32)
    small = np.min_scalar_type(max(number - 1, 0))  # short integers take half the time to draw
    for block in blocks(draws, number):
        rows = block.stop - block.start
        drawn = random.integers(0, max(number, 1), (rows, number), dtype=small)
        cells = drawn + number * np.arange(rows)[:, None]
        counts[block] = np.bincount(cells.ravel(), minlength=cells.size).reshape(rows, number)
    return counts


def blocks(draws: int, width: int) -> list[slice]:
    """The draws in slices of about COUNTERS cells, so that no step needs much memory."""
    size = max(COUNTERS // max(width, 1), 1)
    return [slice(start, min(start + size, draws)) for start in range(0, draws, size)]


def ratio(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> Floats:
    shares = np.full(part.shape, np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
