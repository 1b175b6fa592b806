"""An entry that the site can never take: it holds up no other one, and nobody is bothered."""

import json
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from survey.models import Answer, Participant
from survey.participation.asked import trials_of
from tests.browser.asking import FACES, at_face, choices, kept, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUT = """(rows) => new Promise((resolve) => {
  const opened = indexedDB.open("pyojeong");
  opened.onsuccess = () => {
    const change = opened.result.transaction("answers", "readwrite");
    for (const row of rows) change.objectStore("answers").put(row);
    change.oncomplete = () => { opened.result.close(); resolve(); };
  };
})"""


def entry(**fields):
    owner = str(Participant.objects.get().id)
    told = {"choice": "happy", "sequence": 7, "response_ms": None, "hidden": False}
    return {"owner": owner, "key": str(uuid4()), "item": str(uuid4()), **told, **fields}


def test_what_can_not_be_stored_is_set_aside_and_the_rest_gets_through(page):
    page.keyboard.press("1")
    at_face(page, 2)
    saved(page)
    faces = trials_of(Participant.objects.get())
    page.route("**/answers", lambda route: route.abort())
    page.keyboard.press("2")
    at_face(page, 3)
    unknown = entry()
    without_sense = entry(item=str(faces[3].id), choice="joy")
    nowhere = entry(key="no key", item=None)
    page.evaluate(PUT, [unknown, without_sense, nowhere])
    page.reload()
    at_face(page, 3)
    sent = []
    page.unroute("**/answers")
    page.on("request", lambda request: "/answers" in request.url and sent.append(request))
    page.keyboard.press("3")
    saved(page)
    assert choices()[:3] == ["happy", "surprise", "angry"]
    page.wait_for_timeout(1500)
    assert len(sent) <= 8  # and not again and again
    assert page.locator("#message").is_hidden()
    for number in (5, 6):  # the fourth seems to be answered
        at_face(page, number)
        page.keyboard.press("1")
    at_face(page, 4)
    page.keyboard.press("1")
    page.wait_for_url("**/result/")
    assert Answer.objects.count() == FACES
    assert kept(page) == 0


def test_what_is_refused_again_and_again_is_said(page):
    spoilt = str(trials_of(Participant.objects.get())[1].id)
    page.route("**/answers", lambda route: spoil(route, spoilt))
    for number in range(1, FACES + 1):
        at_face(page, number)
        page.keyboard.press("1")
    at_face(page, 2)
    page.keyboard.press("2")
    expect(page.locator("#message")).to_contain_text("The last answers weren’t taken")
    page.unroute("**/answers")
    page.get_by_role("button", name="Try again").click()
    at_face(page, 2)
    page.keyboard.press("3")
    page.wait_for_url("**/result/")
    assert choices() == ["happy", "angry", *["happy"] * (FACES - 2)]


def spoil(route, item):
    """Makes each answer to *item* one that can't be stored."""
    body = json.loads(route.request.post_data)
    for answer in body["answers"]:
        answer["choice"] = "joy" if answer["item"] == item else answer["choice"]
    route.continue_(post_data=json.dumps(body))
