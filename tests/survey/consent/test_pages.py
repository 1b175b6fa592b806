"""What editors record about people, and what owners withdraw."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from survey.access import Role
from survey.models import Event, Photograph, Study, Subject
from tests.survey import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(signed_in) -> Client:
    return signed_in(Role.EDITOR)


@pytest.fixture
def somebody(study: Study) -> Subject:
    return Subject.objects.filter(photographs__items__study=study).first()


def said(subject: Subject, **more: object) -> dict[str, object]:
    before = {"pseudonym": subject.pseudonym, "agreed_on": "2026-02-01", "in_survey": "on"}
    return {**before, "version": subject.version, **more}


def page_of(subject: Subject) -> str:
    return reverse("subject", args=[subject.pk])


def test_an_agreement_is_recorded_with_its_form(editor: Client, somebody: Subject) -> None:
    signed = SimpleUploadedFile("Kim.pdf", b"%PDF-1.7 signed")
    reply = editor.post(page_of(somebody), said(somebody, in_results="on", signed=signed))
    assert reply.status_code == 302
    somebody.refresh_from_db()
    assert (somebody.in_results, somebody.in_training, somebody.version) == (True, False, 2)
    assert somebody.form.read() == b"%PDF-1.7 signed"
    assert "Kim" not in somebody.form.name
    assert Event.objects.get(verb="changed").details["fields"]


@pytest.mark.parametrize("content", [b"<html>", b"", b"%PD", b"x" * 10_000_001])
def test_what_is_no_form_is_refused_and_nothing_typed_is_lost(
    editor: Client, somebody: Subject, content: bytes
) -> None:
    signed = SimpleUploadedFile("a.pdf", content)
    reply = editor.post(page_of(somebody), said(somebody, note="typed", signed=signed))
    assert reply.status_code == 400
    assert 'value="typed"' in reply.content.decode()
    somebody.refresh_from_db()
    assert not somebody.form


def test_a_scanned_form_is_taken(editor: Client, somebody: Subject) -> None:
    signed = SimpleUploadedFile("a.jpg", pictures.jpeg())
    assert editor.post(page_of(somebody), said(somebody, signed=signed)).status_code == 302


def test_the_second_editor_is_told_and_overwrites_nothing(
    editor: Client, somebody: Subject
) -> None:
    editor.post(page_of(somebody), said(somebody, note="the first"))
    reply = editor.post(page_of(somebody), said(somebody, note="the second"))
    assert reply.status_code == 409
    page = reply.content.decode()
    assert "Somebody else has changed this record" in page
    assert 'value="the second"' in page
    somebody.refresh_from_db()
    assert somebody.note == "the first"


def test_nothing_is_allowed_without_a_day(editor: Client, somebody: Subject) -> None:
    reply = editor.post(page_of(somebody), said(somebody, agreed_on=""))
    assert "Say when they agreed" in reply.content.decode()


def test_nobody_has_agreed_on_a_day_still_to_come(editor: Client, somebody: Subject) -> None:
    reply = editor.post(page_of(somebody), said(somebody, agreed_on="2999-01-01"))
    assert "This day is still to come." in reply.content.decode()
    somebody.refresh_from_db()
    assert somebody.version == 1


def test_a_form_is_downloaded_for_a_reason(editor: Client, somebody: Subject) -> None:
    signed = SimpleUploadedFile("Kim.pdf", b"%PDF-1.7 signed")
    editor.post(page_of(somebody), said(somebody, signed=signed))
    address = reverse("subject_form", args=[somebody.pk])
    assert b"%PDF" not in editor.get(address).content
    reply = editor.post(address, {"reason": "to check the date"})
    assert b"".join(reply.streaming_content) == b"%PDF-1.7 signed"
    assert "attachment" in reply["Content-Disposition"]
    assert Event.objects.get(verb="exported").reason == "to check the date"


def test_the_list_is_filtered_and_a_class_is_recorded_at_once(editor: Client, study: Study) -> None:
    people = [Subject.objects.create(pseudonym=f"class-{n}") for n in range(3)]
    missing = {"standing": "missing", "search": "class"}
    page = editor.get(reverse("subjects"), missing)
    assert [row[0] for row in page.context["rows"]] == people
    data = {"people": [p.pk for p in people[:2]], "many-agreed_on": "2026-03-01"}
    reply = editor.post(reverse("subjects"), {**data, "many-in_survey": "on"})
    assert reply.status_code == 302
    assert [row[0] for row in editor.get(reverse("subjects"), missing).context["rows"]] == people[
        2:
    ]
    assert editor.post(reverse("subjects"), {"many-in_survey": "on"}).status_code == 400


def test_a_wrongly_assigned_photograph_is_moved(editor: Client, somebody: Subject) -> None:
    other = Subject.objects.create(pseudonym="other")
    photograph = somebody.photographs.get()
    address = reverse("subject_move", args=[somebody.pk])
    editor.post(address, {"photographs": [photograph.pk], "to": "nobody"})
    editor.post(address, {"photographs": [photograph.pk], "to": "other"})
    assert other.photographs.get() == photograph


def test_an_owner_withdraws_by_typing_the_name(
    signed_in, editor: Client, somebody: Subject
) -> None:
    owner, address = signed_in(Role.OWNER), reverse("subject_withdraw", args=[somebody.pk])
    assert editor.post(address, {"typed": somebody.pseudonym}).status_code == 403
    page = owner.get(address).content.decode()
    assert "Faces" in page  # the study in which its place stays
    assert owner.post(address, {"typed": "wrong"}).status_code == 400
    assert Photograph.objects.filter(subject=somebody).exists()
    assert owner.post(address, {"typed": somebody.pseudonym}).status_code == 302
    assert not Photograph.objects.filter(subject=somebody).exists()
    assert Event.objects.get(verb="removed").details == {"photographs": 1, "marked": 1}
    assert "Nothing of this person is kept" in owner.get(page_of(somebody)).content.decode()


def test_one_photograph_is_withdrawn_from_its_page(signed_in, somebody: Subject) -> None:
    owner, photograph = signed_in(Role.OWNER), somebody.photographs.get()
    address = reverse("photograph_withdraw", args=[photograph.pk])
    assert address in owner.get(reverse("photograph", args=[photograph.pk])).content.decode()
    owner.post(address, {"typed": somebody.pseudonym})
    assert not somebody.photographs.exists()
    somebody.refresh_from_db()
    assert somebody.withdrawn_at is None
