import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from survey.models import Invitation, Study
from survey.participation.steps import answer, start
from survey.studies.invite import harmless, invite
from tests.survey.participation.people import as_given

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(study: Study) -> str:
    return reverse("invitations", args=[study.slug])


def rows_of(reply: object) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))


def test_links_come_once_in_a_file_and_lead_in(
    admin_client: Client, address: str, study: Study
) -> None:
    reply = admin_client.post(address, {"labels": "Kim\n\n  이 \n", "reason": "a pilot"})
    assert reply["Content-Disposition"].startswith("attachment")
    assert "no-store" in reply["Cache-Control"]
    assert [row["label"] for row in rows_of(reply)] == ["Kim", "이"]
    links = [row["link"] for row in rows_of(reply)]
    assert len(set(links)) == 2
    assert list(Invitation.objects.values_list("label", flat=True)) == ["Kim", "이"]
    for link in links:
        assert Client().get("/" + link.split("/", 3)[3]).status_code == 200
    later = admin_client.get(address)
    assert "no-store" in later["Cache-Control"]
    assert not [link for link in links if link.rsplit("/", 2)[1] in later.content.decode()]


def test_as_many_as_asked_for_are_made(admin_client: Client, address: str) -> None:
    admin_client.post(address, {"count": "3", "labels": "", "reason": "a pilot"})
    assert list(Invitation.objects.values_list("label", flat=True)) == [""] * 3


@pytest.mark.parametrize(
    "sent",
    [
        {"count": "", "labels": ""},
        {"count": "0"},
        {"count": "501"},
        {"count": "x"},
        {"count": "3", "labels": "a\nb"},
        {"labels": "x" * 101},
        {"labels": "a\n" * 501},
        {"count": "3", "reason": ""},
    ],
)
def test_what_cannot_be_made_is_said(
    admin_client: Client, address: str, sent: dict[str, str]
) -> None:
    page = admin_client.post(address, {"reason": "a pilot", **sent})
    assert page.status_code == 400
    assert b"errorlist" in page.content
    assert not Invitation.objects.exists()


def test_the_file_holds_no_formula(admin_client: Client, address: str) -> None:
    label = '=HYPERLINK("http://x","y")'
    rows = rows_of(admin_client.post(address, {"labels": label, "reason": "a pilot"}))
    assert [row["label"] for row in rows] == ["'" + label]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@A", "\tx", "\rx"])
def test_a_cell_is_no_formula(cell: str) -> None:
    assert harmless(cell)[0] == "'"
    assert harmless("Kim-Lee") == "Kim-Lee"


def test_the_list_says_which_are_used_but_not_by_whom(
    admin_client: Client, address: str, study: Study
) -> None:
    invite(study, ["Kim", "Lee"])
    participant, token = start(study, "en", Invitation.objects.first())
    answer(study.slug, token, [as_given(study.items.first().id, "sad", 1)])
    page = admin_client.get(address).content.decode()
    assert "1 of 2 are used" in page
    assert page.count("Unused") == 1
    assert page.index("Lee") < page.index("Kim")  # those that may still be sent come first
    assert str(participant.id) not in page


def test_a_long_list_has_pages(admin_client: Client, address: str, study: Study) -> None:
    invite(study, [f"label {n}" for n in range(101)])
    assert "label 100<" not in admin_client.get(address).content.decode()
    assert "label 100<" in admin_client.get(address, {"page": 2}).content.decode()


def test_the_studys_page_shows_the_link_as_a_qr_code(admin_client: Client, study: Study) -> None:
    page = admin_client.get(study.get_absolute_url()).content.decode()
    assert '<svg viewBox="0 0' in page
    assert reverse("study_settings", args=[study.slug]) in page
    assert reverse("invitations", args=[study.slug]) in page
    Study.objects.update(entry="invitation")
    assert "by invitation" in admin_client.get(study.get_absolute_url()).content.decode()
