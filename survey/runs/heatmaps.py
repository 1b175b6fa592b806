"""Asking where models looked. Only rows are made here: a worker loads torch."""

from collections.abc import Iterable
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils import timezone

from survey.models import Expression, Heatmap, ModelRun, Prediction, Study
from survey.models.runs import Status

from .crops import may_be_given

EXPRESSIONS = tuple(Expression)


def can_be_asked(run: ModelRun) -> bool:
    """A table came without the network that made it."""
    return run.status == Status.DONE and not run.table


@transaction.atomic
def ask(study: Study, runs: Iterable[ModelRun], items: Iterable[UUID] | None = None) -> list[UUID]:
    """Queue what isn't there yet of *runs*: for *items*, or all of *study*'s. What failed is tried
    again. Gives the runs that have something to do.

    Only images whose consent holds, under a lock: whoever withdraws now finds the rows.
    """
    wanted = study.items.present().filter(may_be_given())
    if items is not None:
        wanted = wanted.filter(pk__in=list(items))
    # Not so closed that answers to these images have to wait.
    locked = wanted.select_for_update(of=("self",), no_key=True).order_by("pk")
    here = list(locked.values_list("pk", flat=True))
    asked = [run.pk for run in runs if can_be_asked(run)]
    said = Prediction.objects.filter(run__in=asked, item__in=here)
    Heatmap.objects.bulk_create(
        [
            Heatmap(run_id=run, item_id=item, expression=EXPRESSIONS[int(np.argmax(shares))])
            for run, item, shares in said.values_list("run_id", "item_id", "probabilities")
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    ours = Heatmap.objects.filter(run__in=asked, item__in=here)
    ours.filter(status=Status.FAILED).update(
        status=Status.QUEUED, reason="", attempts=0, heard_at=timezone.now()
    )
    return list(ours.waiting().order_by("run").values_list("run", flat=True).distinct())
