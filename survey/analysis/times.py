"""Response times: are wrong answers the slow ones, and does what takes long divide people?

    times   int [people, images]   milliseconds from the image to the answer, −1 where unknown

Times are skewed: medians describe them, and means are taken of their logarithms. Who is slow in
general isn't therefore wrong in general: right and wrong, fast and slow are told apart within each
person, and everybody weighs the same.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import COUNT, Flags, Floats, Integers, answered, right
from .intervals import Interval
from .likeness import entropy
from .ranks import spearman, spearman_interval
from .resampling import blocks, drawn_counts, groups, ratio, summed
from .shares import vote_shares

# Times outside of these aren't of reading a face: nobody reacts to what they see within 100 ms
# (R. D. Luce 1986, Response Times, ch. 2), and who takes more than a minute was elsewhere.
FASTEST_MS = 100
SLOWEST_MS = 60_000
FIFTHS = 5
FEWEST_PEOPLE = 5  # with fewer, an interval would say nothing that one could rely on
DRAWS = 2000
MOST_GROUPS = 2000
WIDTH = SLOWEST_MS + 1
LOGARITHMS = np.log(np.maximum(np.arange(WIDTH), 1))  # looked up by milliseconds; 0 of no time
LATER = np.iinfo(np.int32).max  # than every time


@dataclass(frozen=True)
class Times:
    answers: int  # with a time that counts
    left_out: int  # answers with a time below FASTEST_MS or above SLOWEST_MS
    median_ms: int
    median_right_ms: int | None
    median_wrong_ms: int | None
    difference: Interval | None  # how many times as long a wrong answer takes as a right one
    per_expression: tuple[int | None, ...]  # the median of each of the five
    by_quintile: tuple[Interval | None, ...]  # accuracy in one's own fastest … slowest fifth
    correlation_with_entropy: Interval | None  # of images: median time against their votes'


def times(times: Integers, choices: Integers, truth: Integers, *, seed: int) -> Times | None:
    """None where no answer has a time that counts.

    *difference* is the ratio of geometric means within people: exp of the mean over people of
    (mean log time of wrong answers − of right ones). Who has only right or only wrong answers is
    left out. *by_quintile* is the mean over people of their accuracy in each fifth of their own
    times; equal times lie in the same fifth, and who has fewer than five is left out.
    The intervals of both are percentiles of a bootstrap over people, of more than MOST_GROUPS
    over random groups of them (resampling.py). *correlation_with_entropy* is Spearman's, with
    the interval of ranks.spearman_interval.
    """
    if not times.size:
        return None
    counts, people = _counted(times, choices, truth)
    if not (answers := int(counts.sum())):
        return None
    ratio, *fifths = _means(people, seed)
    return Times(
        answers=answers,
        left_out=int((answered(choices) & (times >= 0)).sum()) - answers,
        median_ms=_median(counts.sum(axis=(0, 1))) or 0,
        median_right_ms=_median(counts[:, 1].sum(axis=0)),
        median_wrong_ms=_median(counts[:, 0].sum(axis=0)),
        difference=_exponential(ratio),
        per_expression=tuple(_median(each) for each in counts.sum(axis=1)),
        by_quintile=tuple(fifths),
        correlation_with_entropy=_with_entropy(times, choices),
    )


def image_medians(times: Integers) -> tuple[int | None, ...]:
    """[images]: the median of each image's times that count; None without one."""
    found = _image_medians(times).tolist()
    return tuple(round(value) if value >= 0 else None for value in found)


def counts_as_time(times: Integers) -> Flags:
    flags: Flags = (times >= FASTEST_MS) & (times <= SLOWEST_MS)
    return flags


