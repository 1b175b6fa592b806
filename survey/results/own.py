"""What a participant who finished is shown about themselves, beside the others and the model."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Count, F, Q

from survey.analysis.arrays import NO_ANSWER, model_choices, right
from survey.analysis.scores import describe, tallies
from survey.models import Expression, ModelRun, Participant, Study

from .rows import INDEX, Items, read_items, read_probabilities


@dataclass(frozen=True)
class OwnExpression:
    expression: str
    label: str
    correct: int
    count: int


@dataclass(frozen=True)
class OwnResult:
    score: int  # images read right
    count: int  # of so many
    expressions: tuple[OwnExpression, ...]  # the five, in order
    people: int  # finished, this participant and simulated ones included
    people_mean: float | None
    histogram: tuple[tuple[int, int], ...]  # (score, people)
    model_name: str | None
    model_score: float | None  # images that the newest done run read right
    simulated: int


def own_result(participant: Participant) -> OwnResult:
    """For a finished participant. Ends with the same figures as `compare`, without its rows."""
    items = read_items(participant.study)
    own = tallies(_own_choices(participant, items), items.truth)
    everybody = describe(np.array(_scores(participant.study), int))
    run = participant.study.runs.done().first()
    return OwnResult(
        score=sum(tally.right for tally in own),
        count=len(items.ids),
        expressions=tuple(
            OwnExpression(expression.value, str(expression.label), tally.right, tally.images)
            for expression, tally in zip(Expression, own, strict=True)
        ),
        people=everybody.people,
        people_mean=everybody.mean,
        histogram=everybody.histogram,
        model_name=run.name if run else None,
        model_score=_model_score(run, items) if run else None,
        simulated=participant.study.participants.finished().filter(simulated=True).count(),
    )


def _own_choices(
    participant: Participant, items: Items
) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    answers = dict(participant.answers.values_list("item_id", "choice"))
    return np.array(
        [INDEX[answers[item]] if item in answers else NO_ANSWER for item in items.ids], np.int8
    )


def _scores(study: Study) -> list[int]:
    """One number for each finished participant, counted by the database."""
    hit = Count("answers", filter=Q(answers__choice=F("answers__item__truth")))
    return list(
        study.participants.finished().order_by().annotate(hits=hit).values_list("hits", flat=True)
    )


def _model_score(run: ModelRun, items: Items) -> float:
    return float(right(model_choices(read_probabilities(run, items)), items.truth).sum())
