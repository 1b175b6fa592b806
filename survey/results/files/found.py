"""What both layouts have in common."""

from dataclasses import dataclass

from classifier.expressions import EXPRESSIONS, parse
from survey.analysis.arrays import Flags, Integers

from .text import BadLine

IMAGE = ("image", "image id", "imagename", "image name", "image filename", "item", "stimulus")


TRUTH = ("truth", "true category", "category", "true label")


@dataclass(frozen=True)
class Found:
    """What a file holds. *notes*: what somebody who reads the figures must know."""

    images: tuple[str, ...]  # their names
    truth: Integers  # [images]
    public: Flags  # [images]
    people: tuple[str, ...]
    choices: Integers  # [people, images]
    times: Integers  # [people, images]: milliseconds
    notes: tuple[str, ...]
    anonymous: bool = False  # whose a vote is isn't known: a row of choices is nobody's


def expression(what: str, word: str) -> int:
    """Its index. Raises BadLine."""
    try:
        return EXPRESSIONS.index(parse(word))
    except ValueError:
        known = ", ".join(EXPRESSIONS)
        raise BadLine(f"the {what} “{word[:40]}” is none of {known}.") from None
