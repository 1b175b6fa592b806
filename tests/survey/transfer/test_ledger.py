"""What was withdrawn stays withdrawn, whatever backup is restored."""

import io
import json
import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from survey.consent.withdrawal import withdraw_person
from survey.models import Participant, Photograph, Subject
from survey.participation.steps import withdraw
from survey.transfer import ledger

from .rows import bring_back, fill

pytestmark = pytest.mark.django_db


def test_whoever_withdrew_after_the_backup_stays_withdrawn(var, tmp_path):
    fill()
    participant = Participant.objects.get()
    path = tmp_path / "b.tar"
    call_command("backup", out=path, stdout=io.StringIO())
    subject = Subject.objects.first()
    public = Photograph.objects.filter(kind="public").first()
    ledger.note([participant.pk], ledger.PARTICIPANT)
    ledger.note([subject.pk], ledger.SUBJECT)
    ledger.note([public.pk])
    said = bring_back(path)

    assert "2 photographs" in said
    assert Participant.objects.get().is_withdrawn
    assert Subject.objects.get(pk=subject.pk).withdrawn_at
    assert Photograph.objects.count() == 8
    assert not default_storage.exists(public.upload.name)


def test_whoever_withdrew_before_the_backup_is_no_concern_of_it(var, tmp_path):
    fill()
    line = {"what": "photograph", "id": "x", "at": "2020-01-01T00:00:00+00:00"}
    line["id"] = str(Photograph.objects.first().pk)
    ledger.ledger().write_text(json.dumps(line) + "\n")
    call_command("backup", out=tmp_path / "b.tar", stdout=io.StringIO())
    bring_back(tmp_path / "b.tar")

    assert Photograph.objects.count() == 10


def test_every_withdrawal_is_noted(var, django_capture_on_commit_callbacks):
    fill()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(Participant.objects.get())
        withdraw_person(Subject.objects.first())
    noted = [json.loads(line)["what"] for line in ledger.ledger().read_text().splitlines()]

    assert sorted(noted) == ["participant", "photograph", "subject"]


def test_the_list_of_withdrawals_lies_beside_every_backup(var, tmp_path):
    identity = uuid.uuid4()
    ledger.note([identity])
    for number in (1, 2):
        call_command("backup", out=tmp_path / f"{number}.tar", stdout=io.StringIO())

    assert (tmp_path / ledger.NAME).read_text().count(str(identity)) == 1
