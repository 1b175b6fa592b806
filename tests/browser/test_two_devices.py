"""One person, two devices, a page open on each: the newest tap stands, and nobody waits for it."""

import re

import pytest
from playwright.sync_api import expect

from survey.models import Participant
from tests.browser.asking import FACES, at_face, choices, chosen, kept, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOK_AWAY = """
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
"""
# Ten seconds later.
LOOK_AGAIN = """
  const now = Date.now.bind(Date);
  Date.now = () => now() + 10_000;
  Object.defineProperty(document, "hidden", { value: false, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
"""


@pytest.fixture
def phone(page):
    """At the third face."""
    for key in "11":
        press(page, key)
    saved(page)
    return page


@pytest.fixture
def laptop(phone, chromium, context, live_server):
    """The same person, who goes on there."""
    other = chromium.new_context(viewport={"width": 1280, "height": 720}, locale="en")
    other.add_cookies(context.cookies())
    page = other.new_page()
    page.goto(f"{live_server.url}/s/faces/faces/")
    at_face(page, 3)
    yield page
    other.close()


def number(page):
    return int(re.findall(r"\d+", page.get_attribute('#frame[aria-busy="false"] img', "alt"))[0])


def press(page, key):
    before = number(page)
    page.keyboard.press(key)
    at_face(page, before + 1)


def look_away(page):
    page.evaluate(f"() => {{ {LOOK_AWAY} }}")


def look_again(page):
    page.evaluate(f"() => {{ {LOOK_AGAIN} }}")


def correct_the_first(page, key):
    while number(page) > 1:
        before = number(page)
        page.keyboard.press("ArrowLeft")
        at_face(page, before - 1)
    page.keyboard.press(key)


def test_a_correction_on_the_page_that_was_opened_first_stands(phone, laptop):
    look_away(phone)
    press(laptop, "2")
    correct_the_first(laptop, "4")
    at_face(laptop, 4)
    saved(laptop)
    look_again(phone)
    at_face(phone, 4)  # the third is answered
    correct_the_first(phone, "3")
    at_face(phone, 4)
    saved(phone)
    assert choices() == ["angry", "happy", "surprise", None, None, None]
    look_away(laptop)
    look_again(laptop)
    correct_the_first(laptop, "5")
    at_face(laptop, 4)
    saved(laptop)
    assert choices()[0] == "neutral"


def test_what_was_answered_elsewhere_is_shown_on_looking_back(phone, laptop):
    correct_the_first(laptop, "4")
    at_face(laptop, 3)
    saved(laptop)
    phone.keyboard.press("ArrowLeft")
    phone.keyboard.press("ArrowLeft")
    at_face(phone, 2)
    phone.keyboard.press("ArrowLeft")
    at_face(phone, 1)
    expect(chosen(phone)).to_have_text(re.compile("Happy"))
    look_away(phone)
    look_again(phone)
    expect(chosen(phone)).to_have_text(re.compile("Sad"))
    at_face(phone, 1)


def test_a_tap_before_the_server_has_told_stands_too(phone, laptop):
    look_away(phone)
    press(laptop, "2")
    saved(laptop)
    held = []
    phone.route("**/state", lambda route: held.append(route))  # noqa: PLW0108
    look_again(phone)
    press(phone, "5")
    saved(phone)
    assert choices()[2] == "surprise"  # its number was too low
    held.pop().continue_()
    until_choice(phone, 2, "neutral")


def test_a_page_in_sight_but_untouched_asks_with_the_first_tap(phone, laptop):
    press(laptop, "2")
    saved(laptop)
    phone.evaluate("{ const now = Date.now.bind(Date); Date.now = () => now() + 61_000; true }")
    press(phone, "5")
    until_choice(phone, 2, "neutral")


def test_who_comes_back_offline_goes_on_and_the_rest_follows(phone, laptop, context):
    look_away(phone)
    context.set_offline(True)
    press(laptop, "2")
    press(laptop, "2")
    saved(laptop)
    look_again(phone)
    press(phone, "5")
    context.set_offline(False)
    saved(phone)
    until_choice(phone, 2, "neutral")
    at_face(phone, 5)
    assert choices() == ["happy", "happy", "neutral", "surprise", None, None]


def test_finished_elsewhere_leads_to_the_result_and_leaves_nothing_behind(phone, laptop, context):
    context.set_offline(True)
    press(phone, "5")
    look_away(phone)
    for face in range(3, FACES + 1):
        at_face(laptop, face)
        laptop.keyboard.press("2")
    laptop.wait_for_url("**/result/")
    assert Participant.objects.get().is_finished
    context.set_offline(False)
    look_again(phone)
    phone.wait_for_url("**/result/")
    assert kept(phone) == 0
    assert kept(laptop) == 0


def until_choice(page, place, choice):
    for _ in range(100):
        if choices()[place] == choice:
            return
        page.wait_for_timeout(100)
    raise AssertionError(choices())
