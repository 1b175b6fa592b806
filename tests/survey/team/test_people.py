"""Owners look after people; somebody always can."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client
from django.urls import reverse

from survey.access import Role
from survey.models import Event
from survey.team import people, second_factor
from tests.survey.team.conftest import is_in, sign_in

pytestmark = pytest.mark.django_db
NEW = {"new_password1": "Fresh-horse-9", "new_password2": "Fresh-horse-9"}


@pytest.fixture
def owner(person: Callable[..., User], client: Client) -> User:
    user = person("owner", Role.OWNER)
    sign_in(client, "owner")
    return user


def link_in(page: object) -> str:
    found = re.search(r'value="https?://[^/]+(/set-password/[^"]+)"', page.content.decode())
    assert found
    return found[1]


def set_by(link: str) -> int:
    """Someone opens the link and sets a password: the status of what they see last."""
    client = Client()
    form = client.get(link, follow=True)
    return client.post(form.wsgi_request.path, NEW).status_code


def test_somebody_new_sets_their_password_by_a_link_that_works_once(
    owner: User, client: Client
) -> None:
    page = client.post(reverse("team"), {"username": "park", "role": "labeller"})
    assert "no-store" in page["Cache-Control"]
    link = link_in(page)
    assert set_by(link) == 302
    assert sign_in(Client(), "park", NEW["new_password1"]).status_code == 302
    assert set_by(link) == 200
    assert b"doesn" in Client().get(link, follow=True).content
    assert people.role_of(User.objects.get(username="park")) == Role.LABELLER


def test_a_link_is_too_old_after_three_days(
    owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = link_in(client.post(reverse("team"), {"username": "park", "role": "reader"}))
    later = datetime.now() + timedelta(days=3, minutes=1)  # noqa: DTZ005 (as Django's own)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _self: later)
    assert set_by(link) == 200


@pytest.mark.parametrize("name", ["", "OWNER", "a b", "x" * 151, "a/b"])
def test_a_name_that_cannot_be_is_told(owner: User, client: Client, name: str) -> None:
    page = client.post(reverse("team"), {"username": name, "role": "reader"})
    assert page.status_code == 400
    assert User.objects.count() == 1


def test_a_new_link_unlocks_and_ends_the_sessions(
    owner: User, person: Callable[..., User], client: Client
) -> None:
    kim, there = person(), Client()
    sign_in(there)
    for _ in range(5):
        sign_in(Client(), "kim", "wrong")
    link = link_in(client.post(reverse("person_link", args=[kim.pk])))
    assert set_by(link) == 302
    assert not is_in(there)
    assert sign_in(Client(), "kim", NEW["new_password1"]).status_code == 302


def test_a_role_counts_at_once(owner: User, person: Callable[..., User], client: Client) -> None:
    kim, there = person(), Client()
    sign_in(there)
    assert there.get(reverse("photographs")).status_code == 200
    client.post(reverse("person_role", args=[kim.pk]), {"role": "labeller"})
    assert there.get(reverse("photographs")).status_code == 403
    assert [group.name for group in kim.groups.all()] == ["labeller"]
    told = Event.objects.get(verb="changed")
    assert told.details == {"what": "role", "was": "editor", "to": "labeller"}


def test_who_is_deactivated_is_out_also_after_they_are_back(
    owner: User, person: Callable[..., User], client: Client
) -> None:
    kim, there = person(), Client()
    sign_in(there)
    address = reverse("person_active", args=[kim.pk])
    client.post(address, {"username": "kin"})
    assert is_in(there)
    client.post(address, {"username": "kim"})
    assert not is_in(there)
    assert sign_in(Client()).status_code == 200
    client.post(address, {"active": "yes"})
    assert not is_in(there)
    assert sign_in(there).status_code == 302


def test_an_owner_ends_the_sessions_of_somebody(
    owner: User, person: Callable[..., User], client: Client
) -> None:
    kim, there = person(), Client()
    sign_in(there)
    client.post(reverse("person_sessions", args=[kim.pk]))
    assert not is_in(there)
    assert is_in(client)


def test_an_owner_turns_off_a_lost_second_factor(
    owner: User, person: Callable[..., User], client: Client
) -> None:
    kim = person()
    device = second_factor.begin(kim)
    device.confirmed = True
    device.save()
    client.post(reverse("person_second_factor", args=[kim.pk]))
    assert sign_in(Client())["Location"] == reverse("studies")


def test_nobody_takes_the_ownership_from_themselves(owner: User, client: Client) -> None:
    client.post(reverse("person_role", args=[owner.pk]), {"role": "reader"})
    client.post(reverse("person_active", args=[owner.pk]), {"username": "owner"})
    assert list(people.owners()) == [owner]
    assert not Event.objects.filter(verb="changed").exists()


def test_of_two_owners_one_stays(owner: User, person: Callable[..., User]) -> None:
    other = person("other", Role.OWNER)
    people.give_role(other, Role.READER, by=owner)
    with pytest.raises(people.Refused):  # the page was still open
        people.deactivate(owner, by=other)
    assert list(people.owners()) == [owner]


def test_the_superuser_of_the_server_is_an_owner(owner: User, client: Client) -> None:
    admin = User.objects.create_superuser("admin")
    assert people.role_of(admin) == Role.OWNER
    assert b"superuser" in client.get(reverse("person", args=[admin.pk])).content
    people.give_role(admin, Role.READER, by=owner)
    admin.refresh_from_db()
    assert not admin.is_superuser


def test_the_list_is_long_and_asks_little(
    owner: User, person: Callable[..., User], client: Client, django_assert_max_num_queries
) -> None:
    for number in range(60):
        person(f"p{number}")
    with django_assert_max_num_queries(10):
        assert client.get(reverse("team")).status_code == 200
