"""Who did what can be read, found and taken away by owners."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from survey.access import Role
from survey.audit import record, saw
from survey.models import Event, Photograph, Verb
from survey.team.words import sentence
from tests.survey.conftest import ready_photograph
from tests.survey.team.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(person: Callable[..., User], client: Client) -> Client:
    person("owner", Role.OWNER)
    sign_in(client, "owner", PASSWORD)
    return client


def event(who: User | None, verb: Verb, name: str, days_ago: int = 0, **more: str) -> Event:
    made = record(who, verb, Photograph, **more)
    at = timezone.now() - timedelta(days=days_ago)
    Event.objects.filter(pk=made.pk).update(target_id="1", target_name=name, at=at)
    return Event.objects.get(pk=made.pk)


def found(owner: Client, **filters: str) -> list[str]:
    page = owner.get(reverse("audit"), filters)
    assert page.status_code == 200
    return [event.target_name for event, _sentence, _details in page.context["events"]]


def test_an_event_is_a_sentence_in_both_languages(person: Callable[..., User]) -> None:
    removed = event(person("admin"), Verb.REMOVED, "3f2a91bc", reason="asked for")
    assert sentence(removed) == "admin removed photograph 3f2a91bc"
    with translation.override("ko"):
        assert sentence(removed) == "admin 님이 삭제: 사진 3f2a91bc"
    assert sentence(event(None, Verb.ADDED, "x")) == "The program added photograph x"
    Event.objects.update(verb="later", target_kind="unknown")
    assert "unknown" in sentence(Event.objects.all()[0])  # by a later version of the program


def test_events_are_found_by_who_what_and_when(person: Callable[..., User], owner: Client) -> None:
    Event.objects.update(at=timezone.now() - timedelta(days=20))  # the owner's sign-in
    kim = person("kim")
    event(None, Verb.REMOVED, "old", days_ago=9)
    event(kim, Verb.ADDED, "aab", days_ago=3)
    event(kim, Verb.REMOVED, "abc")
    today = timezone.localdate()
    assert found(owner, who="kim") == ["abc", "aab"]
    assert found(owner, who="*") == ["old"]
    assert found(owner, who="kim", verb="removed") == ["abc"]
    assert found(owner, kind="photograph", name="AB") == ["abc", "aab"]
    assert found(owner, kind="study") == []
    assert found(owner, since=f"{today - timedelta(4)}", until=f"{today - timedelta(2)}") == ["aab"]
    assert found(owner, kind="photograph", until=f"{today - timedelta(5)}") == ["old"]
    assert found(owner, since=f"{today + timedelta(5)}") == []


def test_a_filter_that_makes_no_sense_is_told_and_hides_nothing(owner: Client) -> None:
    event(None, Verb.ADDED, "x")
    page = owner.get(reverse("audit"), {"who": "nobody", "since": "soon", "before": "9" * 30})
    assert page.content.count(b"errorlist") == 2
    assert "x" in found(owner, since="soon")


def test_older_events_are_on_further_pages(owner: Client) -> None:
    for number in range(150):
        event(None, Verb.ADDED, f"n{number}")
    first = owner.get(reverse("audit"), {"who": "*"})
    then = owner.get(reverse("audit"), {"who": "*", "before": str(first.context["older"])})
    both = [each[0].target_name for page in (first, then) for each in page.context["events"]]
    assert both == [f"n{number}" for number in reversed(range(150))]
    assert then.context["older"] is None


def test_an_export_needs_a_reason_and_is_noted(owner: Client) -> None:
    event(None, Verb.ADDED, "=1+1")
    event(None, Verb.REMOVED, "other")
    address = reverse("audit_export") + "?verb=added"
    assert b"reason" in owner.get(address).content
    for reason in ("", "  ", "x"):
        assert owner.post(address, {"reason": reason}).status_code == 400
    assert not Event.objects.filter(verb=Verb.EXPORTED).exists()
    reply = owner.post(address, {"reason": "the yearly check"})
    text = b"".join(reply).decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["'=1+1"]
    noted = Event.objects.get(verb=Verb.EXPORTED)
    assert (noted.reason, noted.details) == ("the yearly check", {"filters": {"verb": "added"}})


def test_looking_is_noted_once_an_hour(person: Callable[..., User]) -> None:
    kim, photograph = person(), ready_photograph("private", "happy", 1)
    saw(kim, photograph)
    saw(kim, photograph)
    assert Event.objects.filter(verb=Verb.SAW).count() == 1
    saw(person("lee"), photograph)
    Event.objects.update(at=timezone.now() - timedelta(hours=2))
    saw(kim, photograph)
    assert Event.objects.filter(verb=Verb.SAW).count() == 3
