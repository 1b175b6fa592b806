"""What goes wrong in the midst of it: each is said in words, and no answer is lost."""

import pytest
from playwright.sync_api import expect

from survey.models import Answer, Participant, Skip
from survey.participation.asked import trials_of
from survey.participation.steps import withdraw
from tests.browser.asking import FACES, at_face, begin, choices, kept, saved
from tests.survey.participation.people import close

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_study_that_closes_meanwhile_is_said_to_have_closed(page, study):
    close(study)
    page.keyboard.press("1")
    message = page.locator("#message")
    expect(message).to_contain_text("This study has closed")
    page.get_by_role("link", name="To the start page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This study has ended")
    expect(page.get_by_label("Your receipt code")).not_to_be_empty()


def test_who_withdraws_elsewhere_sends_nothing_more_and_keeps_nothing(page, context):
    withdraw(Participant.objects.get())
    page.keyboard.press("1")
    expect(page.locator("#message")).to_contain_text("You have withdrawn")
    assert kept(page) == 0
    assert Answer.objects.count() == 0


def test_a_broken_face_can_be_left_out_with_a_note_in_the_data(context, live_server, study):
    page = context.new_page()
    page.route("**/faces/*.png", break_one)
    page.goto(f"{live_server.url}/s/faces/")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/faces/faces/")
    broken = trials_of(Participant.objects.get())[0]
    expect(page.locator("#message")).to_contain_text("This face didn’t load", timeout=30_000)
    page.unroute("**/faces/*.png")
    page.get_by_role("button", name="Skip this face").click()
    for number in range(2, FACES + 1):
        at_face(page, number)
        page.keyboard.press("1")
    page.wait_for_url("**/result/")
    assert [skip.trial for skip in Skip.objects.all()] == [broken.id]
    assert choices() == [None, *["happy"] * (FACES - 1)]


@pytest.mark.parametrize(
    "broken",
    [
        "Object.defineProperty(self, 'indexedDB', { value: null })",
        "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') }",
    ],
    ids=["forbidden", "full"],
)
def test_without_storage_each_answer_is_sent_at_once_and_the_page_says_so(
    context, live_server, study, broken
):
    page = context.new_page()
    page.add_init_script(broken)
    begin(page, live_server, study)
    page.keyboard.press("1")
    at_face(page, 2)
    expect(page.locator("#notice")).to_contain_text("can’t keep answers")
    saved(page)
    assert choices()[:2] == ["happy", None]


def break_one(route):
    first = trials_of(Participant.objects.get())[0]
    broken = str(first.id) in route.request.url
    return route.fulfill(status=200, body="no picture") if broken else route.continue_()
