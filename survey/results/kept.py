"""Comparisons that were made already, and how to tell cheaply that they still hold."""

from collections.abc import Sequence
from hashlib import sha256
from threading import Lock
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max

from survey.models import ModelRun, Study

from .parts import Comparison

KEPT_SECONDS = 24 * 60 * 60
# One at a time: of 100,000 people it takes seconds and hundreds of megabytes.
making = Lock()


def kept(study: Study, runs: Sequence[ModelRun]) -> Comparison | None:
    """Made of what there is now, if it is kept."""
    found: tuple[Any, Comparison] | None = cache.get(_key(study, runs))
    return found[1] if found and found[0] == state_of(study) else None


def keep(study: Study, runs: Sequence[ModelRun], state: Any, found: Comparison) -> None:
    """*state*: from before the rows were read. Only the newest is kept, and none of a draft, whose
    images may be others at the next look."""
    if study.is_draft:
        return
    cache.set(_key(study, runs), (state, found), KEPT_SECONDS)


def state_of(study: Study) -> tuple[Any, ...]:
    """What differs when a figure can differ. Of indexes alone: there may be 100,000 people.

    Nobody's answers change once they have finished. A withdrawal takes one from the finished, an
    exclusion and a new import bring a time or a number that wasn't there.
    """
    people = study.participants.finished()
    finished = people.aggregate(Count("finished_at"), Max("finished_at"))
    excluded = people.excluded().aggregate(Count("excluded_at"), Max("excluded_at"))
    imported = study.imports.aggregate(Max("pk"))
    of_study = (study.withdrawals, study.equivalence_margin, study.seed)
    return *finished.values(), *excluded.values(), *imported.values(), *of_study


def _key(study: Study, runs: Sequence[ModelRun]) -> str:
    # A deleted study's number may come back. A run's answers never change, but its title can.
    made = study.created_at.timestamp()
    names = "".join(f"{run.pk} {run.name}\n" for run in runs)
    return f"comparison-{study.pk}-{made}-{sha256(names.encode()).hexdigest()}"
