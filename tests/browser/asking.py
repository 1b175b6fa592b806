"""What the tests of the question page have in common."""

from playwright.sync_api import expect

from survey.models import Answer, Participant
from survey.participation.asked import trials_of

FACES = 6


def agree(page, live_server, study):
    page.goto(f"{live_server.url}/s/{study.slug}/")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin").click()
    return page


def begin(page, live_server, study):
    """At the first face, after agreeing."""
    agree(page, live_server, study)
    at_face(page, 1, study.items.count())
    return page


def at_face(page, number, total=FACES):
    page.wait_for_selector(f'#frame[aria-busy="false"] img[alt="Face {number} of {total}"]')


def chosen(page):
    return page.locator('.answer[aria-pressed="true"]')


def saved(page):
    expect(page.locator('#saving[aria-busy="false"]')).to_have_text("Saved", timeout=10_000)


def choices():
    """What the server has, in the participant's order; None where an answer is missing."""
    participant = Participant.objects.get()
    answers = dict(Answer.objects.values_list("item_id", "choice"))
    return [answers.get(trial.id) for trial in trials_of(participant)]


def kept(page):
    """How many answers are on this device."""
    return page.evaluate(
        "() => new Promise((resolve) => { const opened = indexedDB.open('pyojeong');"
        " opened.onsuccess = () => { opened.result.transaction('answers').objectStore('answers')"
        ".count().onsuccess = ({ target }) => resolve(target.result) } })"
    )
