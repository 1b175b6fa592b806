"""Which photographs make a study: balanced over expressions, repeatable from a seed. Pure."""

import random
from collections import Counter, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Id = TypeVar("Id", bound=Hashable)
Group = tuple[str, str]  # kind ("public" or "private"), expression


@dataclass(frozen=True)
class Shortfall:
    kind: str
    expression: str
    wanted: int
    ready: int
    limited: int = 0  # of those that are ready so many are missed for the limit per person

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.ready) + self.limited


class TooFew(ValueError):
    """The pool can't give the study; *shortfalls* names every group that is too small."""

    def __init__(self, shortfalls: Sequence[Shortfall]) -> None:
        super().__init__("; ".join(map(_in_words, shortfalls)))
        self.shortfalls = tuple(shortfalls)


def _in_words(short: Shortfall) -> str:
    words = f"{short.kind} {short.expression}: {short.wanted} wanted, {short.ready} ready"
    return f"{words}, {short.limited} kept out by the limit per person" if short.limited else words


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


def draw(
    pool: Iterable[tuple[Id, Group]],
    wanted: Mapping[Group, int],
    seed: int,
    *,
    people: Mapping[Id, str] | None = None,
    most: int | None = None,
) -> list[Id]:
    """As many of *pool* per group as *wanted*, shuffled together.

    With *most* no more than so many show the same one of *people*; whoever isn't in it, or is "",
    is nobody else's. A set is found whenever there is one. The same pool (in whatever order; the
    ids must sort) and seed give the same list. Raises TooFew.
    """
    groups = _grouped(pool, wanted)
    generator = random.Random(seed)
    if most is None:
        _require([Shortfall(*g, count, len(groups[g])) for g, count in wanted.items()])
        chosen = [
            identity
            for group, count in wanted.items()
            for identity in generator.sample(groups[group], count)
        ]
    else:
        for identities in groups.values():
            generator.shuffle(identities)
        flow = _Flow(groups, people or {}, most)
        given = flow.fill(wanted)
        _require(_shortfalls(groups, wanted, given))
        chosen = flow.chosen(wanted)
    generator.shuffle(chosen)
    return chosen


def shortfalls(
    pool: Iterable[tuple[Id, Group]],
    wanted: Mapping[Group, int],
    *,
    people: Mapping[Id, str] | None = None,
    most: int | None = None,
) -> tuple[Shortfall, ...]:
    """What ``draw`` would miss: nothing where it finds a set."""
    try:
        draw(pool, wanted, 0, people=people, most=most)
    except TooFew as error:
        return error.shortfalls
    return ()


def _grouped(
    pool: Iterable[tuple[Id, Group]], wanted: Mapping[Group, int]
) -> dict[Group, list[Id]]:
    groups: dict[Group, list[Id]] = {group: [] for group in wanted}
    for identity, group in pool:
        if group in groups:
            groups[group].append(identity)
    return {group: sorted(identities, key=str) for group, identities in groups.items()}


def _require(found: Sequence[Shortfall]) -> None:
    if missing := [short for short in found if short.missing]:
        raise TooFew(missing)


def _shortfalls(
    groups: Mapping[Group, Sequence[Id]], wanted: Mapping[Group, int], given: Mapping[Group, int]
) -> list[Shortfall]:
    return [
        Shortfall(*g, count, len(groups[g]), min(count, len(groups[g])) - given[g])
        for g, count in wanted.items()
    ]


class _Flow(Generic[Id]):
    """The largest flow from groups over people, each of whom lets at most *most* through.

    People take turns in the shuffled order of their photographs; where a group finds nobody with
    room left, somebody gives up an image of another group, which finds another for itself (an
    augmenting path, Ford and Fulkerson 1956). No group ever loses an image by that.
    """

    def __init__(
        self, groups: Mapping[Group, Sequence[Id]], people: Mapping[Id, str], most: int
    ) -> None:
        self.most = most
        self.has: dict[Group, dict[Hashable, list[Id]]] = {group: {} for group in groups}
        for group, identities in groups.items():
            for identity in identities:
                # Who is unknown is a person of their own: (id,) is no name.
                who: Hashable = people.get(identity, "") or (identity,)
                self.has[group].setdefault(who, []).append(identity)
        self.taken: Counter[tuple[Group, Hashable]] = Counter()
        self.of_person: Counter[Hashable] = Counter()
        self.groups_of: dict[Hashable, list[Group]] = {}
        for group, theirs in self.has.items():
            for who in theirs:
                self.groups_of.setdefault(who, []).append(group)

    def fill(self, wanted: Mapping[Group, int]) -> Counter[Group]:
        """How many each group gets: in sum as many as can be."""
        given: Counter[Group] = Counter()
        waiting = [group for group in wanted if wanted[group]]
        while waiting:  # in turn, so that no expression has the first choice of people
            waiting = [group for group in waiting if self._gets_one(group)]
            given.update(waiting)
            waiting = [group for group in waiting if given[group] < wanted[group]]
        return given

    def chosen(self, wanted: Mapping[Group, int]) -> list[Id]:
        return [
            identity
            for group in wanted
            for who, theirs in self.has[group].items()
            for identity in theirs[: self.taken[group, who]]
        ]

    def _gets_one(self, start: Group) -> bool:
        """Look, breadth first, for somebody with room; then pass the images along the way."""
        came: dict[Hashable, tuple[Group, Hashable]] = {}  # person -> group, whom it gives up
        queue: deque[tuple[Group, Hashable]] = deque([(start, None)])
        seen = {start}
        while queue:
            group, given_up = queue.popleft()
            for who in self._with_another(group):
                if who in came:
                    continue
                came[who] = (group, given_up)
                if self.of_person[who] < self.most:
                    self._pass_along(who, came)
                    return True
                for other in self.groups_of[who]:
                    if other not in seen and self.taken[other, who]:
                        seen.add(other)
                        queue.append((other, who))
        return False

    def _with_another(self, group: Group) -> list[Hashable]:
        """Whose photographs of this group aren't all taken; those who gave fewest first."""
        free = [who for who, all_ in self.has[group].items() if self.taken[group, who] < len(all_)]
        return sorted(free, key=self.of_person.__getitem__)

    def _pass_along(self, last: Hashable, came: Mapping[Hashable, tuple[Group, Hashable]]) -> None:
        self.of_person[last] += 1
        who: Hashable = last
        while who is not None:
            group, given_up = came[who]
            self.taken[group, who] += 1
            if given_up is not None:
                self.taken[group, given_up] -= 1
            who = given_up
