"""A model against the crowd: what most people say, instead of what each says.

Only images count that the model and somebody answered. Where several expressions have the most
votes and one of them is right, an accuracy counts the image as 1 / their number; comparisons image
by image leave it out (*tied*).
"""

from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np

from .arrays import COUNT, NO_ANSWER, Flags, Floats, Integers, answered
from .beside import majority
from .resampling import blocks
from .shares import votes

SPLITS = 200
MOST_SPLIT = 2000  # people; of more, a sample is split
LARGEST_CROWD = 30  # on the curve, besides that of everybody


@dataclass(frozen=True)
class Halves:
    """How often one half of the crowd, and the model, see what the other half sees.

    Nobody is scored against themselves: here what people say is the measure, not the truth.
    """

    crowd: float
    model: float
    p: float


@dataclass(frozen=True)
class Crowd:
    people: int
    images: int
    accuracy: float  # of the majority of all
    model: float
    tied: int  # images without a majority: in none of the next four
    both_right: int  # McNemar's table of images, and the exact p of both being right as often
    only_crowd: int
    only_model: int
    both_wrong: int
    p: float
    halves: Halves | None  # None: one person, or no image on which both halves have a majority
    curve: tuple[tuple[int, float], ...]  # (people, accuracy of the majority of so many)
    people_for_model: int | None  # the fewest on the curve whose majority is as good as the model


def crowd(
    choices: Integers, model: Integers, truth: Integers, *, seed: int, splits: int = SPLITS
) -> Crowd | None:
    """People's choices [people, images] against one model's [1, images]."""
    return crowds(choices, model, truth, seed=seed, splits=splits)[0]


def crowds(
    choices: Integers, models: Integers, truth: Integers, *, seed: int, splits: int = SPLITS
) -> tuple[Crowd | None, ...]:
    """The same for several models [models, images]: what is about people only is found once."""
    seen = answered(choices).any(axis=0)
    known: dict[bytes, _People] = {}
    found: list[Crowd | None] = []
    for model in models:
        shared = seen & answered(model)
        if not shared.any():
            found.append(None)
            continue
        key = shared.tobytes()
        if key not in known:
            known[key] = _people(choices[:, shared], truth[shared], seed, splits)
        found.append(_against(known[key], model[shared], truth[shared]))
    return tuple(found)


def mcnemar(only_one: int, only_other: int) -> float:
    """The exact two-sided p: that *only_one* of n discordant pairs, or fewer, or as many the other
    way round, come from tosses of a fair coin.

    Q. McNemar (1947), Note on the sampling error of the difference between correlated proportions
    or percentages, Psychometrika 12(2), 153–157; exact by the binomial distribution as in A.
    Agresti, Categorical Data Analysis, 2nd ed. (2002), section 10.1.
    """
    few, number = min(only_one, only_other), only_one + only_other
    last = exp(lgamma(number + 1) - lgamma(few + 1) - lgamma(number - few + 1) - number * log(2))
    down = np.arange(few, 0, -1)  # P(i − 1) / P(i) = i / (n − i + 1)
    below = float(np.cumprod(down / (number - down + 1)).sum())
    return min(2 * last * (1 + below), 1.0)


@dataclass(frozen=True, eq=False)
class _People:
    number: int
    seen: Integers  # [images]: the majority of all
    halves: tuple[Integers, Integers]  # [splits, images] each: the majority of both halves
    curve: tuple[tuple[int, float], ...]


def _people(choices: Integers, truth: Integers, seed: int, splits: int) -> _People:
    choices = choices[answered(choices).any(axis=1)]
    counted = votes(choices)
    random = np.random.default_rng(seed)
    return _People(
        number=len(choices),
        seen=majority(counted.astype(np.float64)),
        halves=_halves(choices, splits, random),
        curve=_curve(counted, truth, len(choices)),
    )


def _against(people: _People, model: Integers, truth: Integers) -> Crowd:
    hits = model == truth
    clear = people.seen != NO_ANSWER
    both_right, only_crowd, only_model, both_wrong = _compared(
        people.seen == truth, hits, clear
    ).tolist()
    accuracy = float(hits.mean())
    enough = (size for size, reached in people.curve if reached >= accuracy - 1e-12)
    return Crowd(
        people=people.number,
        images=len(truth),
        accuracy=people.curve[-1][1],
        model=accuracy,
        tied=int((~clear).sum()),
        both_right=both_right,
        only_crowd=only_crowd,
        only_model=only_model,
        both_wrong=both_wrong,
        p=mcnemar(only_crowd, only_model),
        halves=_by_halves(people.halves, model),
        curve=people.curve,
        people_for_model=next(enough, None),
    )


def _compared(crowd: Flags, model: Flags, where: Flags) -> Integers:
    """[…, images] → […, 4]: images *where* both, only the crowd, only the model and none is
    right."""
    ways = (crowd & model, crowd & ~model, model & ~crowd, ~crowd & ~model)
    return np.stack([(way & where).sum(axis=-1) for way in ways], axis=-1)


