"""Figures, tables and words of the results page."""

import json
import re

import pytest
from django.contrib.auth.models import User

from .test_views import get, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(User.objects.create_superuser("staff"))
    return client


def test_every_model_stands_beside_the_others(staff, small):
    small.run([0, 0, 1, 3], name="resnet152")
    page = get(staff, small)
    said = page.context["page"].board
    assert [model["name"] for model in said.json["models"]] == ["resnet152", "resnet50"]
    assert [matrix.title for matrix in said.matrices] == ["People", "resnet152", "resnet50"]
    assert said.figures["expressions"].table.heading[1:] == (
        "People, %", "resnet152, %", "resnet50, %",
    )  # fmt: skip


def test_the_charts_get_their_numbers_and_words_without_the_images(staff, small):
    page = get(staff, small).content.decode()
    found = {name: json.loads(script(page, name)) for name in ("comparison", "chart-words")}
    assert found["comparison"]["study"] == {"slug": "faces", "images": 4}
    assert found["comparison"]["images"] == []
    assert found["comparison"]["people"]["scores"]["histogram"] == [[2, 1], [4, 1]]
    assert found["chart-words"]["score"] == "Images read right, of 4"


def script(page, name):
    return re.search(f'<script id="{name}" type="application/json">(.*?)</script>', page)[1]


def test_every_chart_has_its_numbers_as_a_table(staff, small):
    page = get(staff, small).content.decode()
    charts = re.findall('data-chart="([a-z]+)"', page)
    assert {"scores", "expressions", "sources", "calibration"} <= set(charts)
    assert [f'id="table-{chart}" data-table open' in page for chart in charts] == [True] * len(
        charts
    )


@pytest.mark.parametrize(("said", "marked"), [("3", 3), ("5", None), ("x", None), ("", None)])
def test_a_readers_own_score_is_marked_where_the_address_names_one(staff, small, said, marked):
    you = get(staff, small, me=said).context["page"].board.words["you"]
    assert (you and you["value"]) == marked


def test_an_open_page_learns_that_somebody_finished(staff, small):
    page = get(staff, small).content.decode()
    before = get(staff, small, "results_state").json()["token"]
    assert f'data-token="{before}"' in page
    small.person([0, 0, 0, 0])
    assert get(staff, small, "results_state").json()["token"] != before


def test_a_closed_studys_page_asks_for_nothing_new(client, small):
    publish(small)
    assert "data-state" not in get(client, small).content.decode()


def test_what_is_new_is_not_told_to_who_may_not_read(client, small):
    assert get(client, small, "results_state").status_code == 403
