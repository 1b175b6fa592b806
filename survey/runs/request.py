"""Asking a model to answer a study. Only the card is read here: a worker loads the weights."""

import dataclasses
import json
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from classifier import card
from survey.models import Checkpoint, ModelRun, Study
from survey.models.runs import Status


class NotFrozen(ValueError):
    """A draft's images may still change: nothing answers them."""


class NotReady(ValueError):
    """The checkpoint is not verified (yet), or is gone."""


def request_run(
    study: Study, checkpoint: Path, *, user: User | None = None
) -> tuple[ModelRun, bool]:
    """A queued run of *checkpoint* over *study*, and whether it is new.

    Asking again while the same weights are still at work gives that run: a second click is no
    second run. Raises card.InvalidCheckpoint, NotFrozen.
    """
    folder = checkpoint.resolve()
    return _queued(study, folder, as_json(card.read(folder)), requested_by=user)


def request_registered(
    study: Study, checkpoint: Checkpoint, *, user: User | None = None
) -> tuple[ModelRun, bool]:
    """The same for one that an admin brought in, under its name. Raises NotReady, NotFrozen."""
    with transaction.atomic():
        ready = Checkpoint.objects.select_for_update().filter(status=Checkpoint.Status.READY)
        known = ready.filter(pk=checkpoint.pk).first()
        if known is None:
            raise NotReady(checkpoint.name)
        said = {"registered": known, "title": known.name, "requested_by": user}
        return _queued(study, Path(known.folder), known.card, **said)


def _queued(
    study: Study, folder: Path, described: dict[str, Any], **said: Any
) -> tuple[ModelRun, bool]:
    if study.is_draft:
        raise NotFrozen(study.slug)
    for run in study.runs.unfinished():
        if run.card.get("weights_sha256") == described["weights_sha256"]:
            return run, False
    return ModelRun.objects.create(
        study=study, checkpoint=str(folder), card=described, **said
    ), True


def as_json(described: card.Card) -> dict[str, Any]:
    """A card as the database keeps it."""
    found: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(described), default=str))
    return found


def retry(run: ModelRun) -> bool:
    """Queue a failed run once more; it goes on where it stopped. False where it hasn't failed."""
    failed = ModelRun.objects.filter(pk=run.pk, status=Status.FAILED, table=False)
    return bool(
        failed.update(
            status=Status.QUEUED,
            reason="",
            attempts=0,
            finished_at=None,
            heard_at=timezone.now(),
        )
    )
