"""A worker's part of /api/recognize: every face of one photograph and what it shows."""

import logging
from uuid import UUID

from django.conf import settings
from django.db.models import F

from classifier import predict, preprocess
from classifier.card import InvalidCheckpoint
from survey.models import Recognition
from survey.models.images import Reason
from survey.models.runs import MOST_ATTEMPTS, Status

logger = logging.getLogger(__name__)


def recognize(recognition_id: UUID) -> None:
    """Answer one request, unless it was answered or given up meanwhile."""
    waiting = Recognition.objects.filter(pk=recognition_id, status=Status.QUEUED)
    waiting.update(attempts=F("attempts") + 1)
    row = waiting.first()
    if row is None:
        return
    try:
        if row.attempts > MOST_ATTEMPTS:
            raise RuntimeError("the photograph killed its worker at every attempt")
        with row.upload.open("rb") as file:
            row.faces = predict.recognize(file.read(), predict.load(settings.CHECKPOINT))
        row.status = Status.DONE
    except preprocess.Unreadable as error:
        row.status, row.reason = Status.FAILED, error.code
    except InvalidCheckpoint:
        row.status, row.reason = Status.FAILED, "no_model"
    except Exception:  # whatever it was, whoever waits for the answer is told
        logger.exception("recognizing %s", recognition_id)
        row.status, row.reason = Status.FAILED, Reason.CRASHED
    Recognition.objects.filter(pk=row.pk).update(
        status=row.status, reason=row.reason, faces=row.faces
    )
