"""A device that is slow to open its storage, or never does: the newest answer stands."""

import time

import pytest
from playwright.sync_api import expect

from survey.models import Expression
from tests.browser.asking import agree, at_face, begin, choices, kept, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST, SECOND = Expression.values[:2]

# Opens the database localStorage.late milliseconds later, or "never".
LATE = """
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...names) {
  const late = localStorage.late ?? 0;
  const request = open.apply(this, names);
  const told = {};
  const tell = (what) => () => { told.result = request.result; told[what]?.(); };
  request.onupgradeneeded = tell("onupgradeneeded");
  request.onsuccess = () => late === "never" || setTimeout(tell("onsuccess"), Number(late));
  return told;
};
"""


@pytest.fixture
def page(context, live_server, study):
    """At the second face; the answer to the first is only on the device."""
    context.add_init_script(f"if (location.protocol === 'http:') {{ {LATE} }}")
    page = begin(context.new_page(), live_server, study)
    page.route("**/answers", lambda route: route.abort())
    page.keyboard.press("1")
    at_face(page, 2)
    yield page
    # The face that was loaded ahead of time waits here, too.
    context.complaints[:] = [text for text in context.complaints if "preload" not in text]


def reload(page, late):
    page.evaluate("late => (localStorage.late = late)", late)
    page.reload()


@pytest.mark.parametrize("late", ["3000", "10000"], ids=["waited for", "taken in later"])
def test_what_a_slow_device_has_kept_counts_whenever_it_comes(page, late):
    reload(page, late)
    at_face(page, 2)
    page.unroute("**/answers")
    saved(page)
    assert choices()[0] == FIRST
    assert page.locator("#notice").is_hidden()


def test_a_device_that_is_new_and_slow_keeps_what_was_answered_meanwhile(
    context, live_server, study
):
    context.add_init_script(f"if (location.protocol === 'http:') {{ {LATE} }}")
    page = agree(context.new_page(), live_server, study)
    page.route("**/answers", lambda route: route.abort())
    reload(page, "6000")
    at_face(page, 1)
    page.keyboard.press("2")
    at_face(page, 2)
    expect(page.locator("#notice")).to_be_visible()
    page.wait_for_timeout(5000)
    reload(page, "0")
    at_face(page, 2)
    page.unroute("**/answers")
    saved(page)
    assert choices()[0] == SECOND


def test_a_device_that_never_kept_anything_is_not_waited_for(context, live_server, study):
    context.add_init_script(f"if (location.protocol === 'http:') {{ {LATE} }}")
    page = agree(context.new_page(), live_server, study)
    reload(page, "never")
    began = time.monotonic()
    for number, key in ((1, "1"), (2, "2")):
        at_face(page, number)
        page.keyboard.press(key)
    at_face(page, 3)
    assert time.monotonic() - began < 6
    expect(page.locator("#notice")).to_be_visible()
    saved(page)
    assert choices()[:2] == [FIRST, SECOND]


def test_what_could_not_be_read_does_not_undo_what_was_answered_since(page):
    reload(page, "never")
    at_face(page, 1)
    expect(page.locator("#notice")).to_be_visible(timeout=15_000)
    page.unroute("**/answers")
    page.keyboard.press("2")
    at_face(page, 2)
    saved(page)
    assert choices()[0] == SECOND
    with page.expect_response("**/answers") as left_behind:
        reload(page, "0")
    assert left_behind.value.ok
    saved(page)
    assert choices()[0] == SECOND


def test_what_is_confirmed_while_the_page_is_loaded_again_is_not_asked_again(
    context, live_server, study
):
    page = begin(context.new_page(), live_server, study)
    held = []
    page.route("**/answers", lambda route: held.append(route))  # noqa: PLW0108
    page.keyboard.press("1")
    at_face(page, 2)

    def write_page_then_confirm(route):
        written = route.fetch()
        with page.expect_response("**/answers"):
            held.pop().continue_()
        page.wait_for_timeout(300)  # the old page, still there, takes note of it
        route.fulfill(response=written)

    page.route("**/faces/", write_page_then_confirm, times=1)
    page.reload()
    page.unroute("**/answers")
    at_face(page, 2)


def test_what_is_confirmed_leaves_the_device_after_a_while(context, live_server, study):
    page = begin(context.new_page(), live_server, study)
    page.keyboard.press("1")
    at_face(page, 2)
    saved(page)
    assert kept(page) == 1  # a page that is being loaded may not know of it
    page.evaluate(
        "{ const now = performance.now.bind(performance);"
        " performance.now = () => now() + 60_000; true }"
    )
    page.keyboard.press("2")
    at_face(page, 3)
    saved(page)
    assert kept(page) == 1
