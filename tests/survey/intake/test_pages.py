import errno
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from survey.intake import store
from survey.intake.process import process
from survey.models import Event, Photograph, Study, Subject, Verb
from tests.survey import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are the end-to-end tests' matter: here the test is the worker."""
    monkeypatch.setattr("survey.tasks.crop_photograph.delay", lambda *_args: None)


def upload(client: Client, data: bytes, name: str = "a.jpg", **said: object) -> dict:
    form = {"kind": "private", "file": SimpleUploadedFile(name, data), **said}
    response = client.post(reverse("api_photographs"), form)
    return {"status": response.status_code, **response.json()}


def test_an_upload_is_answered_with_its_verdict(admin_client: Client) -> None:
    new = upload(admin_client, pictures.jpeg(), expression="happy")
    assert (new["status"], new["new"][0]["status"]) == (201, "queued")
    assert upload(admin_client, pictures.jpeg())["known"][0]["id"] == new["new"][0]["id"]
    refused = upload(admin_client, b"<html>")
    assert (refused["status"], len(refused["refused"])) == (200, 1)


@pytest.mark.django_db(transaction=True)
def test_while_an_upload_is_checked_others_can_write(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[bool] = []
    monkeypatch.setattr(store, "check", lambda _file: locked.append(connection.in_atomic_block))
    upload(admin_client, pictures.archive({"1.jpg": b"1", "2.jpg": b"2"}), "all.zip")
    assert locked == [False, False]


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_an_upload_is_kept_and_one_attempt_is_made(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[str] = []

    def fail(identity: str) -> None:
        attempts.append(identity)
        raise OSError

    monkeypatch.setattr("survey.tasks.crop_photograph.delay", fail)
    files = {f"{n}.jpg": pictures.jpeg(seed=n) for n in (1, 2, 3)}
    assert upload(admin_client, pictures.archive(files), "all.zip")["status"] == 201
    assert (Photograph.objects.waiting().count(), len(attempts)) == (3, 1)


def test_the_page_can_ask_what_became_of_its_uploads(admin_client: Client) -> None:
    identity = upload(admin_client, pictures.jpeg())["new"][0]["id"]
    process(identity)
    address = reverse("api_photographs")
    found = admin_client.get(address, {"ids": f"{identity},nonsense,{uuid4()}"}).json()
    assert [(p["id"], p["status"]) for p in found["photographs"]] == [(identity, "ready")]


def test_labels_that_are_wrong_refuse_the_upload_and_store_nothing(admin_client: Client) -> None:
    labels = SimpleUploadedFile("labels.csv", b"file,label\na.jpg,joyful\n")
    answer = upload(admin_client, pictures.jpeg(), labels=labels)
    assert answer["status"] == 400
    assert "joyful" in answer["detail"][0]
    assert not Photograph.objects.exists()


def test_without_javascript_many_files_go_in_one_form(admin_client: Client) -> None:
    files = [SimpleUploadedFile(f"{n}.jpg", pictures.jpeg(seed=n)) for n in (1, 2)]
    files.append(SimpleUploadedFile("page.jpg", b"<html>"))
    form = {"kind": "public", "source": "FER+", "files": files}
    page = admin_client.post(reverse("photographs"), form, follow=True)
    assert Photograph.objects.filter(kind="public").count() == 2
    assert b"page.jpg: Only JPEG" in page.content


def test_the_list_is_filtered_by_its_address(admin_client: Client, study: Study) -> None:
    page = admin_client.get(reverse("photographs"), {"kind": "public", "expression": "sad"})
    assert [str(p) for p in page.context["page"]] == ["public-sad-3000.jpg"]


def test_an_upload_may_come_with_the_consent_of_who_is_new_on_it(admin_client: Client) -> None:
    said = {
        "who": "one", "pseudonym": "P7", "given_by": "The lab", "agreed_on": "2026-03-01",
        "form_version": "2", "uses": ["in_survey", "in_results"], "until": "2099-01-01",
        "source": "left over from before the kind was changed",
    }  # fmt: skip
    upload(admin_client, pictures.jpeg(), **said)
    found = Photograph.objects.get()
    assert (found.given_by, found.source) == ("The lab", "")
    who = found.subject
    assert (who.pseudonym, who.text_version, who.until) == ("P7", "2", date(2099, 1, 1))
    assert (who.in_survey, who.in_results, who.in_training) == (True, True, False)
    upload(admin_client, pictures.jpeg(seed=5), **{**said, "uses": ["in_training"]})
    who.refresh_from_db()
    assert (who.photographs.count(), who.in_survey, who.in_training) == (2, True, False)


def test_each_may_show_another_person_under_a_made_pseudonym(admin_client: Client) -> None:
    files = {f"{n}.jpg": pictures.jpeg(seed=n) for n in (1, 2)}
    upload(admin_client, pictures.archive(files), "all.zip", who="each")
    first, second = Subject.objects.all()
    assert first.pseudonym.startswith("P-")
    assert not first.in_survey
    assert second.photographs.count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "public"}, "data set"),
        ({"who": "one"}, "pseudonym"),
        ({"who": "one", "pseudonym": "gone"}, "withdrawn"),
        ({"uses": ["in_survey"]}, "which day"),
        ({"agreed_on": "2999-01-01"}, "Agreed on: This day is still to come."),
        ({"agreed_on": "2026-01-01", "until": "2026-01-02"}, "passed"),
        ({"uses": ["in_print"], "agreed_on": "2026-01-01"}, "in_print"),
    ],
)
def test_what_is_said_wrongly_stores_nothing(admin_client: Client, said: dict, field: str) -> None:
    Subject.objects.create(pseudonym="gone", withdrawn_at=timezone.now())
    answer = upload(admin_client, pictures.jpeg(), **said)
    assert answer["status"] == 400
    assert field in " ".join(map(str, answer["detail"]))
    assert not Photograph.objects.exists()


