"""Which photographs make a study: balanced over expressions, repeatable from a seed. Pure."""

import random
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)
Group = tuple[str, str]  # kind ("public" or "private"), expression


@dataclass(frozen=True)
class Shortfall:
    kind: str
    expression: str
    wanted: int
    ready: int


class TooFew(ValueError):
    """The pool can't give the study; *shortfalls* names every group that is too small."""

    def __init__(self, shortfalls: Sequence[Shortfall]) -> None:
        super().__init__(
            "; ".join(
                f"{s.kind} {s.expression}: {s.wanted} wanted, {s.ready} ready" for s in shortfalls
            )
        )
        self.shortfalls = tuple(shortfalls)


def quotas(expressions: Sequence[str], counts: Mapping[str, int]) -> dict[Group, int]:
    """How many images each group gives, from how many each kind gives.

    Raises ValueError where a kind's count doesn't divide by the number of expressions: a set that
    isn't balanced would favour whoever likes the larger expression.
    """
    for kind, count in counts.items():
        if count < 0 or count % len(expressions):
            raise ValueError(
                f"{count} {kind} images can't be shared evenly by {len(expressions)} expressions"
            )
    return {
        (kind, expression): count // len(expressions)
        for kind, count in counts.items()
        for expression in expressions
    }


def draw(pool: Iterable[tuple[Id, Group]], wanted: Mapping[Group, int], seed: int) -> list[Id]:
    """As many of *pool* per group as *wanted*, shuffled together.

    The same pool (in whatever order; the ids must sort) and seed give the same list. Raises TooFew.
    """
    groups: dict[Group, list[Id]] = {group: [] for group in wanted}
    for identity, group in pool:
        if group in groups:
            groups[group].append(identity)
    shortfalls = [
        Shortfall(*group, wanted=count, ready=len(groups[group]))
        for group, count in wanted.items()
        if len(groups[group]) < count
    ]
    if shortfalls:
        raise TooFew(shortfalls)
    generator = random.Random(seed)
    chosen = [
        identity
        for group, count in wanted.items()
        for identity in generator.sample(sorted(groups[group], key=str), count)
    ]
    generator.shuffle(chosen)
    return chosen
