"""The whole way without JavaScript: each page is read and sent as a browser would."""

from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from survey.models import Answer, CheckAnswer, Participant, Skip, Study
from survey.participation import steps
from survey.participation.asked import trials_of
from survey.participation.practice import FACES
from survey.studies.invite import invite

from .people import agree

pytestmark = pytest.mark.django_db


class Form(HTMLParser):
    """The hidden fields and the buttons of a page's answer form."""

    def __init__(self, page: object) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.buttons: list[str] = []
        self.chosen: str | None = None
        self.faces: list[str] = []
        self.feed(page.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden":
            self.hidden[found["name"]] = found["value"]
        if tag == "button" and found.get("name") == "choice":
            self.buttons.append(found["value"])
            if found.get("aria-pressed") == "true":
                self.chosen = found["value"]
        if tag == "img":
            self.faces.append(found["src"])


@pytest.fixture
def client(study: Study) -> Client:
    client = Client()
    agree(client, study)
    return client


@pytest.fixture
def address(study: Study) -> str:
    return reverse("plain", args=[study.slug])


def form_of(client: Client, address: str, at: int | None = None) -> Form:
    """Of the next face, past the practice; or of the one at the place *at*."""
    page = client.get(address, {"at": at or 99_999})
    assert page.status_code == 200
    return Form(page)


def send(client: Client, form: Form, choice: str) -> object:
    return client.post("/s/faces/plain/", form.hidden | {"choice": choice})


def in_order() -> list[str | None]:
    participant = Participant.objects.get()
    choices = dict(Answer.objects.values_list("item_id", "choice"))
    return [choices.get(trial.id) for trial in trials_of(participant)]


def test_one_image_a_page_leads_to_the_result(client: Client, address: str, study: Study) -> None:
    assert "Practice" in client.get(address).content.decode()
    for number in range(10):
        form = form_of(client, address)
        assert len(form.buttons) == 5
        assert client.get(form.faces[0]).status_code == 200
        page = send(client, form, form.buttons[number % 5])
        assert page.url == address
    end = client.get(address)
    assert b"You have seen every face" in end.content
    assert not Participant.objects.finished().exists()  # a look ends nothing
    result = client.post(address, {"finish": "1"}).url
    assert result == reverse("result", args=[study.slug])
    assert client.get(result).status_code == 200
    assert in_order() == ["happy", "surprise", "angry", "sad", "neutral"] * 2
    times = Answer.objects.values_list("response_ms", flat=True)
    assert set(times) == {None}  # nobody measured any


def test_repeats_and_attention_checks_are_asked_too(address: str, study: Study) -> None:
    Study.objects.update(repeats=2, attention_checks=1)
    client = Client()
    agree(client, study)
    asked = []
    for _ in range(13):
        page = client.get(address, {"at": 99_999})
        asked.append(b"please choose" in page.content)
        send(client, Form(page), "happy")
    assert sum(asked) == 1
    assert client.post(address, {"finish": "1"}).url == reverse("result", args=[study.slug])
    assert (Answer.objects.count(), CheckAnswer.objects.count()) == (10, 3)


def test_the_practice_comes_before_the_first_answer_and_explains_each_face(
    client: Client, address: str, study: Study
) -> None:
    page = client.get(address).content.decode()
    assert page.count("<details") == len(FACES)
    assert all(str(face.why) in page for face in FACES)
    assert 'href="?at=1"' in page
    send(client, form_of(client, address), "sad")
    assert "<details" not in client.get(address).content.decode()
    Answer.objects.all().delete()
    Study.objects.update(practice=False)
    assert b'alt="Face 1 of 10"' in client.get(address).content


def test_half_way_there_is_a_pause(client: Client, address: str, study: Study) -> None:
    Study.objects.update(attention_checks=10)
    for _ in range(10):
        assert b"Halfway" not in client.get(address).content
        send(client, form_of(client, address), "happy")
    pause = client.get(address).content
    assert b"10 of 20 are done" in pause
    assert b'href="?at=11"' in pause


def test_before_the_end_one_may_look_back_and_correct(client: Client, address: str) -> None:
    for _ in range(10):
        send(client, form_of(client, address), "sad")
    assert b'href="?at=10"' in client.get(address).content
    send(client, form_of(client, address, at=10), "angry")
    assert in_order()[-1] == "angry"
    assert client.post(address, {"item": "none"}).status_code == 400
    assert b"You have seen every face" in client.get(address, {"at": 11}).content


def test_the_end_of_an_old_page_asks_for_what_is_missing(client: Client, address: str) -> None:
    assert client.post(address, {"finish": "1"}).url == address
    assert not Participant.objects.finished().exists()


def test_sending_a_page_twice_stores_one_answer(client: Client, address: str) -> None:
    form = form_of(client, address)
    for _ in range(2):
        assert send(client, form, "sad").status_code == 302
    assert [answer.choice for answer in Answer.objects.all()] == ["sad"]


def test_back_shows_what_was_chosen_and_corrects_it(client: Client, address: str) -> None:
    send(client, form_of(client, address), "sad")
    back = form_of(client, address, at=1)
    assert back.chosen == "sad"
    send(client, back, "angry")
    assert in_order()[:2] == ["angry", None]


def test_an_old_page_sent_late_changes_nothing(client: Client, address: str) -> None:
    old = form_of(client, address)
    send(client, old, "sad")
    send(client, form_of(client, address, at=1), "angry")
    assert send(client, old, "sad").status_code == 302
    assert in_order()[0] == "angry"


def test_another_choice_on_a_page_that_the_browser_kept_corrects(
    client: Client, address: str
) -> None:
    kept = form_of(client, address)
    for choice in ("sad", "happy", "sad"):
        assert send(client, kept, choice).status_code == 302
    assert in_order()[0] == "sad"


def test_nobody_gets_ahead_of_the_first_unanswered_face(client: Client, address: str) -> None:
    first = form_of(client, address).hidden["item"]
    for at in ("5", "0", "-1", "x", "²", "9" * 50):
        assert Form(client.get(address, {"at": at})).hidden["item"] == first


def test_a_face_that_does_not_load_can_be_left_out(client: Client, address: str) -> None:
    form = form_of(client, address)
    client.post(address, form.hidden | {"skip": "1"})
    assert str(Skip.objects.get().trial) == form.hidden["item"]
    assert form_of(client, address).hidden["item"] != form.hidden["item"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"choice": "fear"},
        {"choice": ""},
        {"key": "1"},
        {"item": str(uuid4())},
        {"sequence": "-1"},
        {"sequence": "9" * 30},
        {"skip": "1", "item": str(uuid4())},
        {"item": "\x00"},
    ],
)
def test_what_is_no_answer_is_said_and_the_face_asked_again(
    client: Client, address: str, wrong: dict[str, str]
) -> None:
    form = form_of(client, address)
    page = client.post(address, form.hidden | {"choice": "sad"} | wrong)
    assert page.status_code == 400
    assert b"could not be taken" in page.content
    assert Form(page).hidden["item"] == form.hidden["item"]
    assert not Answer.objects.exists()


