"""How far a study's unfinished model runs are, and whether its figures are new."""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Count, Max

from survey.models import ModelRun, Study
from survey.models.runs import Status

from .kept import state_of


@dataclass(frozen=True)
class RunProgress:
    name: str
    status: str  # a word for the reader
    done: int
    total: int


def unfinished_runs(study: Study) -> tuple[RunProgress, ...]:
    total = study.items.present().count()
    return tuple(
        RunProgress(run.name, run.get_status_display(), run.predictions.count(), total)
        for run in study.runs.unfinished()
    )


def newest_failure(study: Study) -> ModelRun | None:
    """The newest run, if it failed: a later one that ran makes it history."""
    newest = study.runs.first()
    return newest if newest and newest.status == Status.FAILED else None


def token(study: Study) -> str:
    """Another one whenever what the results are made of changes, or a model has read the images.

    Hashed: a study's seed is in it.
    """
    runs = study.runs.done().aggregate(Count("pk"), Max("finished_at"))
    parts = (*state_of(study), *runs.values(), study.state)
    return sha256(repr(parts).encode()).hexdigest()[:16]
