"""The question page in a real browser: no answer is lost, doubled or given to the wrong face."""

import re

import pytest
from playwright.sync_api import expect

from survey.models import Answer, Participant
from tests.browser.asking import FACES, at_face, choices, chosen, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_keys_and_taps_answer_and_move_on(page):
    page.keyboard.press("1")
    at_face(page, 2)
    page.get_by_role("button", name="Sad").click()
    at_face(page, 3)
    saved(page)
    assert choices()[:3] == ["happy", "sad", None]


def test_a_response_time_is_measured_from_the_painted_face(page):
    page.wait_for_timeout(300)
    page.keyboard.press("1")
    at_face(page, 2)
    saved(page)
    assert 300 <= Answer.objects.get().response_ms < 5000


def test_a_page_left_open_for_days_gives_no_time_and_goes_on(page):
    page.evaluate("{ const now = performance.now(); performance.now = () => now + 2 * 86_400_000 }")
    page.keyboard.press("1")
    at_face(page, 2)
    saved(page)
    assert Answer.objects.get().response_ms is None


def test_a_database_that_the_device_closed_loses_nothing(page):
    page.evaluate(
        "{ const closed = () => { throw new DOMException('', 'InvalidStateError') };"
        " IDBDatabase.prototype.transaction = closed; true }"
    )
    for number in range(1, FACES + 1):
        at_face(page, number)
        page.keyboard.press("1")
    page.wait_for_url("**/result/")
    assert Participant.objects.get().is_finished


def test_going_back_shows_the_answer_and_choosing_again_corrects_it(page):
    page.keyboard.press("1")
    at_face(page, 2)
    page.keyboard.press("ArrowLeft")
    at_face(page, 1)
    expect(chosen(page)).to_have_text(re.compile("Happy"))
    page.keyboard.press("3")
    at_face(page, 2)
    saved(page)
    answer = Answer.objects.get()
    assert (answer.choice, answer.sequence % 1000, answer.response_ms) == ("angry", 2, None)


def test_a_reload_goes_on_at_the_first_face_without_an_answer(page):
    page.keyboard.press("1")
    at_face(page, 2)
    page.keyboard.press("2")
    at_face(page, 3)
    page.reload()
    at_face(page, 3)
    saved(page)
    assert choices()[:3] == ["happy", "surprise", None]


def test_a_double_tap_answers_one_face(page):
    page.get_by_role("button", name="Happy").dblclick()
    at_face(page, 2)
    page.wait_for_timeout(200)
    at_face(page, 2)
    saved(page)
    assert Answer.objects.count() == 1


def test_a_key_held_down_answers_one_face(page):
    page.keyboard.down("1")
    page.keyboard.down("1")
    at_face(page, 2)
    page.keyboard.down("1")
    page.wait_for_timeout(200)
    at_face(page, 2)


def test_an_offline_period_loses_nothing(page, context):
    page.keyboard.press("1")
    at_face(page, 2)
    saved(page)
    context.set_offline(True)
    for number, key in ((2, "2"), (3, "3")):
        at_face(page, number)
        page.keyboard.press(key)
    at_face(page, 4)
    expect(page.locator("#saving")).to_have_text("Offline · kept on this device")
    context.set_offline(False)
    saved(page)
    assert choices()[:4] == ["happy", "surprise", "angry", None]


def test_a_tab_closed_offline_loses_nothing(page, context, live_server, study):
    context.set_offline(True)
    page.keyboard.press("4")
    at_face(page, 2)
    page.close()
    assert Answer.objects.count() == 0
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{live_server.url}/s/{study.slug}/faces/")
    at_face(again, 2)
    saved(again)
    assert choices()[:2] == ["sad", None]


def test_a_server_error_loses_nothing(page):
    page.route("**/answers", lambda route: route.fulfill(status=503))
    page.keyboard.press("1")
    at_face(page, 2)
    expect(page.locator("#saving")).to_have_text("Not sent yet · kept on this device")
    page.unroute("**/answers")
    saved(page)
    assert choices()[:2] == ["happy", None]


def test_a_lost_reply_stores_the_answer_once(page):
    first = []

    def lose_the_first_reply(route):
        if first:
            return route.continue_()
        first.append(route.fetch())
        return route.abort()

    page.route("**/answers", lose_the_first_reply)
    page.keyboard.press("1")
    at_face(page, 2)
    saved(page)
    assert Answer.objects.count() == 1


def test_a_refusal_is_said_and_the_answer_kept(page, context):
    cookies = context.cookies()
    context.clear_cookies(name="participant-faces")
    page.keyboard.press("1")
    expect(page.locator("#message")).to_be_focused()
    expect(page.locator("#message")).to_contain_text("kept on this device: 1")
    page.keyboard.press("2")  # answers nothing: no face can be seen
    context.add_cookies(cookies)
    page.get_by_role("button", name="Try again").click()
    at_face(page, 2)
    saved(page)
    assert choices()[:2] == ["happy", None]


def test_the_last_answer_leads_to_the_result(page):
    for number in range(1, FACES + 1):
        at_face(page, number)
        page.keyboard.press("1")
    page.wait_for_url("**/result/")
    expect(page.locator(".own-score")).to_contain_text(f"{FACES}")
    assert Participant.objects.get().is_finished


def test_the_page_never_says_what_a_face_shows(page):
    assert page.locator("#frame img").get_attribute("alt") == f"Face 1 of {FACES}"
    assert "truth" not in page.content()


@pytest.mark.parametrize(
    ("width", "height"), [(360, 640), (360, 560), (390, 844), (740, 360), (1280, 720)]
)
def test_everything_fits_without_scrolling_and_can_be_tapped(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    size = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert size == [width, height]
    for answer in page.locator(".answer").all():
        box = answer.bounding_box()
        assert box["height"] >= 48
        assert box["width"] >= 48
        assert box["y"] + box["height"] <= height
    back = page.locator("#back").bounding_box()
    assert back["height"] >= 48
    assert page.locator("#frame").bounding_box()["y"] >= 0
