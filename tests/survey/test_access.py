"""Every address of the site says for whom it is, and keeps to it, whoever asks in whatever way."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse

from survey.access import Role, only, public
from survey.urls import urlpatterns

METHODS = ("get", "post", "put", "patch", "delete")
SAMPLES = {"slug": "nowhere", "uuid": UUID(int=0), "string": "x", "int": 1}


GUARDED = [pattern for pattern in urlpatterns if getattr(pattern.callback, "roles", None)]


def address(pattern: URLPattern) -> str:
    """An address of *pattern*, with something in each of its places."""
    places = pattern.pattern.converters.items()
    kinds = {place: type(kind).__name__.removesuffix("Converter").lower() for place, kind in places}
    return reverse(pattern.name, kwargs={place: SAMPLES[kind] for place, kind in kinds.items()})


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_an_address_says_for_whom_it_is(pattern: URLPattern) -> None:
    assert hasattr(pattern.callback, "roles"), f"{pattern.name}: only() or public()?"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("pattern", GUARDED, ids=lambda pattern: pattern.name)
def test_only_the_roles_named_get_in(
    signed_in: Callable[[Role], Client], pattern: URLPattern, method: str
) -> None:
    asked_for = address(pattern)
    assert getattr(Client(), method)(asked_for).status_code in (302, 401, 403)
    for role in Role:
        kept_out = getattr(signed_in(role), method)(asked_for).status_code == 403
        assert kept_out == (role not in pattern.callback.roles | {Role.OWNER}), role


def test_a_view_for_nobody_in_particular_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="for whom"):
        only(lambda _request: HttpResponse())


def test_public_is_for_everybody() -> None:
    assert public(lambda _request: HttpResponse()).roles is None  # type: ignore[attr-defined]
