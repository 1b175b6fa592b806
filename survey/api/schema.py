"""The API's description as OpenAPI: what `@described` left on the views, put together."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from survey.management.version import version

from .described import ROOTS, SAID
from .shapes import Schema, components

Endpoint = tuple[str, str, str, Callable[..., Any]]


class ByPasswordScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Programs sign in with each request."""

    target_class = "survey.team.programs.ByPassword"
    name = "basicAuth"

    def get_security_definition(self, auto_schema: Any) -> Schema:
        del auto_schema
        return {"type": "http", "scheme": "basic"}


def with_plain_views(endpoints: list[Endpoint], **_unused: Any) -> list[Endpoint]:
    """drf-spectacular looks at REST framework's views only: others get a stand-in."""
    from survey.urls import urlpatterns

    return [*endpoints, *_plain(urlpatterns)]


def _plain(patterns: list[URLPattern]) -> Iterator[Endpoint]:
    for pattern in patterns:
        if said := getattr(pattern.callback, SAID, None):
            method, words = said
            route = f"/{pattern.pattern}"
            yield _path(route), route, method, _stand_in(pattern.callback, method, words)


def _path(route: str) -> str:
    """/api/studies/<slug:slug>/state → /api/studies/{slug}/state"""
    parts = route.split("/")
    return "/".join(
        "{" + part[1:-1].partition(":")[2] + "}" if part.startswith("<") else part for part in parts
    )


def _stand_in(view: Any, method: str, words: dict[str, Any]) -> Callable[..., Any]:
    def answer(_self: APIView, _request: Any) -> None:
        raise NotImplementedError

    answer.__doc__ = view.__doc__
    name = "".join(word.title() for word in view.__name__.split("_"))
    methods = {method.lower(): extend_schema(**words)(answer), "authentication_classes": ()}
    made: Any = type(name, (APIView,), methods | {"permission_classes": ()})
    stand_in: Callable[..., Any] = made.as_view()
    return stand_in


def with_components(result: Schema, **_unused: Any) -> Schema:
    """Spell out the dataclasses that the operations refer to. A body, where there is one, is
    needed: of a schema that isn't a serializer's drf-spectacular doesn't say so."""
    result["info"]["version"] = version()
    for operations in result["paths"].values():
        for operation in operations.values():
            if body := operation.get("requestBody"):
                body["required"] = True
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(sorted(components(*ROOTS).items()))
    return result
