"""Every address of the site, tried by someone who takes part: for test_leaks.py."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver

from survey.models import ModelRun, Study, StudyItem
from survey.participation.asked import trials_of
from survey.participation.faces import result_face_address
from survey.participation.steps import CONSENT_VERSION

from .people import Person

PARAMETER = re.compile(r"\(\?P<(?P<regex>\w+)>[^)]*\)|<(?:(?P<kind>\w+):)?(?P<path>\w+)>")
# For the parameters of staff's pages that Walker doesn't name.
SOMETHING = {"int": 1, "uuid": UUID(int=1), "str": "en", "slug": "faces"}
# What differs from reply to reply by chance or by the clock.
BY_CHANCE = re.compile(
    r"\b[A-Za-z0-9]{64}\b"  # a masked CSRF token
    r"|(?<=csrftoken=)\w+|(?<=participant-faces=)[\w-]+|(?<=expires=)[^;]+|(?<=Expires: ).+"
    r'|(?<=name="key" value=")[0-9a-f-]{36}'  # of the plain form's next answer
    r'|(?<=name="page" value=")[\w-]+'  # the first page's own number
)


@dataclass(frozen=True)
class Route:
    name: str  # with its namespace
    template: str

    def address(self, values: Mapping[str, object]) -> str:
        """A parameter that *values* doesn't name is something of its kind."""
        filled = PARAMETER.sub(lambda found: str(_value(found, values)), self.template)
        return "/" + filled.replace("^", "").replace("$", "")


def _value(found: re.Match[str], values: Mapping[str, object]) -> object:
    name = found["regex"] or found["path"]
    return values[name] if name in values else SOMETHING[found["kind"] or "str"]


def routes(resolver: URLResolver | None = None, prefix: str = "", names: str = "") -> list[Route]:
    """All that the site answers, the admin's included."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        template = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{names}{pattern.namespace}:" if pattern.namespace else names
            found += routes(pattern, template, inside)
        else:
            found.append(Route(f"{names}{pattern.name}", template))
    return found


@dataclass(frozen=True)
class Walker:
    """Someone who takes part, or doesn't yet, and what they could know or guess."""

    client: Client
    study: Study
    person: Person
    run: ModelRun
    invitation: str

    def addresses(self, route: Route) -> list[str]:
        """With an image of each kind, a face's signed key, and the ids that only staff know."""
        first = {item.kind: item for item in self.study.items.order_by("-position")}
        return list(dict.fromkeys(route.address(self._values(item)) for item in first.values()))

    def _values(self, item: StudyItem) -> dict[str, object]:
        signed = result_face_address(self.person.row, item.id)
        return {
            "slug": self.study.slug,
            "item": item.id,
            "key": signed.rsplit("/", 1)[1].removesuffix(".png"),
            "token": self.person.token,
            "invitation": self.invitation,
            "language": "en",
            "photograph_id": item.photograph_id,
            "participant_id": self.person.id,
            "run": self.run.id,
            "recognition": self.run.id,
            "object_id": self.study.pk,
            "id": self.study.pk,
            "content_type_id": 1,
            "app_label": "survey",
            "url": "survey/",
        }

    def visit(self, route: Route) -> Iterator[tuple[str, HttpResponse]]:
        """GET with every query, then POST with every body; each leaves no trace."""
        for address in self.addresses(route):
            for query in self._queries(route.name):
                yield f"GET {address} {query or ''}".strip(), self._undone("get", address, query)
            for body in self._bodies(route.name):
                kind = {"content_type": "application/json"} if isinstance(body, str) else {}
                yield f"POST {address} {body}", self._undone("post", address, body, **kind)

    def _undone(self, method: str, *args: Any, **kwargs: Any) -> HttpResponse:
        cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
        with transaction.atomic():
            response = getattr(self.client, method)(*args, **kwargs)
            transaction.set_rollback(True)
        self.client.cookies.clear()
        self.client.cookies.load(cookies)
        return response

    def _queries(self, name: str) -> Sequence[dict[str, str]]:
        return {
            "plain": [{}, {"at": "3"}],
            "results": [{"run": str(self.run.id), "show": "both-wrong"}],
            "api_state": [{}, {"format": "api"}],
        }.get(name, [{}])

    def _bodies(self, name: str) -> Sequence[dict[str, Any] | str]:
        return {
            "participate": [self._agreed(), {"agree": "1"}, {"anew": "1"}],
            "invitation": [self._agreed(), {"anew": "1"}],
            "about": [{"age_band": "unsaid"}, {}],
            "plain": [
                *(self._answer(trial) for trial in self._trials()[-3:]),
                self._answer(self._trials()[0]) | {"choice": "", "skip": "on"},
                {"finish": "1"},
            ],
            "withdraw": [{"confirm": "1"}],
            "withdraw_later": [
                {"code": self.person.receipt},
                {"code": self.person.receipt, "confirm": "1"},
                {"code": "AAAA"},
            ],
            "login": [{"username": "staff", "password": "x"}],
            "set_language": [{"language": "ko", "next": "/"}],
            "api_answers": [
                json.dumps({"answers": [self._answer(trial) for trial in self._trials()]}),
                json.dumps({"skipped": [self._answer(trial) for trial in self._trials()]}),
                json.dumps({"answers": [self._answer(self.run.id)]}),
                "[",
            ],
            "api_finish": ["{}"],
        }.get(name, [{}])

    def _agreed(self) -> dict[str, Any]:
        return {"agree": "1", "consent": f"{CONSENT_VERSION} ", "page": "x"}

    def _trials(self) -> list[UUID]:
        return [trial.id for trial in trials_of(self.person.row)]

    def _answer(self, trial: UUID) -> dict[str, Any]:
        key = uuid5(self.person.id, str(trial))
        return {"key": str(key), "item": str(trial), "choice": "sad", "sequence": 500}


def told(response: HttpResponse) -> str:
    """All of a reply that a browser receives, in one text, less what is so by chance."""
    # Not as text: a picture. Its bytes count all the same.
    body = response.content.decode("utf-8", "backslashreplace")
    cookies = response.cookies.output()
    head = "\n".join(f"{name}: {value}" for name, value in sorted(response.items()))
    return BY_CHANCE.sub("…", f"{response.status_code}\n{head}\n{cookies}\n\n{body}")


def everything_told(walker: Walker, names: Sequence[str]) -> dict[str, str]:
    """What was asked → what was told, over the routes with these *names*."""
    cache.clear()
    return {
        asked: told(response)
        for route in routes()
        if route.name in names
        for asked, response in walker.visit(route)
    }
