"""How far the model's accuracy is from people's, and how much of that can be chance.

Both the people and the images are samples: with other people, or other photographs, both numbers
would differ. The bootstrap therefore draws people *and* images with replacement, independently
(crossed; Owen 2007, "The pigeonhole bootstrap", Annals of Applied Statistics 1(2): 386-411, who
shows that it errs on the wide side). People and model are compared on the same drawn images.
"""

from dataclasses import dataclass

import numpy as np

from .arrays import Floats, Integers, answered, right

DRAWS = 2000
# With fewer, the sample says too little about how others would vary for an interval to be honest.
FEWEST_PEOPLE = 5
FEWEST_IMAGES = 10


@dataclass(frozen=True)
class Difference:
    """Model minus people in percentage points, with its 95% interval."""

    points: float
    low: float
    high: float

    @property
    def can_be_chance(self) -> bool:
        """The interval holds 0: which of the two is better can't be told."""
        return self.low <= 0 <= self.high


def difference(
    choices: Integers, model: Integers, truth: Integers, *, seed: int, draws: int = DRAWS
) -> Difference | None:
    """People's choices [people, images] against a model's [1, images].

    Accuracy is right / answered over all answers; the interval is the 2.5% and 97.5% percentiles
    of the draws. None with fewer than FEWEST_PEOPLE people or FEWEST_IMAGES images answered.
    """
    shared = answered(model)[0] & answered(choices).any(axis=0)
    choices, model, truth = choices[:, shared], model[:, shared], truth[shared]
    people, images = choices.shape
    if people < FEWEST_PEOPLE or images < FEWEST_IMAGES:
        return None
    random = np.random.default_rng(seed)
    people_drawn = random.multinomial(people, np.full(people, 1 / people), draws).astype(float)
    images_drawn = random.multinomial(images, np.full(images, 1 / images), draws).astype(float)
    drawn = _points(choices, model, truth, people_drawn, images_drawn)
    observed = _points(choices, model, truth, np.ones((1, people)), np.ones((1, images)))
    low, high = np.percentile(drawn[np.isfinite(drawn)], [2.5, 97.5])
    return Difference(float(observed[0]), float(low), float(high))


def _points(
    choices: Integers, model: Integers, truth: Integers, people: Floats, images: Floats
) -> Floats:
    """[draws]: the difference where each person and image counts as often as it was drawn.

    *people* [draws, people] and *images* [draws, images] say how often. A draw in which nobody
    answered anything is NaN.
    """
    hits = ((people @ right(choices, truth)) * images).sum(axis=1)
    given = ((people @ answered(choices)) * images).sum(axis=1)
    by_model = (images @ right(model, truth)[0]) / images.sum(axis=1)
    by_people = np.divide(hits, given, out=np.full(hits.shape, np.nan), where=given > 0)
    points: Floats = 100 * (by_model - by_people)
    return points
