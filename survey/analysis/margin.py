"""How far chance can move the difference between people and a model: told before a study. Pure.

The interval of (model - people) is bootstrapped over people and over images, so its variance has a
part for each: people differ in skill, images in difficulty, and each answer is a matter of chance.
In percentage points squared:

    margin = 1.96 · √(PEOPLE / P + IMAGES / I + ANSWERS / (P · I))

The constants reproduce the bootstrapped margins of the original study (42 people, 100 images,
people 78.8% right): ±8 points at 100 images, ±5.2 at 250, ±3.9 at 500, ±2.9 at 1,000. They were
fitted to the first and the last of these; the two between come out at 5.2 and 3.8. All four are of
42 people, so they can't tell ANSWERS apart from IMAGES: it is taken as 1,000, which is what is left
of the variance of one answer (78.8 · 21.2 = 1,671) when images differ as much as they do, and
IMAGES is what then remains. It matters with a handful of people only.
"""

import math

PEOPLE = 24.4  # people's skill: a standard deviation of about 5 points
ANSWERS = 1000.0
IMAGES = 1608.0 - ANSWERS / 42


def margin(people: int, images: int) -> float:
    """Half the width of the 95% interval of (model - people), in percentage points.

    Raises ValueError where there are no people or no images.
    """
    if people < 1 or images < 1:
        raise ValueError("a margin needs people and images")
    variance = PEOPLE / people + IMAGES / images + ANSWERS / (people * images)
    return 1.96 * math.sqrt(variance)
