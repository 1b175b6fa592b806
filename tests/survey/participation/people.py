"""Participants for tests of the pages: a browser that has agreed, answered or finished."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from survey.models import Expression, Participant, Study
from survey.participation.session import cookie_name, receipt_of
from survey.participation.steps import Given, answer, finish, start


class Person:
    """A participant and the browser they use."""

    def __init__(self, study: Study, language: str = "en") -> None:
        self.study = study
        participant, self.token = start(study, language)
        self.id = participant.id
        self.browser = Client(headers={"accept-language": language})
        self.browser.cookies[cookie_name(study.slug)] = self.token
        self.receipt = receipt_of(self.token)

    @property
    def row(self) -> Participant:
        return Participant.objects.get(pk=self.id)

    def answer(self, *, right: int, of: int | None = None, skipped: Sequence[UUID] = ()) -> None:
        """The first *right* images right and the others wrong, the first *of* images only."""
        given = [
            Given(uuid4(), item.id, item.truth if n <= right else wrong(item.truth), n, 900)
            for n, item in enumerate(self.study.items.all(), start=1)
            if (of is None or n <= of) and item.id not in skipped
        ]
        answer(self.study.slug, self.token, given, skipped)

    def finish(self, *, right: int, skipped: Sequence[UUID] = ()) -> "Person":
        self.answer(right=right, skipped=skipped)
        finish(self.study.slug, self.token)
        return self


HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def agree(client: Client, study: Study, invitation: str = "", **more: str | bytes) -> HttpResponse:
    """Open the first page, tick the box and send it, as a browser does."""
    address = reverse("participate", args=[study.slug])
    if invitation:
        address = reverse("invitation", args=[study.slug, invitation])
    hidden = HIDDEN.findall(client.get(address).content.decode())
    return client.post(address, {**dict(hidden), "agree": "1", **more})


def as_given(trial: UUID, choice: str, sequence: int) -> Given:
    return Given(uuid4(), trial, choice, sequence, 900)


def wrong(truth: str) -> str:
    return next(expression for expression in Expression.values if expression != truth)


def close(study: Study) -> None:
    Study.objects.get(pk=study.pk).close()


def sent(item: str, choice: str = "happy", sequence: int = 1, **more: Any) -> dict[str, Any]:
    """An answer as the question page sends it."""
    return {"key": str(uuid4()), "item": item, "choice": choice, "sequence": sequence, **more}


def change(study: Study, **fields: object) -> None:
    Study.objects.filter(pk=study.pk).update(**fields)


def begin(study: Study, **more: str | bytes) -> tuple[Client, HttpResponse]:
    """A new browser that agrees, and the reply to that."""
    client = Client()
    return client, agree(client, study, **more)


def text_of(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def first_answer(client: Client, study: Study) -> None:
    token = client.cookies[cookie_name(study.slug)].value
    answer(study.slug, token, [as_given(study.items.first().id, "happy", 1)])
