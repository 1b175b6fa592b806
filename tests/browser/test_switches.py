"""What can be switched on the question page: the language, and whether digits answer."""

import pytest
from playwright.sync_api import expect

from tests.browser.asking import at_face, choices, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_language_is_switched_at_the_same_face_and_nothing_is_lost(page):
    page.keyboard.press("1")
    at_face(page, 2)
    page.route("**/answers", lambda route: route.abort())
    page.keyboard.press("2")
    at_face(page, 3)
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("#question")).to_have_text("이 사람은 어떤 표정인가요?")
    page.wait_for_selector('#frame[aria-busy="false"] img')
    assert page.locator("#where").inner_text().startswith("3 / 6")
    page.unroute("**/answers")
    expect(page.locator("#saving")).to_have_text("저장됨", timeout=10_000)
    assert choices()[:3] == ["happy", "surprise", None]


def test_digits_can_be_switched_off_and_stay_off(page):
    page.keyboard.press("1")
    at_face(page, 2)
    page.get_by_role("button", name="Keys 1–5: on").click()
    for key in "15":
        page.keyboard.press(key)
    page.reload()
    at_face(page, 2)
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    at_face(page, 2)
    assert page.locator("[aria-keyshortcuts='1']").count() == 0
    page.get_by_role("button", name="Sad").click()  # the others still work
    at_face(page, 3)
    page.keyboard.press("ArrowLeft")
    at_face(page, 2)
    page.get_by_role("button", name="Keys 1–5: off").click()
    page.keyboard.press("2")
    at_face(page, 3)
    saved(page)
    assert choices()[:3] == ["happy", "surprise", None]


def test_a_browser_that_keeps_nothing_switches_digits_off_for_this_page(page):
    page.evaluate(
        "{ const full = () => { throw new DOMException('', 'QuotaExceededError') };"
        " Storage.prototype.setItem = full; true }"
    )
    page.get_by_role("button", name="Keys 1–5: on").click()
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    at_face(page, 1)


def test_where_there_are_no_keys_nothing_is_said_of_them(chromium, context, page, live_server):
    phone = chromium.new_context(
        viewport={"width": 360, "height": 640}, locale="en", is_mobile=True, has_touch=True
    )
    phone.add_cookies(context.cookies())
    held = phone.new_page()
    held.goto(f"{live_server.url}/s/faces/faces/")
    at_face(held, 1)
    assert held.locator("#digits").is_hidden()
    phone.close()
