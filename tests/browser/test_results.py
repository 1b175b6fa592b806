"""The results page in a real browser: its charts, their files, and what is new while it is read."""

import re

import pytest
from playwright.sync_api import expect

from survey.models import Expression
from survey.results.progress import token
from tests.browser import admin_pages
from tests.browser.results_pages import answered, draw_all
from tests.browser.visit import Visit
from tests.chromium import until
from tests.survey.conftest import ready_photograph
from tests.survey.results.conftest import Made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(chromium, live_server, transactional_db):
    for kind in ("public", "private"):
        for number, expression in enumerate(Expression.values):
            for again in (0, 1):
                ready_photograph(kind, expression, 2 * number + again)
    context = chromium.new_context(locale="en")
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    visit = Visit(page, live_server.url, "en")
    admin_pages.sign_in(visit)
    yield visit
    context.close()


def test_charts_are_drawn_beside_folded_tables_and_kept_as_files(visit):
    study = answered(visit)
    admin_pages.open_page(visit, "results", study.slug)
    draw_all(visit)
    page = visit.page
    assert page.complaints == []  # among them: of the content security policy
    expect(page.locator("#table-scores table")).to_be_hidden()
    chart = page.locator("[data-chart=scores]")
    assert re.search("6 people read between .+ on average", chart.get_attribute("aria-label"))
    with page.expect_download() as kept:
        page.get_by_role("button", name="SVG: People's scores").click()
    assert kept.value.suggested_filename == f"{study.slug}-scores.svg"
    drawn = kept.value.path().read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "Number of people" in drawn
    with page.expect_download() as kept:
        page.get_by_role("button", name="PNG: People's scores").click()
    assert kept.value.path().read_bytes().startswith(b"\x89PNG")


def test_without_javascript_the_tables_are_there(visit, chromium):
    study = answered(visit, models=1)
    study.published = True
    study.close()
    study.save()
    page = chromium.new_context(locale="en", java_script_enabled=False).new_page()
    page.goto(f"{visit.site}/studies/{study.slug}/results/")
    expect(page.locator("#table-scores table")).to_be_visible()
    expect(page.get_by_role("button", name="PNG: People's scores")).to_be_hidden()
    page.context.close()


def test_who_finishes_meanwhile_is_in_the_figures_within_seconds(visit):
    study = answered(visit)
    admin_pages.open_page(visit, "results", study.slug)
    page = visit.page
    page.locator("#table-scores summary").click()
    before = token(study)
    Made(study, list(study.items.order_by("position"))).person([0] * study.items.count())
    assert token(study) != before
    expect(page.locator("#overview")).to_contain_text("7 people have finished", timeout=20_000)
    until(page, "document.querySelector('[data-chart=scores] svg')")
    expect(page.locator("#table-scores table")).to_be_visible()  # as it was
