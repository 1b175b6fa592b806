"""Addresses that hold a secret never reach the log."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from config.logs import WithoutSecrets
from survey.models import Study
from survey.participation.steps import start

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the site's own handler writes meanwhile."""
    handler = next(
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler)
        and any(isinstance(each, WithoutSecrets) for each in handler.filters)
    )
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before or handler.stream)


def test_no_personal_link_and_no_invitation_is_logged(study: Study, logged: io.StringIO) -> None:
    _participant, token = start(study, "en")
    strict = Client(enforce_csrf_checks=True)
    for name, secret in (("come_back", token), ("invitation", "an-invitation-nobody-has-made")):
        address = reverse(name, args=[study.slug, secret])
        assert strict.post(address).status_code == 403
        strict.get(f"{address}more")
        Client().post(address)
        said = logged.getvalue()
        assert secret not in said
        assert "/…" in said
