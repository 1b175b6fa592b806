"""What the study's page says about how its people answer."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from survey.analysis.quality import Share
from survey.models import Answer, Participant, Study
from survey.participation.asked import trials_of
from survey.participation.steps import Given, answer, withdraw
from survey.studies.watch import people_watched
from tests.survey.conftest import open_study
from tests.survey.participation.people import Person, as_given, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(study: Study) -> Study:
    """Ten images, four of them asked twice, and two attention checks."""
    Study.objects.update(repeats=4, attention_checks=2)
    study.refresh_from_db()
    return study


def trials(person: Person, kind: str) -> list:
    return [trial for trial in trials_of(person.row) if trial.kind == kind]


def test_a_study_without_anybody_has_nothing_to_tell(study: Study) -> None:
    (people,) = people_watched(study)
    assert (people.began, people.finished, people.withdrew, people.skipped) == (0, 0, 0, 0)
    assert (people.repeats, people.attention, people.seconds) == (Share(0, 0), Share(0, 0), None)


def test_it_counts_who_came_how_far(study: Study) -> None:
    Person(study)
    Person(study).finish(right=5)
    withdraw(Person(study).finish(right=5).row)
    (people,) = people_watched(study)
    assert (people.began, people.finished, people.withdrew) == (3, 1, 1)


def test_repeats_are_compared_with_the_same_persons_first_answer(checked: Study) -> None:
    steady, unsteady = Person(checked), Person(checked)
    for person in (steady, unsteady):
        person.answer(right=10)  # each image as it was meant
    same, other = trials(steady, "repeat"), trials(unsteady, "repeat")
    truth = dict(checked.items.values_list("id", "truth"))
    answer(checked.slug, steady.token, [as_given(t.id, truth[t.image.id], 50) for t in same])
    given = [as_given(t.id, wrong(truth[t.image.id]), 50) for t in other[:3]]
    answer(checked.slug, unsteady.token, given)
    assert people_watched(checked)[0].repeats == Share(4, 7)


def test_attention_checks_are_passed_by_the_answer_that_they_name(checked: Study) -> None:
    person = Person(checked)
    one, other = trials(person, "attention")
    given = [as_given(one.id, one.expected, 1), as_given(other.id, wrong(other.expected), 2)]
    answer(checked.slug, person.token, given)
    assert people_watched(checked)[0].attention == Share(1, 2)


def test_a_face_is_skipped_unless_it_was_answered_after_all(checked: Study) -> None:
    person = Person(checked)
    first, second, *_ = checked.items.values_list("id", flat=True)
    repeat = trials(person, "repeat")[0].id
    answer(checked.slug, person.token, [], [first, second, repeat])
    answer(checked.slug, person.token, [as_given(second, "sad", 3)])
    assert people_watched(checked)[0].skipped == 1


def test_the_time_to_an_answer_is_a_median(study: Study) -> None:
    person = Person(study)
    items = study.items.values_list("id", flat=True)[:4]
    times = [1000, 2000, 60_000, None]
    given = [
        Given(uuid4(), item, "sad", n, ms)
        for n, (item, ms) in enumerate(zip(items, times, strict=True))
    ]
    answer(study.slug, person.token, given)
    assert people_watched(study)[0].seconds == 2.0


def test_simulated_people_and_other_studies_stay_apart(study: Study) -> None:
    robot = Person(study).finish(right=3)
    Participant.objects.filter(pk=robot.id).update(simulated=True)
    Answer.objects.filter(participant=robot.id).update(response_ms=50)
    Person(study).finish(right=3)
    people, simulated = people_watched(study)
    assert (people.simulated, people.began, people.seconds) == (False, 1, 0.9)
    assert (simulated.simulated, simulated.began, simulated.seconds) == (True, 1, 0.05)
    other = open_study("other")
    assert [each.began for each in people_watched(other)] == [0]


def test_the_page_names_checks_only_where_there_are_any(admin_client: Client, study: Study) -> None:
    address = reverse("study", args=[study.slug])
    assert "Attention checks" not in admin_client.get(address).content.decode()
    Study.objects.update(repeats=4, attention_checks=2)
    study.refresh_from_db()
    person = Person(study)
    one, _other = trials(person, "attention")
    answer(study.slug, person.token, [as_given(one.id, one.expected, 1)])
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", admin_client.get(address).content.decode()))
    assert "Attention checks passed 100% (1 of 1)" in page
    assert "Repeats answered the same –" in page


def test_it_costs_the_same_queries_however_many_people_there_are(
    study: Study, django_assert_num_queries
) -> None:
    for _ in range(2):
        Person(study).finish(right=3)
        with django_assert_num_queries(6):
            people_watched(study)
