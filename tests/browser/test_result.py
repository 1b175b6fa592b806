"""The result in a real browser: its picture as a file to share, and the way back out."""

from uuid import uuid4

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from survey.models import Answer
from survey.participation.session import cookie_name
from survey.participation.steps import Given, answer, finish, start
from tests.chromium import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What a phone can do and this Chromium can't. "closed": the person closes the device's dialogue.
A_PHONE = """
  navigator.canShare = ({ files }) => files.length === 1;
  navigator.share = async ({ files }) => {
    window.shared = [files[0].name, files[0].type];
    if (window.closed_dialogue) throw new DOMException("", "AbortError");
  };
"""


@pytest.fixture
def result(context, live_server, study):
    """The page of someone who has finished."""
    _participant, token = start(study, "en")
    items = study.items.values_list("id", flat=True)
    answer(study.slug, token, [Given(uuid4(), item, "happy", 1) for item in items])
    finish(study.slug, token)
    cookie = {"name": cookie_name(study.slug), "value": token, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.address = f"{live_server.url}/s/{study.slug}/result/"
    return page


def test_the_picture_is_kept_as_a_png_where_a_device_cant_share(result):
    result.goto(result.address)
    with result.expect_download() as kept:
        result.get_by_role("button", name="Share the picture").click()
    assert kept.value.suggested_filename == "pyojeong.png"
    picture = cv2.imread(str(kept.value.path()))
    assert picture.shape == (630, 1200, 3)
    assert len(np.unique(picture)) > 10  # something is drawn on it
    expect(result.get_by_role("button", name="Share the picture")).to_be_enabled()


@pytest.mark.parametrize("closed", ["false", "true"])
def test_a_phone_shares_the_picture_and_closing_its_dialogue_is_no_failure(result, closed):
    result.add_init_script(f"{A_PHONE} window.closed_dialogue = {closed};")
    result.goto(result.address)
    button = result.get_by_role("button", name="Share the picture")
    button.click()
    until(result, "window.shared")
    assert result.evaluate("window.shared") == ["pyojeong.png", "image/png"]
    expect(button).to_be_enabled()
    expect(result.locator("#share-says")).to_be_empty()


def test_a_picture_that_cant_be_had_is_said(result):
    result.goto(result.address)
    result.wait_for_load_state("networkidle")
    # Another address than the one that the browser keeps for a minute.
    result.evaluate("document.querySelector('[data-share]').dataset.share += '?again'")
    result.route("**/picture.svg?again", lambda route: route.abort())
    result.get_by_role("button", name="Share the picture").click()
    expect(result.locator("#share-says")).to_contain_text("That didn’t work")


def test_the_answers_are_gone_after_two_clicks(result):
    result.goto(result.address)
    result.get_by_role("link", name="Withdraw my answers").click()
    result.get_by_role("button", name="Delete my answers").click()
    expect(result.get_by_role("heading", level=1)).to_have_text("Your answers are deleted")
    assert not Answer.objects.exists()


def test_everything_fits_a_phone_and_a_finger(result):
    result.goto(result.address)
    targets = result.locator("main").locator("a, button, summary").all()
    assert len(targets) >= 5
    for target in targets:
        assert target.bounding_box()["height"] >= 44, target.inner_text()
    assert result.evaluate("document.documentElement.scrollWidth") == 360
