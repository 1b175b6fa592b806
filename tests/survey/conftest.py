"""Studies to test with, made of plain crops: what is tested here doesn't look at the faces."""

import hashlib
import io
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from PIL import Image

from survey.access import Role
from survey.models import Expression, Participant, Photograph, Study, Subject
from survey.models.studies import State
from survey.participation.steps import start
from survey.studies.draw import draw_study
from survey.team.sessions import SEEN


def open_study(slug: str = "faces", **fields: Any) -> Study:
    """Without images yet, and open all the same: tests put in what they need."""
    now = timezone.now()
    usual = {"state": State.OPEN, "title": "Faces", "seed": 1, "frozen_at": now, "opened_at": now}
    return Study.objects.create(slug=slug, **{**usual, **fields})


def consenting(pseudonym: str) -> Subject:
    """Somebody whose photographs may be drawn into studies."""
    agreed = {"agreed_on": "2026-01-01", "in_survey": True}
    return Subject.objects.get_or_create(pseudonym=pseudonym, defaults=agreed)[0]


def ready_photograph(kind: str, expression: str, number: int) -> Photograph:
    rng = np.random.default_rng(number)
    out = io.BytesIO()
    Image.fromarray(rng.integers(0, 256, (96, 96), np.uint8)).save(out, "PNG")
    png = out.getvalue()
    return Photograph.objects.create(
        kind=kind,
        name=f"{kind}-{expression}-{number}.jpg",
        expression=expression,
        digest=hashlib.sha256(f"{kind}{expression}{number}".encode()).hexdigest(),
        status=Photograph.Status.READY,
        crop=png,
        subject=consenting(f"{expression}-{number}") if kind == "private" else None,
    )


@pytest.fixture
def fill_pool(db: None) -> Callable[[int], None]:
    """Make so many ready photographs of each kind and expression."""

    def fill(per_group: int) -> None:
        for kind in Photograph.Kind.values:
            for number, expression in enumerate(Expression.values):
                for n in range(per_group):
                    ready_photograph(kind, expression, 1000 * number + n)

    return fill


@pytest.fixture
def study(fill_pool: Callable[[int], None]) -> Study:
    """Ten images: five expressions, public and private."""
    fill_pool(1)
    return draw_study("faces", title="Faces", public=5, private=5, seed=1)


@pytest.fixture
def participant(study: Study) -> Participant:
    return start(study, "en")[0]


@pytest.fixture
def signed_in(db: None) -> Callable[[Role], Client]:
    """A client that is signed in as a new person of the given role."""

    def sign_in(role: Role) -> Client:
        user = User.objects.create_user(f"{role.value} {User.objects.count()}")
        user.groups.add(Group.objects.get_or_create(name=role.value)[0])  # a flush takes them
        client = Client()
        client.force_login(user)
        session = client.session
        session[SEEN] = time.time()  # as after a page a moment ago
        session.save()
        return client

    return sign_in
