"""A worker's part of a run: the same crops that people see, in batches, through the model."""

from pathlib import Path
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from classifier import predict, preprocess
from classifier.card import InvalidCheckpoint
from survey.models import ModelRun, Prediction, StudyItem
from survey.models.runs import MOST_ATTEMPTS, Failure, Status

MOST_CHARACTERS = 500
BATCH = 20  # small enough to show progress, large enough to use the cores


def answer_images(run_id: UUID) -> None:
    """Answer what the run has not answered yet. Harmless to repeat, also twice at once.

    What nobody foresaw is noted for the admin and raised: the sweep sends the run again.
    """
    unfinished = ModelRun.objects.unfinished().filter(pk=run_id)
    if not unfinished.update(
        status=Status.RUNNING, attempts=F("attempts") + 1, heard_at=timezone.now()
    ):
        return
    run = ModelRun.objects.get(pk=run_id)
    if run.attempts > MOST_ATTEMPTS:
        _end(run, Status.FAILED, run.reason or Failure.DIED)
        return
    try:
        predictor = load(run)
        while batch := _next_batch(run):
            if not _store(run, batch, predictor):
                return
    except InvalidCheckpoint as error:
        _end(run, Status.FAILED, str(error))
    except Exception as error:
        unfinished.update(reason=f"{type(error).__name__}: {error}"[:MOST_CHARACTERS])
        raise
    else:
        _end(run, Status.DONE)


def load(run: ModelRun) -> predict.Predictor:
    """The network that the run was asked of. Raises InvalidCheckpoint."""
    folder = Path(run.checkpoint)
    if not folder.is_dir():
        raise InvalidCheckpoint(Failure.GONE)
    predictor = predict.load(folder)
    if predictor.card.weights_sha256 != run.card.get("weights_sha256"):
        raise InvalidCheckpoint(Failure.REPLACED)
    return predictor


def _next_batch(run: ModelRun) -> list[StudyItem]:
    missing = StudyItem.objects.present().filter(study=run.study_id).exclude(predictions__run=run)
    return list(missing.select_related("photograph").order_by("position")[:BATCH])


def _store(run: ModelRun, batch: list[StudyItem], predictor: predict.Predictor) -> bool:
    """False where somebody deleted the run meanwhile."""
    crops = np.stack([preprocess.decode_crop(item.png) for item in batch])
    probabilities = predictor.probabilities(crops)
    with transaction.atomic():
        # What makes progress is no failed attempt, however often its worker dies or is doubled.
        here = ModelRun.objects.filter(pk=run.pk).update(heard_at=timezone.now(), attempts=0)
        if here:
            kept = _still_present(batch)
            Prediction.objects.bulk_create(
                [
                    Prediction(run=run, item=item, probabilities=[float(p) for p in row])
                    for item, row in zip(batch, probabilities, strict=True)
                    if item.pk in kept
                ],
                ignore_conflicts=True,  # another worker on the same run was faster
            )
    return bool(here)


def _still_present(batch: list[StudyItem]) -> set[UUID]:
    """Somebody may have withdrawn while the model was reading: nothing of them is kept."""
    present = StudyItem.objects.present().filter(pk__in=[item.pk for item in batch])
    return set(present.select_for_update().values_list("pk", flat=True))


def _end(run: ModelRun, status: Status, reason: str = "") -> None:
    now = timezone.now()
    ModelRun.objects.unfinished().filter(pk=run.pk).update(
        status=status, reason=reason, finished_at=now, heard_at=now
    )
