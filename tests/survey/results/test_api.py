"""The comparison for programs: the same figures as the page's, for the same people."""

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from survey.access import Role
from survey.results.comparison import compare
from survey.results.documents import as_json

pytestmark = pytest.mark.django_db
ADDRESS = "/api/studies/faces/comparison"


def full(make):
    """Enough people and images for every figure, and two models."""
    truths = [n % 5 for n in range(20)]
    made = make(truths, "+-" * 10)
    for n in range(8):
        made.person([(truth + (k % 7 == n)) % 5 for k, truth in enumerate(truths)])
    made.run([(truth + (k % 3 == 0)) % 5 for k, truth in enumerate(truths)])
    made.run(truths, name="resnet152")
    return made


def test_a_comparison_is_as_it_is_described(make, signed_in):
    made = full(make)
    found = signed_in(Role.READER).get(ADDRESS).json()
    assert found == as_json(made.study, compare(made.study))
    schemas = Client().get("/api/schema/", {"format": "json"}).json()["components"]
    wanted = {"$ref": "#/components/schemas/Comparison", "components": schemas}
    Draft202012Validator(wanted).validate(found)
    assert set(found) == set(schemas["schemas"]["Comparison"]["properties"])
    assert set(found["images"][0]) == set(schemas["schemas"]["Image"]["properties"])


def test_an_unpublished_comparison_is_for_readers_and_editors(small, signed_in):
    assert Client().get(ADDRESS).status_code == 401
    assert signed_in(Role.LABELLER).get(ADDRESS).status_code == 404
    assert signed_in(Role.EDITOR).get(ADDRESS).status_code == 200


def test_everybody_reads_what_is_published_and_closed(client, small):
    small.study.published = True
    small.study.save()
    assert client.get(ADDRESS).status_code == 401
    small.study.close()
    page = client.get(ADDRESS)
    assert page.json()["people"]["n"] == 2
    assert "no-store" in page["Cache-Control"]


def test_a_run_can_be_asked_for_to_come_first(small, signed_in):
    reader = signed_in(Role.READER)
    first = small.study.runs.get()
    small.run([0, 0, 1, 3], name="resnet152")
    names = [model["name"] for model in reader.get(ADDRESS, {"run": first.id}).json()["models"]]
    assert names == ["resnet50", "resnet152"]
    assert reader.get(ADDRESS, {"run": "7"}).status_code == 404
    assert reader.get("/api/studies/nowhere/comparison").status_code == 404
