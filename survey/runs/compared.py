"""A study's done runs side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from survey.analysis.accuracy import accuracy, per_expression
from survey.analysis.arrays import COUNT, Floats, model_choices, right
from survey.analysis.beside import agreement_with, certainty, majority
from survey.models import ModelRun, Prediction, Study
from survey.results.everybody import everybody
from survey.results.rows import Items, read_items


@dataclass(frozen=True)
class Compared:
    """One run; shares in percent, None where there is nothing to count."""

    run: ModelRun
    total: int  # images read right
    expressions: tuple[float | None, ...]
    public: float | None
    private: float | None
    agreement: float | None  # with what most people saw
    certainty: float | None


def compared(study: Study, runs: Iterable[ModelRun]) -> tuple[Compared, ...]:
    """*runs* must be done ones of *study*. People's votes are up to a minute old."""
    items = read_items(study)
    seen = majority(everybody(study, items).shares)
    found = _probabilities(runs, items)
    return tuple(
        Compared(
            run=run,
            total=int(right(choices, items.truth).sum()),
            expressions=tuple(map(_percent, per_expression(choices, items.truth))),
            public=_percent(accuracy(choices, items.truth, items.public)),
            private=_percent(accuracy(choices, items.truth, ~items.public)),
            agreement=_percent(agreement_with(seen, probabilities)),
            certainty=_percent(certainty(probabilities)),
        )
        for run, probabilities in found
        for choices in (model_choices(probabilities),)
    )


def _probabilities(runs: Iterable[ModelRun], items: Items) -> list[tuple[ModelRun, Floats]]:
    """[images, 5] of each run, in one query."""
    column = {item: index for index, item in enumerate(items.ids)}
    arrays = {run.pk: (run, np.full((len(column), COUNT), np.nan)) for run in runs}
    rows = Prediction.objects.filter(run__in=list(arrays)).values_list(
        "run_id", "item_id", "probabilities"
    )
    for run, item, probabilities in rows:
        if item in column:
            arrays[run][1][column[item]] = probabilities
    return list(arrays.values())


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
