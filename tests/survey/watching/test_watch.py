"""The page that is watched, and the part of it that is asked for again and again."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from survey.access import Role
from survey.models import Answer, Participant, Study
from survey.watching.charts import bins, columns
from survey.watching.history import History, Moment, history, today
from survey.watching.page import watch_page
from tests.survey.participation.people import Person, as_given

pytestmark = pytest.mark.django_db


def shown(client: Client, name: str, study: Study, query: str = "") -> str:
    response = client.get(reverse(name, args=[study.slug]) + query)
    assert response.status_code == 200
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def dated(person: Person, began: datetime, finished: datetime | None = None) -> None:
    Participant.objects.filter(pk=person.id).update(consented_at=began, finished_at=finished)
    Answer.objects.filter(participant=person.id).update(answered_at=began)


def past(study: Study, people: int) -> History:
    return history(study, study.participants.all(), "people", people)


def test_it_draws_who_came_when_in_the_sites_own_time(study: Study) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    dated(Person(study), midnight - timedelta(seconds=1), midnight)
    dated(Person(study), midnight + timedelta(minutes=59))
    dated(Person(study), midnight - timedelta(days=3), midnight - timedelta(days=2))
    hours = today(study.participants.all())
    assert hours[0] == Moment(began=1, finished=1)
    assert set(hours[1:]) == {Moment(0, 0)}
    day = midnight.date()
    assert past(study, 3).days == {
        day - timedelta(days=1): Moment(1, 0),
        day - timedelta(days=2): Moment(0, 1),
        day - timedelta(days=3): Moment(1, 0),
    }
    page = watch_page(study, {})
    assert page.days is not None
    assert [counts for _day, counts in page.days.rows] == [(1, 0), (0, 1), (1, 0), (1, 1)]


def test_a_zone_between_whole_hours_keeps_its_own_midnight(study: Study) -> None:
    with timezone.override("Asia/Kolkata"):
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        dated(Person(study), midnight + timedelta(minutes=5))
        assert today(study.participants.all())[0] == Moment(1, 0)


def test_it_says_at_which_image_people_gave_up(study: Study) -> None:
    for answered in (0, 3, 3):
        person = Person(study)
        person.answer(right=answered, of=answered)
        dated(person, timezone.now() - timedelta(hours=1))
    Person(study).answer(right=5, of=5)
    Person(study).finish(right=5)
    assert past(study, 5).stopped == {0: 1, 3: 2}
    page = watch_page(study, {})
    assert dict(page.stopped.rows)["3"] == (2,)


def test_medians_are_of_those_who_finished_and_count(study: Study) -> None:
    for milliseconds, seconds in ((1000, 60), (2000, 600), (9000, 6000)):
        person = Person(study).finish(right=3)
        figures = {"median_ms": milliseconds, "took_seconds": seconds}
        Participant.objects.filter(pk=person.id).update(**figures)
    Person(study).answer(right=1)
    page = watch_page(study, {})
    assert (page.answer_seconds, page.person_minutes) == (2.0, 10.0)
    out = Participant.objects.filter(median_ms=9000)
    out.update(excluded_at=timezone.now(), excluded_reason="fast")
    assert watch_page(study, {}).answer_seconds == 1.5


def test_without_people_it_shows_the_group_that_there_is(study: Study) -> None:
    Person(study).finish(right=3)
    Participant.objects.update(simulated=True)
    assert watch_page(study, {}).shown.group == "simulated"
    assert watch_page(study, {"group": "people"}).shown.began == 0
    assert watch_page(study, {"group": "nonsense"}).shown.group == "simulated"


def test_what_is_asked_for_again_says_as_of_when(
    signed_in: Callable[[Role], Client], study: Study
) -> None:
    editor = signed_in(Role.EDITOR)
    person = Person(study)
    answer_one = as_given(study.items.first().id, "happy", 1)
    assert "Nobody has begun" not in shown(editor, "watch_now", study)
    page = shown(editor, "watch_now", study)
    assert re.search(r"As of \d\d:\d\d:\d\d", page)
    assert "Began 1 Finished 0 In the middle now 1 Gave up 0" in page
    person.finish(right=3)
    assert "Began 1 Finished 1 In the middle now 0" in shown(editor, "watch_now", study)
    assert answer_one.choice not in shown(editor, "watch_now", study)


def test_the_page_names_checks_only_where_there_are_any(
    signed_in: Callable[[Role], Client], study: Study
) -> None:
    editor = signed_in(Role.EDITOR)
    Person(study)
    assert "Attention checks" not in shown(editor, "watch", study)
    Study.objects.update(repeats=4, attention_checks=2)
    page = shown(editor, "watch", study)
    assert "Attention checks passed –" in page
    assert "Repeats answered the same –" in page


def test_a_study_without_anybody_says_what_to_do(
    signed_in: Callable[[Role], Client], study: Study
) -> None:
    assert "Nobody has begun yet" in shown(signed_in(Role.EDITOR), "watch", study)
    assert "Nobody has begun yet" in shown(signed_in(Role.EDITOR), "participants", study)


@pytest.mark.parametrize("name", ["watch", "watch_now", "participants"])
def test_at_most_ten_queries(
    signed_in: Callable[[Role], Client],
    study: Study,
    name: str,
    django_assert_max_num_queries,
) -> None:
    editor = signed_in(Role.EDITOR)
    Person(study).finish(right=3)
    Person(study).answer(right=1, of=1)
    shown(editor, "participants", study)  # the first request of a session notes the sign-in
    with django_assert_max_num_queries(10):
        shown(editor, name, study)


def test_many_people_are_kept_for_a_while(
    study: Study, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries
) -> None:
    monkeypatch.setattr("survey.watching.history.MANY", 0)
    Person(study).finish(right=3)
    first = past(study, 1)
    with django_assert_num_queries(0):
        assert past(study, 1) == first


def test_columns_stand_on_one_floor_and_are_as_tall_as_they_count() -> None:
    chart = columns(["a", "b"], [("began", [4, 0]), ("finished", [2, 1])])
    assert [each.kind for each in chart.columns] == ["began", "finished", "finished"]
    assert {each.y + each.height for each in chart.columns} == {120}
    assert chart.columns[0].height == 2 * chart.columns[1].height
    assert chart.rows == (("a", (4, 2)), ("b", (0, 1)))
    assert columns(["a"], [("stopped", [0])]).is_empty


def test_bins_put_neighbours_together_and_lose_nobody() -> None:
    assert bins({0: 2, 3: 1}, 3) == (["0", "1", "2", "3"], [2, 0, 0, 1])
    names, people = bins({0: 1, 99: 2, 100: 4}, 100)
    assert (names[0], names[-1], sum(people), people[-1]) == ("0–9", "100–100", 7, 4)
