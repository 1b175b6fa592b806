import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from survey.models import Participant, Study
from survey.participation import steps
from survey.participation.session import receipt_of

from .people import agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(study: Study) -> Client:
    client = Client()
    agree(client, study)
    return client


def token_of(client: Client, study: Study) -> str:
    return client.cookies[f"participant-{study.slug}"].value


def link_of(client: Client, study: Study) -> str:
    page = client.get(reverse("return_link", args=[study.slug])).content.decode()
    found = re.search(r'id="link" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_personal_link_goes_on_where_one_was_on_another_device(
    client: Client, study: Study, settings: object
) -> None:
    settings.SITE_URL = "https://faces.example.org"
    link = link_of(client, study)
    assert link.startswith("https://faces.example.org/s/faces/return/")
    other = Client()
    page = other.get(link.removeprefix("https://faces.example.org"))
    assert page.url == reverse("question", args=[study.slug])
    assert token_of(other, study) == token_of(client, study)
    assert other.cookies[f"participant-{study.slug}"]["httponly"]


def test_the_link_can_be_scanned_and_the_receipt_read(client: Client, study: Study) -> None:
    page = client.get(reverse("return_link", args=[study.slug]))
    text = page.content.decode()
    assert '<svg viewBox="0 0' in text
    assert "style=" not in text
    assert receipt_of(token_of(client, study)) in text
    assert "no-store" in page["Cache-Control"]


def test_the_reply_to_a_personal_link_is_not_kept_nor_told_on(client: Client, study: Study) -> None:
    page = Client().get(reverse("come_back", args=[study.slug, token_of(client, study)]))
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("token", ["guess", "표정", "a" * 500])
def test_an_unknown_link_is_said_to_be_so_and_changes_nothing(
    client: Client, study: Study, token: str
) -> None:
    before = token_of(client, study)
    page = client.get(reverse("come_back", args=[study.slug, token]))
    assert page.status_code == 404
    assert b"cut off" in page.content
    assert token_of(client, study) == before


def test_a_link_does_not_push_aside_who_has_begun_here_unasked(
    client: Client, study: Study
) -> None:
    _participant, token = steps.start(study, "en")
    before = token_of(client, study)
    address = reverse("come_back", args=[study.slug, token])
    assert b"Somebody has begun" in client.get(address).content
    assert token_of(client, study) == before
    assert client.post(address).url == reverse("question", args=[study.slug])
    assert token_of(client, study) == token


def test_after_the_end_the_link_leads_to_the_result(client: Client, study: Study) -> None:
    Participant.objects.update(finished_at=timezone.now())
    page = Client().get(reverse("come_back", args=[study.slug, token_of(client, study)]))
    assert page.url == reverse("result", args=[study.slug])


def test_after_withdrawal_the_link_says_so(client: Client, study: Study) -> None:
    steps.withdraw(Participant.objects.get())
    other = Client()
    page = other.get(reverse("come_back", args=[study.slug, token_of(client, study)]), follow=True)
    assert b"You have withdrawn" in page.content


def test_strangers_have_no_link(study: Study) -> None:
    page = Client().get(reverse("return_link", args=[study.slug]))
    assert page.url == reverse("participate", args=[study.slug])


def test_answers_given_on_two_devices_are_one_persons(client: Client, study: Study) -> None:
    other = Client()
    other.get(reverse("come_back", args=[study.slug, token_of(client, study)]))
    for n, browser in enumerate((client, other), start=1):
        given = {"key": str(uuid4()), "item": str(study.items.first().id), "sequence": n}
        address = reverse("api_answers", args=[study.slug])
        browser.post(
            address, {"answers": [given | {"choice": "sad"}]}, content_type="application/json"
        )
    assert Participant.objects.get().answers.count() == 1
