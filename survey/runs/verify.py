"""A worker's part of bringing a model in: everything is read and tried out, once."""

from pathlib import Path

import numpy as np
from django.db.models import F
from django.utils import timezone

from classifier import checkpoint as files
from classifier.card import CROP_SIZE, InvalidCheckpoint
from classifier.predict import Predictor
from survey.models import Checkpoint
from survey.models.checkpoints import MOST_ATTEMPTS, Refusal

from .register import remove_files
from .request import as_json


def verify(checkpoint_id: int) -> None:
    """READY, or REFUSED with the reason and without the files. Harmless to repeat.

    What nobody foresaw is raised: the sweep sends it again, and after some attempts it is refused.
    """
    waiting = Checkpoint.objects.filter(pk=checkpoint_id, status=Checkpoint.Status.CHECKING)
    if not waiting.update(attempts=F("attempts") + 1, heard_at=timezone.now()):
        return
    row = Checkpoint.objects.get(pk=checkpoint_id)
    if row.attempts > MOST_ATTEMPTS:
        _refuse(row, Refusal.CRASHED, row.details)
        return
    try:
        card = _tried(Path(row.folder), row.weights_sha256)
    except InvalidCheckpoint as error:
        said = str(error).removeprefix(f"{row.folder}: ").replace(row.folder, "The folder")
        _refuse(row, Refusal(error.code), said)
    except Exception as error:
        waiting.update(details=f"{type(error).__name__}: {error}"[:500])
        raise
    else:
        waiting.update(status=Checkpoint.Status.READY, card=card, details="")


def _tried(folder: Path, sha256: str) -> dict[str, object]:
    """Its card, after it answered something. Raises InvalidCheckpoint."""
    network, card = files.load(folder)
    if card.weights_sha256 != sha256:
        raise InvalidCheckpoint("The weights were replaced after they were registered.", "hash")
    crops = np.random.default_rng(0).integers(0, 256, (3, CROP_SIZE, CROP_SIZE), np.uint8)
    Predictor(network, card).probabilities(crops)
    return as_json(card)


def _refuse(row: Checkpoint, reason: Refusal, details: str) -> None:
    waiting = Checkpoint.objects.filter(pk=row.pk, status=Checkpoint.Status.CHECKING)
    if waiting.update(status=Checkpoint.Status.REFUSED, reason=reason, details=details):
        remove_files(row)
