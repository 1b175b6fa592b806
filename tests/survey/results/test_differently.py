"""Which images a result shows as seen differently, and which it may show."""

import pytest

from survey.models import Expression, Photograph, Subject
from survey.results.differently import MOST_SHOWN, Choice, showable
from survey.results.own import own_result

pytestmark = pytest.mark.django_db

HAPPY, SURPRISE, ANGRY = Expression.HAPPY, Expression.SURPRISE, Expression.ANGRY


def crowd(made, choices, people=5):
    for _ in range(people):
        made.person(choices)


def differently(person):
    return own_result(person).differently


def test_an_image_that_most_people_saw_otherwise_is_shown_with_both_and_the_truth(make):
    made = make([0, 0])
    me = made.person([1, 0])
    crowd(made, [0, 0], 4)
    made.run([2, 0], sure=0.6)
    (seen,) = differently(me)
    assert (seen.item, seen.number, seen.truth, seen.own) == (made.items[0].id, 1, HAPPY, SURPRISE)
    assert seen.people == Choice(HAPPY, 80.0, True)
    assert seen.model == Choice(ANGRY, pytest.approx(60), True)


def test_where_all_agree_nothing_is_shown(make):
    made = make([0])
    me = made.person([1])
    crowd(made, [1])
    made.run([1])
    assert differently(me) == ()


def test_half_of_the_people_are_not_most(make):
    made = make([0])
    me = made.person([1])
    crowd(made, [1], 2)
    crowd(made, [0], 3)
    assert differently(me) == ()


def test_few_people_are_nobodys_majority_but_the_model_may_differ(make):
    made = make([0])
    me = made.person([1])
    crowd(made, [0], 3)
    assert differently(me) == ()
    made.run([0])
    (seen,) = differently(me)
    assert seen.people is None
    assert seen.model.expression == HAPPY


def test_an_image_without_an_own_answer_is_not_shown(make):
    made = make([0])
    me = made.person([None])
    crowd(made, [0])
    assert differently(me) == ()


def test_the_clearest_come_first_and_only_so_many(make):
    made = make([0] * 8)
    me = made.person([1] * 8)
    crowd(made, [0] * 8, 8)
    made.run([1, 1, 1, 1, 1, 1, 0, 0])
    shown = differently(me)
    assert len(shown) == MOST_SHOWN
    assert [seen.number for seen in shown] == [7, 8, 1, 2, 3, 4]


def test_a_private_photograph_is_shown_only_where_its_person_allowed_it(make):
    made = make([0, 0, 0], "+--")
    subject = Subject.objects.create(pseudonym="P-1", agreed_on="2026-01-01", in_results=True)
    Photograph.objects.filter(pk=made.items[1].photograph_id).update(subject=subject)
    me = made.person([1, 1, 1])
    made.run([0, 0, 0])
    assert [seen.number for seen in differently(me)] == [1, 2]


def test_drawn_faces_are_nobodys(make):
    made = make([0, 0], "+-", demo=True)
    assert showable(made.study).count() == 2
