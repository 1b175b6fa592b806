"""What a participant is told agrees with what the results page says."""

import pytest
from django.core.cache import cache

from survey.models import Expression
from survey.participation.steps import withdraw
from survey.results.comparison import compare
from survey.results.own import OwnExpression, OwnModel, own_result
from survey.results.sheets import pack

pytestmark = pytest.mark.django_db


def test_it_says_how_one_did_beside_the_others_and_the_model(small):
    simulated = small.study.participants.get(simulated=True)
    found = own_result(simulated)
    assert (found.score, found.count) == (2, 4)
    assert found.expressions[0] == OwnExpression(Expression.HAPPY, 1, 2, 0.5, 0.75, 0.5)
    assert found.expressions[2] == OwnExpression(Expression.ANGRY, 0, 0, None, None, None)
    assert (found.people, found.people_mean, found.simulated) == (2, 3.0, 1)
    assert found.histogram == ((2, 1), (4, 1))
    assert found.model == OwnModel("resnet50", 2)


def test_it_agrees_with_the_comparison(small):
    comparison = compare(small.study, small.study.runs.get())
    found = own_result(small.study.participants.first())
    assert found.people_mean == comparison.people.scores.mean
    assert found.histogram == comparison.people.scores.histogram
    assert found.model.score == comparison.model.total


def test_somebody_with_no_right_answer_counts_among_the_people(make):
    made = make([0])
    found = own_result(made.person([1]))
    assert (found.score, found.people_mean, found.histogram) == (0, 0.0, ((0, 1),))


def test_without_a_model_there_is_no_model_score(make):
    made = make([0])
    found = own_result(made.person([0]))
    assert found.model is None


def test_a_participant_who_has_not_finished_is_not_among_the_people(make):
    made = make([0])
    made.person([0])
    found = own_result(made.person([1], finished=False))
    assert (found.score, found.people, found.people_mean) == (0, 1, 1.0)


def test_each_expression_stands_beside_people_and_the_model(make):
    made = make([0, 0, 1, 1])
    me = made.person([0, 1, 1, 1])
    made.person([0, 0, 0, 0])
    made.run([0, 0, 0, 1])
    happy, surprise, *_ = own_result(me).expressions
    assert happy == OwnExpression(Expression.HAPPY, 1, 2, 0.5, 0.75, 1.0)
    assert surprise == OwnExpression(Expression.SURPRISE, 2, 2, 1.0, 0.5, 0.5)


def test_what_could_not_be_shown_is_not_answered_and_not_wrong(make):
    made = make([0, 0, 1])
    found = own_result(made.person([0, None, None]))
    assert (found.score, found.count, found.answered, found.unanswered) == (1, 3, 1, 2)
    happy, surprise, *_ = found.expressions
    assert (happy.correct, happy.answered, happy.own) == (1, 1, 1.0)
    assert (surprise.answered, surprise.own) == (0, None)


def test_the_standing_counts_the_others_with_ties_of_their_own(make):
    made = make([0, 0, 0, 0])
    me = made.person([0, 0, 1, 1])
    for right in (1, 2, 2, 3):
        made.person([0] * right + [1] * (4 - right))
    standing = own_result(me).standing
    assert (standing.lower, standing.same, standing.higher, standing.others) == (1, 2, 1, 4)


def test_few_people_give_no_standing(make):
    made = make([0])
    me = made.person([0])
    for _ in range(3):
        made.person([1])
    assert own_result(me).standing is None


def test_a_result_costs_the_same_queries_however_many_people_there_are(
    make, django_assert_num_queries
):
    made = make([0, 1] * 10)
    made.run([0] * 20)
    me = made.person([0] * 20)
    for people in (1, 9):
        for _ in range(people):
            made.person([1] * 20)
        cache.clear()
        pack(made.study)
        with django_assert_num_queries(8):
            own_result(me)


def test_the_next_result_does_not_read_everybodys_answers_again(make, django_assert_num_queries):
    made = make([0, 1])
    made.run([0, 0])
    me, other = made.person([0, 0]), made.person([1, 1])
    first = own_result(me)
    with django_assert_num_queries(6):
        assert own_result(me) == first
    assert own_result(other).histogram == first.histogram


def test_a_withdrawal_counts_at_once_and_takes_the_newest_in(make):
    made = make([0, 0])
    me, other = made.person([0, 0]), made.person([0, 1])
    assert own_result(me).histogram == ((1, 1), (2, 1))
    made.person([1, 1])
    withdraw(other)
    assert own_result(me).histogram == ((0, 1), (2, 1))


def test_who_finishes_within_the_minute_stands_among_the_kept_people(
    make, django_assert_num_queries
):
    made = make([0, 0, 0, 0])
    for right in (1, 2, 3, 3):
        first = made.person([0] * right + [1] * (4 - right))
    assert own_result(first).people == 4
    late, later = made.person([0, 0, 0, 1]), made.person([1, 1, 1, 1])
    with django_assert_num_queries(5):  # nobody else's answers
        found = own_result(late)
    assert (found.people, found.people_mean) == (5, 2.4)
    assert found.histogram == ((1, 1), (2, 1), (3, 3))
    assert (found.standing.lower, found.standing.same, found.standing.higher) == (2, 2, 0)
    assert (own_result(later).standing.higher, own_result(later).people) == (4, 5)
    cache.clear()  # a minute later
    assert own_result(first).people == 6


def test_who_answered_fewer_than_half_has_a_score_but_is_none_of_the_people(make):
    made = make([0, 0, 0])
    for _ in range(6):
        made.person([0, 0, 1])
    found = own_result(made.person([0, None, None]))
    assert (found.score, found.counts, found.standing) == (1, False, None)
    assert (found.people, found.histogram) == (6, ((2, 6),))


def test_the_first_who_finishes_is_alone_without_anybody_to_stand_among(make):
    made = make([0, 1])
    alone = own_result(made.person([0, 0]))
    assert (alone.people, alone.standing, alone.model, alone.differently) == (1, None, None, ())


def test_who_could_be_shown_nothing_has_a_result_all_the_same(make):
    made = make([0, 1])
    made.run([0, 0])
    found = own_result(made.person([None, None]))
    assert (found.score, found.answered, found.unanswered, found.differently) == (0, 0, 2, ())
    assert {row.own for row in found.expressions} == {None}
