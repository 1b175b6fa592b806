"""axe-core finds nothing to say about any page of the participant's way."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from survey.models import Expression, Photograph
from tests.browser.pages import PAGES, start
from tests.browser.visit import Visit
from tests.chromium import until
from tests.survey.conftest import ready_photograph

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture
def photographs(transactional_db):
    """Twenty: as few as have a pause halfway."""
    for kind in Photograph.Kind.values:
        for number, expression in enumerate(Expression.values):
            for again in (0, 1):
                ready_photograph(kind, expression, 2 * number + again)


@pytest.fixture
def opened(chromium, live_server, photographs):
    """Opens one of PAGES in a browser of its own. *within* is what is done with it there."""

    def open_page(at, language, within):
        context = chromium.new_context(locale=language, viewport=PHONE)
        context.set_default_timeout(60_000)
        try:
            page = context.new_page()
            at(Visit(page, live_server.url, language))
            assert page.evaluate("document.documentElement.lang") == language
            return within(page)
        finally:
            context.close()

    return open_page


def violations(page):
    """By every rule on a phone in the light, and the colours once more in the dark of a desktop."""
    found = said_of(page, {"resultTypes": ["violations"]})
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return found + said_of(page, {"runOnly": ["color-contrast"], "resultTypes": ["violations"]})


def said_of(page, options):
    until(page, "document.getAnimations().every(({ playState }) => playState != 'running')")
    return [
        f"{violation['help']}: {node['html'][:160]}"
        for violation in Axe().run(page, options=options).response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_page_violates_a_rule(opened, language):
    found = {at.__name__: opened(at, language, violations) for at in PAGES}
    assert {name: said for name, said in found.items() if said} == {}


def test_bad_contrast_and_an_image_without_words_would_be_found(opened):
    def spoilt(page):
        page.evaluate("document.querySelector('main').append(new Image(9, 9))")
        page.evaluate("document.querySelector('h1').style.color = 'light-dark(#222, #333)'")
        return violations(page)

    said = " ".join(opened(start, "en", spoilt))
    assert "alternative text" in said
    assert "Elements must meet minimum color contrast" in said
