"""The way in and the way without JavaScript in a real browser, under the real security policy."""

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from survey.models import Answer, Participant, Photograph, Study, StudyItem
from tests.survey.conftest import open_study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FACES = 3


@pytest.fixture
def study(transactional_db):
    study = open_study(questions=["gender"])
    for position in range(FACES):
        crop = cv2.imencode(".png", np.full((96, 96), 60 * position, np.uint8))[1].tobytes()
        photograph = Photograph.objects.create(
            kind="public", name=f"{position}.png", digest=str(position), status="ready", crop=crop
        )
        StudyItem.objects.create(
            study=study, photograph=photograph, position=position, truth="happy", kind="public"
        )
    return study


@pytest.fixture
def complaints():
    found = []
    yield found
    assert found == []


def opened(chromium, complaints, address, **options):
    context = chromium.new_context(viewport={"width": 360, "height": 640}, locale="en", **options)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.goto(address)
    return page


def test_the_whole_way_without_javascript(chromium, live_server, study, complaints):
    address = f"{live_server.url}/s/faces/"
    page = opened(chromium, complaints, address, java_script_enabled=False)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("Prefer not to say").click()
    page.get_by_role("button", name="Go on to the faces").click()
    page.wait_for_url("**/plain/")  # the question page sends those on who have no JavaScript
    page.get_by_text("What face 1 is meant to show").click()
    expect(page.get_by_text("The corners of the mouth are pulled up")).to_be_visible()
    page.get_by_role("link", name=f"Begin with the {FACES} faces").click()
    for number in range(1, FACES + 1):
        expect(page.get_by_alt_text(f"Face {number} of {FACES}")).to_be_visible()
        page.get_by_role("button", name="Sad").click()
    page.get_by_role("link", name="Look back").click()
    expect(page.get_by_alt_text(f"Face {FACES} of {FACES}")).to_be_visible()
    page.get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Finish and see my result").click()
    page.wait_for_url("**/result/")
    assert [answer.choice for answer in Answer.objects.all()] == ["sad"] * FACES
    assert Participant.objects.get().gender == "unsaid"
    page.context.close()


def test_the_personal_link_is_copied_with_a_button(chromium, live_server, study, complaints):
    Study.objects.update(questions=[])
    address = f"{live_server.url}/s/faces/"
    page = opened(chromium, complaints, address, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/faces/faces/")
    page.goto(f"{address}later/")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Your personal link", exact=True).input_value()
    for button in page.get_by_role("button").all():
        assert button.bounding_box()["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.context.close()
