"""Guessing passwords is slow, for a name, from wherever; nobody's address is kept."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from survey.models import Event, Verb
from survey.team import second_factor
from survey.team.passwords import no_address
from tests.survey.team.conftest import PASSWORD, is_in, sign_in

pytestmark = pytest.mark.django_db


def guess(client: Client, times: int, name: str = "kim") -> Any:
    return [sign_in(client, name, "wrong") for _ in range(times)][-1]


def turn_the_clock_on() -> None:
    earlier = F("attempt_time") - settings.AXES_COOLOFF_TIME
    AccessAttempt.objects.update(attempt_time=earlier)


def test_after_five_wrong_passwords_the_right_one_waits(
    person: Callable[..., User], client: Client
) -> None:
    person()
    assert guess(client, 4).status_code == 200
    page = guess(Client(), 1)  # from elsewhere
    assert page.status_code == 429
    assert "can be tried again at" in page.content.decode()
    assert sign_in(client).status_code == 429
    assert not is_in(client)


def test_a_lock_ends_after_a_quarter_of_an_hour(
    person: Callable[..., User], client: Client
) -> None:
    person()
    guess(client, 7)  # further guesses don't prolong it
    turn_the_clock_on()
    assert sign_in(client).status_code == 302
    assert is_in(client)


def test_a_lock_is_of_one_name(person: Callable[..., User], client: Client) -> None:
    person()
    person("lee")
    guess(client, 5)
    assert sign_in(client, "lee").status_code == 302


def test_the_right_password_forgets_the_wrong_ones(
    person: Callable[..., User], client: Client
) -> None:
    person()
    guess(client, 4)
    sign_in(client)
    assert guess(Client(), 4).status_code == 200


def test_an_unknown_name_is_locked_like_a_known_one(client: Client, db: None) -> None:
    assert guess(client, 5, "nobody").status_code == 429
    assert not Event.objects.exists()  # it may be a password in the wrong field


def test_a_lock_stands_in_the_trail_once(person: Callable[..., User], client: Client) -> None:
    user = person()
    guess(client, 9)
    event = Event.objects.get()
    assert (event.verb, event.target_id, event.actor) == (Verb.LOCKED, str(user.pk), None)


@pytest.mark.parametrize("name", ["x" * 151, "a\0b", " ", ""])
def test_what_is_no_name_is_refused(client: Client, name: str, db: None) -> None:
    assert sign_in(client, name).status_code == 200
    assert not AccessAttempt.objects.exists()


def test_no_address_and_no_browser_is_kept(person: Callable[..., User], client: Client) -> None:
    person()
    guess(client, 2)
    assert AccessAttempt.objects.count() == 1
    sign_in(client)
    guess(Client(), 6)
    sign_in(client)
    client.post(reverse("logout"), REMOTE_ADDR="203.0.113.77")
    assert not AccessLog.objects.exists()
    assert not AccessFailureLog.objects.exists()
    kept = [str(vars(row)) for model in apps.get_models() for row in model._default_manager.all()]
    assert any("Firefox, Linux" in row for row in kept)  # which is what people are told
    assert not [row for row in kept if "203.0.113" in row or "Gecko" in row]
    assert {row.ip_address for row in AccessAttempt.objects.all()} <= {no_address(HttpRequest())}


def by_password(password: str, name: str = "kim") -> Any:
    credentials = base64.b64encode(f"{name}:{password}".encode()).decode()
    return Client().post(
        reverse("api_recognize"), headers={"Authorization": f"Basic {credentials}"}
    )


def test_a_program_signs_in_by_its_password(person: Callable[..., User]) -> None:
    person()
    assert by_password(PASSWORD).status_code == 400  # it sent no photograph
    assert by_password("wrong").status_code == 401


def test_a_programs_wrong_passwords_lock_too(person: Callable[..., User], client: Client) -> None:
    person()
    for _ in range(5):
        by_password("wrong")
    assert by_password(PASSWORD).status_code == 401
    assert sign_in(client).status_code == 429
    assert [row.ip_address for row in AccessAttempt.objects.all()] == [no_address(HttpRequest())]


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", ""])
def test_a_program_without_a_name_is_refused(db: None, name: str) -> None:
    assert by_password("x", name).status_code == 401


def test_who_has_a_second_factor_cannot_come_in_by_the_password_alone(
    person: Callable[..., User],
) -> None:
    user = person()
    device = second_factor.begin(user)
    assert by_password(PASSWORD).status_code == 400  # not confirmed yet
    device.confirmed = True
    device.save()
    reply = by_password(PASSWORD)
    assert reply.status_code == 401
    assert "code" in reply.json()["detail"]


def test_the_admins_own_door_leads_to_this_one(person: Callable[..., User]) -> None:
    person()
    door = reverse("admin:login")
    sent = {"username": "kim", "password": PASSWORD}
    for reply in (Client().get(door), Client().post(door, sent)):
        assert (reply.status_code, reply["Location"]) == (302, reverse("login"))
        assert "sessionid" not in reply.cookies