def test_who_does_not_take_part_is_led_to_the_first_page(address: str, study: Study) -> None:
    assert Client().get(address).url == reverse("participate", args=[study.slug])


def test_an_invitation_that_somebody_else_used_is_said(address: str, study: Study) -> None:
    token = invite(study, [""])[0].token
    browsers = []
    for _ in range(2):
        browser = Client()
        agree(browser, study, token)
        browsers.append(browser)
    assert send(browsers[0], form_of(browsers[0], address), "sad").status_code == 302
    late = send(browsers[1], form_of(browsers[1], address), "sad")
    assert late.status_code == 403
    assert b"invitation has been used" in late.content
    assert Answer.objects.count() == 1


def test_what_happened_meanwhile_leads_to_the_page_that_says_it(
    client: Client, address: str, study: Study
) -> None:
    form = form_of(client, address)
    steps.withdraw(Participant.objects.get())
    assert send(client, form, "sad").url == reverse("participate", args=[study.slug])


def test_another_site_cannot_answer_here(client: Client, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    form = form_of(client, address)
    form.hidden.pop("csrfmiddlewaretoken", None)
    assert send(strict, form, "sad").status_code == 403


def test_pages_are_not_kept_and_say_nothing_of_the_truth(client: Client, address: str) -> None:
    page = client.get(address, {"at": 1})
    assert "no-store" in page["Cache-Control"]
    assert b"truth" not in page.content
    assert b'alt="Face 1 of 10"' in page.content