def test_nothing_of_somebody_who_has_withdrawn_comes_in_by_a_file_of_labels(
    admin_client: Client,
) -> None:
    Subject.objects.create(pseudonym="gone", withdrawn_at=timezone.now())
    labels = SimpleUploadedFile("labels.csv", b"file,label,person\na.jpg,sad,gone\n")
    answer = upload(admin_client, pictures.jpeg(), labels=labels)
    assert "withdrawn" in answer["refused"][0]["reason"]
    assert not Photograph.objects.exists()


def test_a_full_disk_is_said_in_a_sentence(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    answer = upload(admin_client, pictures.jpeg())
    assert answer["status"] == 507
    assert answer["detail"] == ["The disk is full: nothing of this file was stored."]
    form = {"kind": "private", "files": [SimpleUploadedFile("a.jpg", pictures.jpeg())]}
    page = admin_client.post(reverse("photographs"), form)
    assert b"The disk is full" in page.content
    assert not Photograph.objects.exists()


def test_uploads_labels_and_deletions_are_in_the_audit_trail(admin_client: Client) -> None:
    identity = upload(admin_client, pictures.jpeg())["new"][0]["id"]
    process(identity)
    admin_client.get(reverse("original", args=[identity]))
    admin_client.post(reverse("photograph_label", args=[identity]), {"expression": "sad"})
    admin_client.post(reverse("photograph_delete", args=[identity]), {"sure": "yes"})
    events = Event.objects.exclude(verb=Verb.SIGNED_IN).order_by("pk")
    assert [event.verb for event in events] == ["added", "saw", "changed", "removed"]
    assert events[0].details == {"new": 1, "known": 0, "refused": 0, "kind": "private"}
    assert events[3].target_name == identity[:8]


def test_a_photograph_in_a_study_cannot_be_deleted(admin_client: Client, study: Study) -> None:
    held = study.items.first().photograph
    admin_client.post(reverse("photograph_delete", args=[held.id]), {"sure": "yes"})
    assert Photograph.objects.filter(pk=held.pk).exists()


def test_deleting_takes_the_file_too(admin_client: Client) -> None:
    identity = upload(admin_client, pictures.jpeg())["new"][0]["id"]
    file = Photograph.objects.get().upload
    address = reverse("photograph_delete", args=[identity])
    admin_client.post(address)
    assert Photograph.objects.exists()
    admin_client.post(address, {"sure": "yes"})
    assert not Photograph.objects.exists()
    assert not file.storage.exists(file.name)


def test_deleting_while_a_worker_replaces_the_file_leaves_none(admin_client: Client) -> None:
    identity = upload(admin_client, pictures.jpeg())["new"][0]["id"]
    seen_before = Photograph.objects.get()
    process(identity)
    replaced = Photograph.objects.get().upload
    store.remove(seen_before)
    assert not Photograph.objects.exists()
    assert not replaced.storage.exists(replaced.name)


def test_an_original_is_shown_only_once_it_is_stripped(admin_client: Client) -> None:
    identity = upload(admin_client, pictures.with_gps(pictures.face()))["new"][0]["id"]
    address = reverse("original", args=[identity])
    assert admin_client.get(address).status_code == 404
    process(identity)
    shown = b"".join(admin_client.get(address).streaming_content)
    assert b"CameraMaker" not in shown


def test_a_person_chooses_among_several_faces(admin_client: Client) -> None:
    identity = upload(admin_client, pictures.two_faces())["new"][0]["id"]
    process(identity)
    page = admin_client.get(reverse("photograph", args=[identity]))
    assert len(page.context["faces"]) == 2
    admin_client.post(reverse("choose_face", args=[identity]), {"face": "2"})
    process(identity)
    found = Photograph.objects.get()
    assert (found.status, found.box) == ("ready", found.faces[1])


@pytest.mark.parametrize("face", ["3", "-1", "", "two", "²", "9" * 5000])
def test_a_face_that_is_not_there_is_not_found(admin_client: Client, face: str) -> None:
    identity = upload(admin_client, pictures.two_faces())["new"][0]["id"]
    process(identity)
    answer = admin_client.post(reverse("choose_face", args=[identity]), {"face": face})
    assert answer.status_code == 404
