"""What one participant is asked, in their own order. Pure: ids, persons and a seed in, trials out.

A trial is an image, the same image once more, or an attention check, which names the answer to
give. The order depends on the seed alone, so that reload, another device and tomorrow show the
same one. No two trials in a row show the same photographed person, as far as that can be had.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid5

from classifier.expressions import EXPRESSIONS

# A repeat comes after at least so many other images, or it would be remembered.
APART = 20


@dataclass(frozen=True)
class Image:
    """An item of the study. *person*: who is photographed; "" where nobody knows."""

    id: UUID
    person: str = ""


@dataclass(frozen=True)
class Trial:
    id: UUID
    kind: Literal["image", "repeat", "attention"]
    image: Image | None = None  # None: an attention check
    expected: str = ""  # what an attention check asks for

    @property
    def person(self) -> str:
        return self.image.person if self.image else ""


def may_be_image(trial: UUID) -> bool:
    """False for repeats and attention checks: their ids are made (uuid5), an image's is drawn."""
    return trial.version != 5


def trials(
    participant: UUID, seed: int, images: Sequence[Image], repeats: int = 0, attention: int = 0
) -> list[Trial]:
    """*images* in the study's order → everything asked, in the participant's order.

    With few images, repeats come as far apart as there is room for, and never in the place just
    behind the first showing while another one is free.
    """
    generator = random.Random(seed)
    ordered = [Trial(image.id, "image", image) for image in in_order(images, generator)]
    for trial in _repeats(participant, ordered, repeats, generator):
        ordered.insert(_place_for(trial, ordered, generator), trial)
    for number, expected in enumerate(_asked_for(attention, generator)):
        check = Trial(uuid5(participant, f"attention {number}"), "attention", None, expected)
        ordered.insert(_even_place(number, attention, len(ordered), generator), check)
    return ordered


def in_order(images: Sequence[Image], generator: random.Random) -> list[Image]:
    """Shuffled, then mended: of every two neighbours of one person, the second is exchanged.

    Where one person has more than half of the images some neighbours must stay: then as few as
    possible.
    """
    shuffled = list(images)
    generator.shuffle(shuffled)
    for _ in range(len(shuffled)):
        twins = [at for at in range(1, len(shuffled)) if _alike(shuffled[at - 1], shuffled[at])]
        if not twins:
            return shuffled
        if not _exchange(shuffled, twins[0], generator):
            break
    return _spread(shuffled)


def _alike(one: Image, other: Image) -> bool:
    return bool(one.person) and one.person == other.person


def _exchange(images: list[Image], at: int, generator: random.Random) -> bool:
    """Swap the image at *at* with a random one, where neither then has a twin beside it."""
    others = [other for other in range(len(images)) if abs(other - at) > 1]
    generator.shuffle(others)
    for other in others:
        images[at], images[other] = images[other], images[at]
        if not any(_has_twin(images, place) for place in (at, other)):
            return True
        images[at], images[other] = images[other], images[at]
    return False


def _has_twin(images: list[Image], at: int) -> bool:
    beside = [place for place in (at - 1, at + 1) if 0 <= place < len(images)]
    return any(_alike(images[at], images[place]) for place in beside)


def _spread(images: list[Image]) -> list[Image]:
    """Always next whoever has the most images left, unless they were the last one."""
    left = Counter(image.person or str(image.id) for image in images)
    waiting = list(images)
    spread: list[Image] = []
    while waiting:
        last = spread[-1] if spread else None
        free = [image for image in waiting if not (last and _alike(last, image))] or waiting
        chosen = max(free, key=lambda image: left[image.person or str(image.id)])
        left[chosen.person or str(chosen.id)] -= 1
        waiting.remove(chosen)
        spread.append(chosen)
    return spread


def _repeats(
    participant: UUID, ordered: list[Trial], count: int, generator: random.Random
) -> list[Trial]:
    """Of images in the first two thirds: there has to be room behind them."""
    early = ordered[: max(1, len(ordered) * 2 // 3)]
    chosen = generator.sample(early, min(count, len(early)))
    return [
        Trial(uuid5(participant, f"repeat {trial.id}"), "repeat", trial.image) for trial in chosen
    ]


def _place_for(repeat: Trial, ordered: list[Trial], generator: random.Random) -> int:
    first = next(at for at, trial in enumerate(ordered) if trial.image == repeat.image)
    places = range(first + 1, len(ordered) + 1)

    def fits(at: int) -> bool:
        beside = [*ordered[at - 1 : at + 1]]
        return not any(repeat.person and repeat.person == trial.person for trial in beside)

    for apart in (APART, APART // 2, APART // 4, 1):
        if found := [at for at in places if at - first > apart and fits(at)]:
            return generator.choice(found)
    return len(ordered)


def _asked_for(count: int, generator: random.Random) -> list[str]:
    return [generator.choice(EXPRESSIONS) for _ in range(count)]


def _even_place(number: int, count: int, length: int, generator: random.Random) -> int:
    """Somewhere in the *number*-th of *count* equal parts, never the very first place."""
    part = length / count
    return max(1, round(part * (number + 0.25 + generator.random() / 2)))
