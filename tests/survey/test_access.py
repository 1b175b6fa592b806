"""Every address of the site says for whom it is, and keeps to it, whoever asks in whatever way."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver
from django.views.generic import RedirectView

import config.urls
from survey.access import Role, only, public
from survey.team.admin_site import OwnersSite

METHODS = ("get", "post", "put", "patch", "delete")
SAMPLES = {"slug": "nowhere", "uuid": UUID(int=0), "str": "x", "int": 1, "path": "1"}


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    view: Any

    @property
    def roles(self) -> frozenset[Role] | None:
        """None: for everybody. Raises AttributeError where nothing is said. What Django's admin
        wraps asks OwnersSite.admin_view with every request; its old addresses lead to new ones."""
        wrapped = getattr(self.view, "model_admin", self.view)
        if isinstance(getattr(wrapped, "admin_site", None), OwnersSite):
            return frozenset({Role.OWNER})
        if getattr(self.view, "view_class", None) is RedirectView:
            return None
        return self.view.roles

    def filled(self) -> str:
        """With something in each of its places."""
        route = re.sub(r"\(\?P<\w+>([^)|]*)[^)]*\)", lambda m: m[1].replace(".*", "x"), self.route)
        return re.sub(r"<(?:(\w+):)?\w+>", lambda m: str(SAMPLES[m[1] or "str"]), route).translate(
            {ord("^"): None, ord("$"): None}
        )


def every(patterns: list[Any], route: str = "/", names: str = "") -> Iterator[Address]:
    """All that the site answers, Django's own admin included."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from every(pattern.url_patterns, here, names + inside)
        else:
            yield Address(f"{names}{pattern.name}", here, pattern.callback)


ADDRESSES = list(every(config.urls.urlpatterns))
GUARDED = [address for address in ADDRESSES if getattr(address, "roles", None)]
by_name = attrgetter("name")


def test_the_walk_goes_everywhere() -> None:
    names = {address.name for address in ADDRESSES}
    assert {"photographs", "set_language", "admin:index", "admin:survey_study_change"} <= names


@pytest.mark.parametrize("address", ADDRESSES, ids=by_name)
def test_an_address_says_for_whom_it_is(address: Address) -> None:
    assert hasattr(address, "roles"), f"{address.name}: only() or public()?"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("address", GUARDED, ids=by_name)
def test_only_the_roles_named_get_in(
    signed_in: Callable[[Role], Client], address: Address, method: str
) -> None:
    asked_for, roles = address.filled(), address.roles or frozenset()
    assert getattr(Client(), method)(asked_for).status_code in (302, 401, 403)
    # An owner, too, changes nothing in Django's admin, and is told so.
    for role in set(Role) - ({Role.OWNER} if address.name.startswith("admin:") else set()):
        kept_out = getattr(signed_in(role), method)(asked_for).status_code == 403
        assert kept_out == (role not in roles | {Role.OWNER}), role


def test_a_view_for_nobody_in_particular_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="for whom"):
        only(lambda _request: HttpResponse())


def test_public_is_for_everybody() -> None:
    assert public(lambda _request: HttpResponse()).roles is None  # type: ignore[attr-defined]
