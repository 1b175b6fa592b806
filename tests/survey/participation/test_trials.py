"""The order of what a participant is asked."""

import itertools
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.participation.trials import APART, Image, Trial, trials

PARTICIPANT = UUID(int=1)
people = st.lists(st.sampled_from(["", "", "A", "B", "C"]), min_size=1, max_size=40)


def images(persons: list[str]) -> list[Image]:
    return [Image(UUID(int=number), person) for number, person in enumerate(persons, start=10)]


def twins(asked: list[Trial]) -> int:
    neighbours = itertools.pairwise(asked)
    return sum(bool(one.person) and one.person == other.person for one, other in neighbours)


@given(people, st.integers(0, 2**48))
def test_every_image_is_asked_once_in_an_order_that_the_seed_gives(persons, seed):
    asked = trials(PARTICIPANT, seed, images(persons))
    assert asked == trials(PARTICIPANT, seed, images(persons))
    assert sorted(trial.id.int for trial in asked) == [image.id.int for image in images(persons)]


@given(people, st.integers(0, 2**48))
def test_no_person_twice_in_a_row_where_that_can_be_had(persons, seed):
    most = max((persons.count(person) for person in persons if person), default=0)
    unavoidable = max(0, 2 * most - len(persons) - 1)
    assert twins(trials(PARTICIPANT, seed, images(persons))) == unavoidable


def test_orders_differ_between_seeds():
    orders = {
        tuple(trial.id for trial in trials(PARTICIPANT, seed, images([""] * 20)))
        for seed in range(9)
    }
    assert len(orders) == 9


@pytest.mark.parametrize("seed", range(20))
def test_repeats_come_far_from_the_first_showing_and_never_beside_the_same_person(seed):
    persons = [f"{number % 25}" for number in range(100)]
    asked = trials(PARTICIPANT, seed, images(persons), repeats=10)
    assert len(asked) == 110
    assert twins(asked) == 0
    for at, trial in enumerate(asked):
        if trial.kind == "repeat":
            first = next(n for n, each in enumerate(asked) if each.id == trial.image.id)
            assert at - first > APART / 2


@pytest.mark.parametrize("seed", range(20))
def test_attention_checks_are_spread_out(seed):
    asked = trials(PARTICIPANT, seed, images([""] * 100), attention=4)
    places = [at for at, trial in enumerate(asked) if trial.kind == "attention"]
    assert len(places) == 4
    assert places[0] > 0
    assert all(later - earlier > 5 for earlier, later in itertools.pairwise(places))
    assert all(trial.expected for trial in asked if trial.kind == "attention")


def test_checks_have_ids_of_their_own_for_every_participant():
    one, other = (trials(who, 1, images(["", ""]), 1, 1) for who in (PARTICIPANT, uuid4()))
    checks = [{t.id for t in asked if t.kind != "image"} for asked in (one, other)]
    assert len(checks[0]) == 2
    assert not checks[0] & checks[1]
