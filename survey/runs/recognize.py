"""A worker's part of /api/recognize: every face of one photograph and what it shows."""

from uuid import UUID

from django.conf import settings

from classifier import predict, preprocess
from classifier.card import InvalidCheckpoint
from survey.models import Recognition
from survey.models.runs import Status


def recognize(recognition_id: UUID) -> None:
    """Answer one request, unless it was answered or given up meanwhile."""
    row = Recognition.objects.filter(pk=recognition_id, status=Status.QUEUED).first()
    if row is None:
        return
    try:
        with row.upload.open("rb") as file:
            row.faces = predict.recognize(file.read(), predict.load(settings.CHECKPOINT))
        row.status = Status.DONE
    except preprocess.Unreadable as error:
        row.status, row.reason = Status.FAILED, error.code
    except InvalidCheckpoint:
        row.status, row.reason = Status.FAILED, "no_model"
    Recognition.objects.filter(pk=row.pk).update(
        status=row.status, reason=row.reason, faces=row.faces
    )
