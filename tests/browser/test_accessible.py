"""Every page of people and admins: axe-core has nothing to say, and nothing scrolls sideways.

Words differ in length, so every width is looked at in both languages; roles, names and colours are
the templates' own, so axe-core reads the Korean pages alone: that takes half of the time.

SCREENSHOTS=FOLDER keeps a picture of each page in each language and width there, to be looked at.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey.models import Expression, Photograph
from tests.browser import (
    admin_pages,
    photograph_pages,
    results_pages,
    study_pages,
    team_pages,
)
from tests.browser.pages import PAGES, start
from tests.browser.visit import Visit
from tests.chromium import shoot, sideways, until
from tests.stack import ROOT
from tests.survey.conftest import ready_photograph

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = ((360, 640), (768, 1024), (1280, 800))
FOLDER = os.environ.get("SCREENSHOTS")
EVERY_RULE = {"resultTypes": ["violations"]}
COLOURS = EVERY_RULE | {"runOnly": ["color-contrast"]}
FACES = sorted((ROOT / "static" / "faces").glob("practice-*.png"))


@pytest.fixture
def photographs(transactional_db):
    """Twenty: as few as have a pause halfway. Drawn faces, for whoever looks at the pictures."""
    for kind in Photograph.Kind.values:
        for number, expression in enumerate(Expression.values):
            for again in (0, 1):
                photograph = ready_photograph(kind, expression, 2 * number + again)
                photograph.crop = FACES[(number + again) % len(FACES)].read_bytes()
                photograph.save()


@pytest.fixture
def opened(chromium, live_server, photographs):
    """Opens one of PAGES, each time in a browser without cookies; the first ones are closed."""
    contexts = {}

    def open_page(at, language):
        if language not in contexts:
            contexts[language] = chromium.new_context(locale=language)
            contexts[language].set_default_timeout(60_000)
        context = contexts[language]
        for page in context.pages:
            page.close()
        context.clear_cookies()
        page = context.new_page()
        resize(page, SIZES[0])
        at(Visit(page, live_server.url, language))
        assert page.evaluate("document.documentElement.lang") == language
        return page

    yield open_page
    for context in contexts.values():
        context.close()


def resize(page, size):
    width, height = size
    page.set_viewport_size({"width": width, "height": height})


def faults(page, language, name=""):
    """By every rule on a phone in the light, sideways at every width, and the colours once more in
    the dark of a desktop."""
    reads = language == "ko"
    if reads:
        page.evaluate(Axe().axe_script)
    found = said_of(page, EVERY_RULE) if reads else []
    for size in SIZES:
        resize(page, size)
        if sideways(page):
            found.append(f"scrolls sideways at {size[0]} px by {sideways(page)} px")
        if FOLDER and name:
            shoot(page, Path(FOLDER) / f"{name}-{size[0]}.png")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return found + (said_of(page, COLOURS) if reads else [])


def said_of(page, options):
    until(page, "document.getAnimations().every(({ playState }) => playState != 'running')")
    violations = page.evaluate("options => axe.run(options).then(all => all.violations)", options)
    return [
        f"{violation['help']}: {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    "pages",
    [
        PAGES,
        admin_pages.PAGES,
        study_pages.PAGES,
        photograph_pages.PAGES,
        team_pages.PAGES,
        results_pages.PAGES,
    ],
    ids=["participant", "admin", "study", "admin-photographs", "admin-team", "results"],
)
def test_every_page_is_accessible_and_fits_every_width(opened, pages, language):
    found = {
        at: faults(opened(at, language), language, f"{at.__name__}-{language}") for at in pages
    }
    assert {at.__name__: said for at, said in found.items() if said} == {}


def test_bad_contrast_an_image_without_words_and_what_is_too_wide_would_be_found(opened):
    page = opened(start, "ko")
    page.evaluate("document.querySelector('main').append(new Image(900, 9))")
    page.evaluate("document.querySelector('main img').style.maxWidth = 'none'")
    page.evaluate("document.querySelector('h1').style.color = 'light-dark(#222, #333)'")
    said = " ".join(faults(page, "ko"))
    assert "alternative text" in said
    assert "Elements must meet minimum color contrast" in said
    assert "scrolls sideways at 360 px by" in said
