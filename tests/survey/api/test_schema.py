"""The API's description, and requests made from it by schemathesis: the site keeps to its word."""

import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from survey.access import Role
from survey.participation.session import cookie_name
from survey.participation.steps import start
from survey.runs import api as runs_api
from tests.survey.test_access import ADDRESSES

pytestmark = pytest.mark.django_db

CSRF = "c" * 32


@pytest.fixture
def description(db):
    return Client().get("/api/schema/", {"format": "json"}).json()


def test_every_address_of_the_api_is_described(description):
    written = {re.sub(r"\{\w+\}", "…", path) for path in description["paths"]}
    there = {
        re.sub(r"<[\w:]+>", "…", address.route)
        for address in ADDRESSES
        if address.route.startswith("/api/") and address.name != "api_schema"
    }
    assert written == there


def test_everybody_may_read_the_description_as_yaml_too(db):
    page = Client().get("/api/schema/")
    assert page["Content-Type"].startswith("application/vnd.oai.openapi")
    assert page.content.startswith(b"openapi: 3.1")


@pytest.fixture
def cookies(study, signed_in):
    """Of somebody who takes part and is an owner as well."""
    owner = signed_in(Role.OWNER)
    return {
        "sessionid": owner.cookies["sessionid"].value,
        "csrftoken": CSRF,
        cookie_name(study.slug): start(study, "en")[1],
    }


@pytest.fixture
def one_connection():
    """As with Django's own test client: the test's connection, with its data, stays."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


described = schemathesis.openapi.from_wsgi(
    "/api/schema/?format=json",
    get_wsgi_application(),
    config=schemathesis.Config.from_dict(
        {
            "parameters": {"path.slug": "faces"},
            "generation": {"database": "none", "with-security-parameters": False},
            # Each of these uploads goes through the checks of photographs: a few will do.
            "operations": [
                {"include-tag": "photographs", "phases": {"coverage": {"enabled": False}}}
            ],
        }
    ),
)


@described.parametrize()
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_the_site_keeps_to_its_description(case, cookies, one_connection, monkeypatch):
    """Who gets in is test_access's; that a file must be a photograph no schema can say."""
    monkeypatch.setattr(runs_api, "WAIT_SECONDS", 0)  # no worker is here to wait for
    of_a_file = case.media_type == "multipart/form-data"
    case.call_and_validate(
        cookies=cookies,
        headers={"X-CSRFToken": CSRF},
        excluded_checks=[ignored_auth, *([positive_data_acceptance] if of_a_file else [])],
    )


def test_an_address_that_is_not_there_is_told_programs_in_json(db):
    page = Client().get("/api/nowhere")
    assert (page.status_code, page.json()) == (404, {"detail": "Not found."})
    assert b"<html" in Client().get("/nowhere/").content