def _counted(
    times: Integers, choices: Integers, truth: Integers
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Answers [5, wrong or right, milliseconds], and [people, 1 + FIFTHS]: log(wrong / right) and
    the accuracy in each fifth, NaN where there is none."""
    counts = np.zeros(COUNT * 2 * WIDTH, np.int64)
    people = np.full((len(times), 1 + FIFTHS), np.nan)
    rows = truth.astype(np.int32) * np.int32(2 * WIDTH)
    for block in blocks(len(times), times.shape[1]):
        used = counts_as_time(times[block]) & answered(choices[block])
        taken = np.where(used, times[block], 0).astype(np.int32)
        hits = right(choices[block], truth)
        cell = np.where(used, rows + hits * np.int32(WIDTH) + taken, len(counts))
        counts += np.bincount(cell.ravel(), minlength=len(counts) + 1)[:-1]
        people[block, 0] = _log_ratios(taken, hits, used)
        people[block, 1:] = _accuracies(hits, _fifths(np.where(used, taken, LATER)), used)
    return counts.reshape(COUNT, 2, WIDTH), people


def _log_ratios(times: Integers, hits: Flags, used: Flags) -> Floats:
    """[people]: mean log time of wrong answers minus that of right ones; NaN without both."""
    logs = LOGARITHMS[times]
    of_right = np.einsum("ij,ij->i", logs, hits)
    number, number_right = used.sum(axis=1), (used & hits).sum(axis=1)
    return ratio(logs.sum(axis=1) - of_right, number - number_right) - ratio(of_right, number_right)


def _accuracies(hits: Flags, fifth: Integers, used: Flags) -> Floats:
    """[people, FIFTHS]: right / answered; NaN in a fifth without an answer."""
    people, width = len(hits), 2 * FIFTHS + 1
    cell = np.where(used & (fifth >= 0), fifth * 2 + hits, width - 1)
    cell = cell + width * np.arange(people)[:, None]
    counts = np.bincount(cell.ravel(), minlength=people * width).reshape(people, width)
    answers = counts[:, :-1].reshape(people, FIFTHS, 2)
    return ratio(answers[:, :, 1], answers.sum(axis=2))


def _fifths(times: Integers) -> Integers:
    """[people, images]: 0 for one's own fastest fifth … 4; below 0 for fewer than five times.

    The j-th fifth ends with the ⌈n·j / 5⌉-th fastest of n times; LATER is no time.
    """
    ordered = np.sort(times.astype(np.int32), axis=1)
    given = (ordered != LATER).sum(axis=1, keepdims=True)
    place = np.where(given < FIFTHS, np.int8(-FIFTHS), np.int8(0)).repeat(times.shape[1], axis=1)
    for part in range(1, FIFTHS):
        last = np.maximum(-(-given * part // FIFTHS) - 1, 0)
        place += times > np.take_along_axis(ordered, last, axis=1)
    return place


def _means(people: Floats, seed: int) -> list[Interval | None]:
    """Of [people, columns] each column's mean over who has a value there, with its interval."""
    random = np.random.default_rng(seed)
    group = groups(len(people), MOST_GROUPS, random)
    number = min(len(people), MOST_GROUPS)
    drawn = drawn_counts(number, DRAWS, random)
    known = ~np.isnan(people)
    totals, sizes = (
        drawn @ summed(each.astype(np.float32), group, number)
        for each in (np.where(known, people, 0), known)
    )
    means = ratio(totals, sizes)
    return [
        _mean(people[some, column], means[:, column]) if some.any() else None
        for column, some in enumerate(known.T)
    ]


def _mean(values: Floats, drawn: Floats) -> Interval:
    value = float(values.mean())
    if len(values) < FEWEST_PEOPLE:
        return Interval(value, None, None)
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Interval(value, float(low), float(high))


def _exponential(log: Interval | None) -> Interval | None:
    if log is None or log.low is None or log.high is None:
        return log and Interval(math.exp(log.value), None, None)
    return Interval(math.exp(log.value), math.exp(log.low), math.exp(log.high))


def _with_entropy(times: Integers, choices: Integers) -> Interval | None:
    """Over the images with a time; None where all are alike in either."""
    medians = _image_medians(np.where(answered(choices), times, -1))
    some = medians >= 0
    # Rounded, as the same votes for other expressions are to be the same entropy.
    value = spearman(medians[some], entropy(vote_shares(choices[:, some])).round(12))
    if value is None:
        return None
    low, high = spearman_interval(value, int(some.sum())) or (None, None)
    return Interval(value, low, high)


def _image_medians(times: Integers) -> Floats:
    """[images]: −1 where no time counts."""
    people, images = times.shape
    found = np.full(images, -1.0)
    for block in blocks(images, people // 16) if people else []:  # 16: a row of the cache
        columns = np.ascontiguousarray(times[:, block].T)
        used = counts_as_time(columns)
        ordered = np.sort(np.where(used, columns, LATER).astype(np.int32), axis=1)
        number = used.sum(axis=1)
        middle = np.column_stack([np.maximum(number - 1, 0) // 2, number // 2])
        values = np.take_along_axis(ordered, np.minimum(middle, people - 1), axis=1)
        found[block] = np.where(number > 0, values.mean(axis=1), -1)
    return found


def _median(counts: Integers) -> int | None:
    """Of how many answers took 0, 1, 2 … milliseconds; the middle two's mean if they are even."""
    upto = np.cumsum(counts)
    if not (number := int(upto[-1])):
        return None
    lower, upper = np.searchsorted(upto, [(number - 1) // 2, number // 2], side="right")
    return round((int(lower) + int(upper)) / 2)
