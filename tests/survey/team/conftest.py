"""People with passwords, and how they sign in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from survey.access import Role

PASSWORD = "Right-horse-7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    def make(name: str = "kim", role: Role = Role.EDITOR) -> User:
        user = User.objects.create_user(name, password=PASSWORD)
        user.groups.add(Group.objects.get_or_create(name=role.value)[0])
        return user

    return make


def sign_in(client: Client, name: str = "kim", password: str = PASSWORD, **more: Any) -> Any:
    """From an address and a browser that could be told, were they kept."""
    sent = {"username": name, "password": password}
    return client.post(
        reverse("login"),
        sent,
        REMOTE_ADDR="203.0.113.77",
        headers={"User-Agent": FIREFOX, "X-Forwarded-For": "203.0.113.78"},
        **more,
    )


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200
