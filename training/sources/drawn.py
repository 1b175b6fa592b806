"""Drawn faces: *count* photographs of people who don't exist, decided by a seed."""

from collections.abc import Iterator

from classifier.drawn import plan
from training.sources.drawing import Drawing
from training.sources.row import Row, one_vote


def entries(count: int, seed: int, part: str) -> Iterator[Row]:
    for at, (expression, who, intensity) in enumerate(plan(count, seed=seed)):
        yield Row(
            name=f"drawn-{seed}-{at:06}",
            place=Drawing(expression, who, intensity),
            expression=expression,
            votes=one_vote(expression),
            part=part,
            person=str(who),
            source="drawn",
        )
