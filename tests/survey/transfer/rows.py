"""A site with rows in every table that a backup holds, and files of every kind."""

import io
import uuid
from datetime import UTC, date, datetime

import numpy as np
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.core.files.base import ContentFile
from django.core.management import call_command

from survey.access import Role
from survey.audit import record
from survey.models import (
    Annotation,
    Answer,
    AnswerImport,
    CheckAnswer,
    Checkpoint,
    Consent,
    Expression,
    Heatmap,
    Invitation,
    ModelRun,
    Participant,
    Photograph,
    Prediction,
    Skip,
    StudyText,
    Subject,
    Swap,
    Verb,
)
from survey.studies.draw import draw_study
from survey.transfer import tables

LONG_AGO = datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


def fill() -> None:
    """Ten photographs, a study, a participant, and one of everything else."""
    owner = _people()
    photographs = [_photograph(kind, e) for kind in Photograph.Kind for e in Expression]
    study = draw_study("faces", title="Faces · 얼굴", public=5, private=5, seed=1)
    StudyText.objects.create(study=study, language="ko", title="얼굴", introduction="안녕\n하세요")
    consent = Consent.objects.create(study=study, language="ko", version=1, text="동의 ☑ '\"\\")
    invitation = Invitation.objects.create(study=study, token_digest="a" * 64, label="1")
    made = AnswerImport.objects.create(study=study, name="form.csv", digest="b" * 64)
    participant = Participant.objects.create(
        study=study,
        token_digest=uuid.uuid4().hex,
        seed=2**47,
        consent_version="1",
        consent=consent,
        invitation=invitation,
        consented_at=LONG_AGO,
        imported=made,
    )
    item = study.items.first()
    reply = {"participant": participant, "choice": "sad", "sequence": 1, "answered_at": LONG_AGO}
    Answer.objects.create(key=uuid.uuid4(), item=item, response_ms=812, **reply)
    CheckAnswer.objects.create(key=uuid.uuid4(), trial=uuid.uuid4(), kind="attention", **reply)
    Skip.objects.create(participant=participant, trial=uuid.uuid4())
    Annotation.objects.create(photograph=photographs[-1], labeller=owner, choice="angry")
    Swap.objects.create(study=study, position=1, removed=photographs[0], by=owner)
    checkpoint = _checkpoint()
    run = ModelRun.objects.create(study=study, checkpoint=checkpoint.folder, registered=checkpoint)
    Prediction.objects.create(run=run, item=item, probabilities=[0.1, 1e-7, 0.5, 0.0, 1.0])
    picture = bytes(range(256))
    Heatmap.objects.create(run=run, item=item, expression="angry", status="done", png=picture)
    record(owner, Verb.CHANGED, study, reason="because", more={"b": 1, "a": [2, None]})
    _others(owner)


def _people() -> User:
    owner = User.objects.create_user("owner", password="x", last_login=LONG_AGO)
    owner.groups.add(Group.objects.get_or_create(name=Role.OWNER.value)[0])
    permission = Permission.objects.get(codename="view_study")
    owner.user_permissions.add(permission)
    Group.objects.get(name=Role.OWNER.value).permissions.add(permission)
    return owner


def _photograph(kind: str, expression: str) -> Photograph:
    number = Photograph.objects.count()
    crop = np.random.default_rng(number).bytes(900)  # zeros and all
    subject = None
    if kind == Photograph.Kind.PRIVATE:
        subject = Subject.objects.create(
            pseudonym=f"P{number}", agreed_on=date(2026, 1, 2), in_survey=True
        )
        subject.form.save("form.pdf", ContentFile(b"signed by " + bytes([number])))
    photograph = Photograph(
        kind=kind,
        name=f"{number}.jpg",
        expression=expression,
        digest=f"{number:064}",
        status=Photograph.Status.READY,
        crop=crop,
        subject=subject,
        votes={"happy": 3, "angry": 0.5} if number % 2 else None,
        agreement=2 / 3,
        faces=[[1, 2, 3, 4]],
    )
    photograph.upload.save("photo.jpg", ContentFile(b"picture" + crop))
    return photograph


def _checkpoint() -> Checkpoint:
    folder = settings.VAR / "checkpoints" / uuid.uuid4().hex
    folder.mkdir(parents=True)
    (folder / "card.json").write_text("{}")
    (folder / "weights.safetensors").write_bytes(bytes(1000))
    return Checkpoint.objects.create(name="mine", folder=str(folder), uploaded=True)


def _others(owner: User) -> None:
    """One row in each table that others add, with what is easiest."""
    models = {model._meta.label_lower: model for model in tables.taken()}
    if "otp_totp.totpdevice" in models:
        models["otp_totp.totpdevice"].objects.create(user=owner, name="phone")
        device = models["otp_static.staticdevice"].objects.create(user=owner, name="codes")
        models["otp_static.statictoken"].objects.create(device=device, token="abc")
    if "survey.labeltally" in models and not models["survey.labeltally"].objects.exists():
        models["survey.labeltally"].objects.create(
            photograph=Photograph.objects.last(), said="1:angry", labels=1, disagreement=1 / 3
        )
    if "survey.leftover" in models:
        models["survey.leftover"].objects.create(file="ab/abc")


def empty_tables() -> list[str]:
    """What a backup holds and fill() forgot."""
    return [m._meta.label_lower for m in tables.taken() if not m._base_manager.exists()]


def bring_back(path, **options):
    out = io.StringIO()
    call_command("restore", str(path), replace=True, yes=True, stdout=out, **options)
    return out.getvalue()
