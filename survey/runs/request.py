"""Asking a model to answer a study. Only the card is read here: a worker loads the weights."""

import dataclasses
import json
from pathlib import Path

from classifier import card
from survey.models import ModelRun, Study


def request_run(study: Study, checkpoint: Path) -> tuple[ModelRun, bool]:
    """A queued run of *checkpoint* over *study*, and whether it is new.

    Asking again while the same weights are still at work gives that run: a second click is no
    second run. Raises card.InvalidCheckpoint.
    """
    folder = checkpoint.resolve()
    found = card.read(folder)
    for run in study.runs.unfinished():
        if run.card.get("weights_sha256") == found.weights_sha256:
            return run, False
    as_json = json.loads(json.dumps(dataclasses.asdict(found), default=str))
    return ModelRun.objects.create(study=study, checkpoint=str(folder), card=as_json), True
