"""Everybody's answers in one small row each: the same as the answers themselves."""

import pytest

from survey.consent.withdrawal import withdraw_photographs
from survey.models import Photograph, Sheet
from survey.participation.steps import withdraw
from survey.results import sheets
from survey.results.rows import read_items, read_votes

pytestmark = pytest.mark.django_db


def read(made):
    return read_votes(made.study, read_items(made.study))


def test_choices_and_times_come_in_the_study_s_order(make):
    made = make([0, 1, 2, 3])
    made.person([4, None, 2, 0], times=[900, None, None, 4_000_000_000])
    made.person([1, 1, 1, 1])
    votes = read(made)
    assert votes.choices.tolist() == [[4, -1, 2, 0], [1, 1, 1, 1]]
    # Nobody looks at a face for longer than a minute: all that is longer may be the same.
    assert votes.times.tolist() == [[900, -1, -1, 65534], [-1] * 4]


def test_a_withdrawn_image_s_place_is_in_the_sheet_and_in_no_array(make):
    made = make([0, 1, 2])
    made.person([0, 1, 2], times=[1, 2, 3])
    read(made)
    withdraw_photographs(Photograph.objects.filter(pk=made.items[1].photograph_id))
    made.person([3, 4, 3])
    votes = read(made)
    assert votes.choices.tolist() == [[0, 2], [3, 3]]
    assert votes.times.tolist() == [[1, 3], [-1, -1]]


def test_only_who_has_finished_gets_a_sheet_and_only_once(make, django_assert_num_queries):
    made = make([0, 1])
    made.person([0, 0])
    made.person([1, 1], finished=False)
    assert sheets.pack_all() == 1
    with django_assert_num_queries(2):
        assert sheets.pack_all() == 0


def test_many_are_packed_in_batches(make, monkeypatch):
    monkeypatch.setattr(sheets, "AT_ONCE", 2)
    made = make([0, 1])
    people = [made.person([n % 5, n % 3]) for n in range(6)]
    assert sheets.pack(made.study) == 6
    assert read(made).choices.tolist() == [[n % 5, n % 3] for n in range(6)]
    assert Sheet.objects.count() == len(people)


def test_nothing_is_left_of_who_withdraws(make):
    made = make([0, 1])
    person = made.person([0, 0])
    sheets.pack(made.study)
    withdraw(person)
    assert not Sheet.objects.exists()
    assert sheets.pack(made.study) == 0
    assert len(read(made).choices) == 0