def _halves(
    choices: Integers, splits: int, random: np.random.Generator
) -> tuple[Integers, Integers]:
    """Each split's two majorities; the halves differ by one where the number is odd."""
    if len(choices) > MOST_SPLIT:
        choices = choices[random.choice(len(choices), MOST_SPLIT, replace=False)]
    people, images = choices.shape
    said = (choices == np.arange(COUNT)[:, None, None]).astype(np.float32)
    one = np.full((splits, images), NO_ANSWER, np.int8)
    other = one.copy()
    if people < 2:
        return one, other
    for block in blocks(splits, images * COUNT):
        in_one = np.zeros((block.stop - block.start, people), np.float32)
        in_one[:, : people // 2] = 1
        in_one = random.permuted(in_one, axis=1)
        for half, members in ((one, in_one), (other, 1 - in_one)):
            counted = (members @ said).reshape(COUNT, -1).T
            half[block] = majority(counted).reshape(-1, images)
    return one, other


def _by_halves(halves: tuple[Integers, Integers], model: Integers) -> Halves | None:
    """Means over the splits, on the images on which both halves have a majority.

    p is twice the median of the splits' McNemar p: N. Meinshausen, L. Meier & P. Bühlmann (2009),
    p-Values for high-dimensional regression, Journal of the American Statistical Association
    104(488), 1671–1681, section 3.1 (γ = ½), which holds however the splits depend on each other.
    """
    one, other = halves
    clear = (one != NO_ANSWER) & (other != NO_ANSWER)
    clear_enough = clear.any(axis=1)
    if not clear_enough.any():
        return None
    counts = _compared(one == other, one == model, clear)[clear_enough]
    both, only_crowd, only_model, _ = counts.T
    images = counts.sum(axis=1)
    p = [mcnemar(*row) for row in counts[:, 1:3].tolist()]
    return Halves(
        crowd=float(((both + only_crowd) / images).mean()),
        model=float(((both + only_model) / images).mean()),
        p=min(2 * float(np.median(p)), 1.0),
    )


def _curve(counted: Integers, truth: Integers, people: int) -> tuple[tuple[int, float], ...]:
    """The accuracy of the majority of so many people, and at last of everybody."""
    others = counted.copy()
    shown = np.arange(len(truth)), truth
    others[shown] = -1
    patterns = np.column_stack([counted[shown], np.sort(others, axis=1)[:, 1:]])
    patterns, images = np.unique(patterns, axis=0, return_counts=True)
    largest = min(people, LARGEST_CROWD)
    accuracies = images @ majority_right(patterns, largest) / images.sum()
    curve = [(size + 1, float(accuracy)) for size, accuracy in enumerate(accuracies)]
    if people > largest:
        curve.append((people, float(images @ _credit(patterns) / images.sum())))
    return tuple(curve)


def _credit(patterns: Integers) -> Floats:
    """1 where the truth has the most votes, ½ where it shares them with another, …, 0."""
    top = patterns.max(axis=1)
    credit: Floats = (patterns[:, 0] == top) / (patterns == top[:, None]).sum(axis=1)
    return credit


def majority_right(patterns: Integers, largest: int) -> Floats:
    """[patterns, 5] votes, the truth's first → [patterns, largest]: how probable it is that the
    majority of 1, 2, … of those who voted says the truth; of all where they are fewer.

    Counted, not drawn: of n_j votes for j, C(n_j, i) choices take i. Those in which the truth gets
    t votes and none of the others more are the products of the others' polynomials
    Σ_{i ≤ t} C(n_j, i) x^i, kept apart by how many others get t as well: they share the credit.
    """
    total = patterns.sum(axis=1)
    ways = _ways(patterns, largest)
    right = np.zeros((len(patterns), largest + 1))
    for votes_for in range(1, largest + 1):
        most = largest - votes_for
        if most < votes_for:  # the others have too few to matter how they are shared out
            credit = _ways(total - patterns[:, 0], most)
        else:
            rest = _rest(ways[:, 1:], votes_for, most)
            credit = (rest / np.arange(1, COUNT + 1)[:, None]).sum(axis=1)
        right[:, votes_for:] += ways[:, 0, votes_for, None] * credit
    all_ways = _ways(total, largest)
    shares = np.divide(right, all_ways, out=np.zeros_like(right), where=all_ways > 0)
    shares = np.where(np.arange(largest + 1) > total[:, None], _credit(patterns)[:, None], shares)
    return shares[:, 1:]


def _ways(numbers: Integers, most: int) -> Floats:
    """[…] → […, most + 1]: C(n, i)."""
    steps = np.arange(1, most + 1)
    factors = np.maximum(numbers[..., None] - steps + 1, 0) / steps
    first = np.ones((*numbers.shape, 1))
    return np.concatenate([first, np.cumprod(factors, axis=-1)], axis=-1)


def _rest(ways: Floats, votes_for: int, most: int) -> Floats:
    """[patterns, 5, most + 1]: in how many ways the other four get 0 … *most* votes altogether and
    none more than *votes_for* (at most *most*), by how many of them get exactly as many."""
    found = np.zeros((len(ways), COUNT, most + 1))
    found[:, 0, 0] = 1
    for other in range(4):
        before, found = found, np.zeros_like(found)
        for taken in range(votes_for):
            number = ways[:, other, taken, None, None]
            found[:, :, taken:] += number * before[:, :, : most + 1 - taken]
        number = ways[:, other, votes_for, None, None]
        found[:, 1:, votes_for:] += number * before[:, :-1, : most + 1 - votes_for]
    return found
