"""The second factor, and where one is signed in."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from survey.models import Event, SignIn
from survey.team import second_factor
from survey.team.devices import device_name
from tests.survey.team.conftest import PASSWORD, is_in, sign_in

pytestmark = pytest.mark.django_db


def code_of(user: User, steps: int = 0) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, drift=steps):06}"


def forget_what_was() -> None:
    """As if time went by: codes used and codes mistaken."""
    TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0)


@pytest.fixture
def kim(person: Callable[..., User]) -> User:
    return person()


@pytest.fixture
def codes(kim: User, client: Client) -> list[str]:
    """Kim turned it on, on the page; the recovery codes."""
    sign_in(client)
    page = client.get(reverse("second_factor"))
    assert second_factor.secret_of(TOTPDevice.objects.get()) in page.content.decode()
    page = client.post(reverse("second_factor"), {"code": code_of(kim)})
    client.post(reverse("logout"))
    forget_what_was()
    return re.findall(r"<li>(\w{5}-\w{5})</li>", page.content.decode())


def give(client: Client, code: str) -> Any:
    return client.post(reverse("code"), {"code": code})


def test_it_is_on_only_after_a_right_code(kim: User, client: Client) -> None:
    sign_in(client)
    client.get(reverse("second_factor"))
    wrong = f"{(int(code_of(kim)) + 1) % 1_000_000:06}"
    assert b"errorlist" in client.post(reverse("second_factor"), {"code": wrong}).content
    assert second_factor.device_of(kim) is None
    client.post(reverse("logout"))
    assert sign_in(client)["Location"] != reverse("code")


def test_the_password_alone_no_longer_signs_in(kim: User, codes: list[str], client: Client) -> None:
    assert len(codes) == 10
    assert sign_in(client)["Location"] == reverse("code")
    assert not is_in(client)
    assert give(client, code_of(kim)).status_code == 302
    assert is_in(client)


def test_a_code_counts_once(kim: User, codes: list[str], client: Client) -> None:
    code = code_of(kim)
    other = Client()
    for each in (client, other):
        sign_in(each)
        give(each, code)
    assert is_in(client)
    assert not is_in(other)


def test_wrong_codes_cost_time(kim: User, codes: list[str], client: Client) -> None:
    sign_in(client)
    for _ in range(3):
        give(client, "000000" if code_of(kim) != "000000" else "111111")
    TOTPDevice.objects.update(
        throttling_failure_count=9, throttling_failure_timestamp=timezone.now()
    )
    page = give(client, code_of(kim))
    assert page.status_code == 429
    assert b"Too many wrong codes" in page.content
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(minutes=9))
    give(client, code_of(kim))
    assert is_in(client)


def test_a_recovery_code_replaces_a_code_once(kim: User, codes: list[str], client: Client) -> None:
    other = Client()
    for each in (client, other):
        sign_in(each)
        give(each, codes[0].upper())
    assert is_in(client)
    assert not is_in(other)
    assert second_factor.codes_left(kim) == 9
    assert not set(StaticToken.objects.values_list("token", flat=True)) & set(codes)


def test_the_code_must_come_soon_and_after_the_password(
    kim: User, codes: list[str], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get(reverse("code"))["Location"] == reverse("login")
    sign_in(client)
    assert client.get(reverse("code")).status_code == 200
    monkeypatch.setattr("survey.team.sign_in.PATIENCE", -1)
    assert give(client, code_of(kim))["Location"] == reverse("login")
    assert not is_in(client)


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_after_the_code_nobody_is_sent_elsewhere(
    kim: User, codes: list[str], client: Client, to: str
) -> None:
    assert sign_in(client, query_params={"next": to})["Location"] == reverse("code")
    reply = client.post(reverse("code"), {"code": code_of(kim), "next": to})
    assert reply["Location"] == reverse("studies")


def test_turning_it_off_asks_for_the_password(kim: User, codes: list[str], client: Client) -> None:
    sign_in(client)
    give(client, code_of(kim))
    client.post(reverse("second_factor_off"), {"password": "wrong"})
    assert second_factor.device_of(kim)
    client.post(reverse("second_factor_off"), {"password": PASSWORD})
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    told = [event.details.get("to") for event in Event.objects.filter(verb="changed")]
    assert sorted(told) == ["off", "on"]


def test_a_session_is_listed_and_its_end_is_the_end(kim: User, client: Client) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    assert client.get(reverse("account")).content.decode().count("Firefox, Linux") == 2
    there = SignIn.objects.get(session_key=other.session.session_key)
    client.post(reverse("end_session", args=[there.pk]))
    assert not is_in(other)
    assert is_in(client)


def test_nobody_ends_the_sessions_of_others(
    kim: User, person: Callable[..., User], client: Client
) -> None:
    person("lee")
    other = Client()
    sign_in(other, "lee")
    sign_in(client)
    theirs = SignIn.objects.get(user__username="lee")
    assert client.post(reverse("end_session", args=[theirs.pk])).status_code == 404
    client.post(reverse("end_other_sessions"))
    assert is_in(other)


def test_a_new_password_ends_the_other_sessions(kim: User, client: Client) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    new = {"new_password1": "Other-horse-8", "new_password2": "Other-horse-8"}
    client.post(reverse("password"), {"old_password": "wrong", **new})
    assert is_in(other)
    client.post(reverse("password"), {"old_password": PASSWORD, **new})
    assert is_in(client)
    assert not is_in(other)
    assert SignIn.objects.get().session_key == client.session.session_key


def test_presence_is_noted_every_five_minutes(kim: User, client: Client) -> None:
    sign_in(client)
    before = timezone.now() - timedelta(days=1)
    SignIn.objects.update(seen_at=before)
    client.get(reverse("studies"))
    assert SignIn.objects.get().seen_at == before
    session = client.session
    session["seen"] -= 301
    session.save()
    client.get(reverse("studies"))
    assert SignIn.objects.get().seen_at > before


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_a_device_has_a_name(told: str, name: str) -> None:
    assert device_name(told) == name
