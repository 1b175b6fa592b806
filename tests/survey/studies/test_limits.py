"""At most so many images of one person: compared with all sets that there are."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.studies.sampling import Group, TooFew, draw, quotas, shortfalls

GROUPS: list[Group] = [("public", "happy"), ("public", "sad"), ("private", "happy")]
Pool = list[tuple[int, Group]]

photographs = st.lists(st.tuples(st.sampled_from(GROUPS), st.sampled_from("ABC ")), max_size=9)
wishes = st.fixed_dictionaries({group: st.integers(0, 3) for group in GROUPS})


def read(drawn: list[tuple[Group, str]]) -> tuple[Pool, dict[int, str]]:
    pool = [(number, group) for number, (group, _who) in enumerate(drawn)]
    return pool, {number: who.strip() for number, (_group, who) in enumerate(drawn)}


def keeps(chosen: tuple[int, ...], people: dict[int, str], most: int) -> bool:
    known = Counter(people[each] for each in chosen if people[each])
    return all(count <= most for count in known.values())


def largest(pool: Pool, wanted: dict[Group, int], people: dict[int, str], most: int) -> int:
    """By trying all: how many of the wanted can be had at once."""
    group_of = dict(pool)
    for size in range(min(len(pool), sum(wanted.values())), 0, -1):
        for chosen in itertools.combinations(group_of, size):
            counts = Counter(group_of[each] for each in chosen)
            if counts <= Counter(wanted) and keeps(chosen, people, most):
                return size
    return 0


@settings(max_examples=150, deadline=None)
@given(photographs, wishes, st.integers(1, 2), st.integers(0, 5))
def test_a_set_is_found_whenever_there_is_one(
    drawn: list[tuple[Group, str]], wanted: dict[Group, int], most: int, seed: int
) -> None:
    pool, people = read(drawn)
    best = largest(pool, wanted, people, most)
    missing = sum(short.missing for short in shortfalls(pool, wanted, people=people, most=most))
    assert sum(wanted.values()) - missing == best
    if missing:
        return
    chosen = draw(pool, wanted, seed, people=people, most=most)
    assert Counter(dict(pool)[each] for each in chosen) == +Counter(wanted)
    assert len(set(chosen)) == len(chosen)
    assert keeps(tuple(chosen), people, most)
    assert chosen == draw(pool[::-1], wanted, seed, people=people, most=most)


def test_somebody_gives_way_where_others_can_stand_in() -> None:
    # Only A was photographed sad, so that happy has to come from B, whatever the seed.
    pool = [("a1", ("public", "happy")), ("a2", ("public", "sad")), ("b", ("public", "happy"))]
    people = {"a1": "A", "a2": "A", "b": "B"}
    for seed in range(10):
        chosen = draw(pool, quotas(("happy", "sad"), {"public": 2}), seed, people=people, most=1)
        assert sorted(chosen) == ["a2", "b"]


def test_it_tells_what_is_not_there_from_what_the_limit_keeps_out() -> None:
    pool = [(n, ("public", "happy")) for n in range(3)]
    with pytest.raises(TooFew, match="1 kept out") as error:
        draw(pool, {("public", "happy"): 4}, 1, people={0: "A", 1: "A"}, most=1)
    (short,) = error.value.shortfalls
    assert (short.ready, short.limited, short.missing) == (3, 1, 2)


def test_without_a_limit_a_seed_draws_what_it_always_drew() -> None:
    pool = [
        (f"{kind}-{expression}-{n}", (kind, expression))
        for kind in ("public", "private")
        for expression in ("happy", "sad")
        for n in range(4)
    ]
    assert draw(pool, quotas(("happy", "sad"), {"public": 4, "private": 2}), 7) == PINNED


PINNED = [
    "public-happy-0",
    "private-sad-0",
    "public-sad-2",
    "public-sad-3",
    "public-happy-2",
    "private-happy-0",
]


def test_many_photographs_of_few_people_are_drawn_at_once() -> None:
    expressions = ("happy", "surprise", "angry", "sad", "neutral")
    pool = [
        (f"{kind}{n}", (kind, expressions[n % 5]))
        for kind in ("public", "private")
        for n in range(20_000)
    ]
    people = {identity: str(number % 1103) for number, (identity, _group) in enumerate(pool)}
    wanted = quotas(expressions, {"public": 500, "private": 500})
    chosen = draw(pool, wanted, 1, people=people, most=1)
    assert len({people[each] for each in chosen}) == 1000
