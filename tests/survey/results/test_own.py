"""What a participant is told agrees with what the results page says."""

import pytest

from survey.results.comparison import compare
from survey.results.own import OwnExpression, own_result

pytestmark = pytest.mark.django_db


def test_it_says_how_one_did_beside_the_others_and_the_model(small):
    simulated = small.study.participants.get(simulated=True)
    found = own_result(simulated)
    assert (found.score, found.count) == (2, 4)
    assert found.expressions[0] == OwnExpression("happy", "Happy", 1, 2)
    assert found.expressions[2] == OwnExpression("angry", "Angry", 0, 0)
    assert (found.people, found.people_mean, found.simulated) == (2, 3.0, 1)
    assert found.histogram == ((2, 1), (4, 1))
    assert (found.model_name, found.model_score) == ("resnet50", 2.0)


def test_it_agrees_with_the_comparison(small):
    comparison = compare(small.study, small.study.runs.get())
    found = own_result(small.study.participants.first())
    assert found.people_mean == comparison.people.scores.mean
    assert found.histogram == comparison.people.scores.histogram
    assert found.model_score == comparison.model.total


def test_somebody_with_no_right_answer_counts_among_the_people(make):
    made = make([0])
    found = own_result(made.person([1]))
    assert (found.score, found.people_mean, found.histogram) == (0, 0.0, ((0, 1),))


def test_without_a_model_there_is_no_model_score(make):
    made = make([0])
    found = own_result(made.person([0]))
    assert found.model_name is found.model_score is None


def test_a_participant_who_has_not_finished_is_not_among_the_people(make):
    made = make([0])
    made.person([0])
    found = own_result(made.person([1], finished=False))
    assert (found.score, found.people, found.people_mean) == (0, 1, 1.0)
