"""What made-up people would answer. Pure: truths and a seed in, choices out."""

import random
from collections.abc import Sequence

from classifier.expressions import EXPRESSIONS

# What people take each expression for when they are wrong: neutral and angry faces read as sad,
# surprise as joy, in line with the confusions of FER+'s taggers.
MISTAKEN_FOR = {
    "happy": ("neutral", "surprise"),
    "surprise": ("happy", "neutral", "sad", "angry"),
    "angry": ("neutral", "sad", "surprise"),
    "sad": ("neutral", "angry", "surprise"),
    "neutral": ("sad", "angry", "happy"),
}
MEAN_SHARE, SPREAD = 0.79, 0.06  # of the original study's 42 people: 78.79 of 100, sd 5.6


def scores(people: int, images: int, seed: int) -> list[int]:
    """Made-up total scores of so many people, about as the original study's."""
    generator = random.Random(seed)
    drawn = (round(images * generator.gauss(MEAN_SHARE, SPREAD)) for _ in range(people))
    return [min(max(score, 0), images) for score in drawn]


def choices(truths: Sequence[str], score: int, difficulty_seed: int, seed: int) -> list[str]:
    """One person's choices for images of these *truths*, with exactly *score* right ones.

    *difficulty_seed* is the study's: some images are hard for everyone. *seed* is the person's.
    """
    if not 0 <= score <= len(truths):
        raise ValueError(f"a score of {score} can't be had with {len(truths)} images")
    shared, own = random.Random(difficulty_seed), random.Random(seed)
    # The images with the highest sums of shared difficulty and own luck are got wrong.
    trouble = [shared.gauss(0, 1) + own.gauss(0, 0.7) for _ in truths]
    by_trouble = sorted(range(len(truths)), key=trouble.__getitem__)
    right = set(by_trouble[:score])
    favourites = [shared.choice(MISTAKEN_FOR[truth]) for truth in truths]
    return [
        truth if n in right else _mistake(truth, favourites[n], own)
        for n, truth in enumerate(truths)
    ]


def _mistake(truth: str, favourite: str, own: random.Random) -> str:
    if own.random() < 0.6:
        return favourite
    return own.choice([expression for expression in EXPRESSIONS if expression != truth])
