"""What a participant who finished is shown about themselves, beside the others and the model."""

from dataclasses import dataclass

import numpy as np

from survey.analysis.accuracy import NO_ACCURACY, per_expression
from survey.analysis.arrays import (
    NO_ANSWER,
    Floats,
    Integers,
    answered,
    answered_enough,
    model_choices,
    right,
)
from survey.analysis.difference import FEWEST_PEOPLE
from survey.analysis.scores import Standing, describe, standing, tallies
from survey.models import Expression, Participant, Study

from .differently import SeenDifferently, seen_differently
from .everybody import Everybody, everybody
from .rows import Items, read_items, read_probabilities
from .sheets import INDEX


@dataclass(frozen=True)
class OwnExpression:
    """Of the images that show one expression: one's own count, and everybody's accuracy, 0 to 1."""

    expression: Expression
    correct: int
    answered: int
    own: float | None  # None: none was answered, or there was none
    people: float | None
    model: float | None


@dataclass(frozen=True)
class OwnModel:
    name: str
    score: int  # images that the newest done run read right


@dataclass(frozen=True)
class OwnResult:
    score: int  # images read right
    count: int  # of so many
    answered: int  # fewer than *count* where a device couldn't show some
    expressions: tuple[OwnExpression, ...]  # the five, in order
    counts: bool  # enough was answered: this participant is one of the people
    people: int  # who finished and count, this participant and simulated ones included
    simulated: int
    people_mean: float | None
    histogram: tuple[tuple[int, int], ...]  # (score, people)
    standing: Standing | None  # among the other people, where there are enough
    model: OwnModel | None
    differently: tuple[SeenDifferently, ...]

    @property
    def unanswered(self) -> int:
        return self.count - self.answered


def own_result(participant: Participant) -> OwnResult:
    """For a finished participant: the figures of `compare`, the others' up to a minute old."""
    study = participant.study
    items = read_items(study)
    own = _own_choices(participant, items)
    people = everybody(study, items)
    model, probabilities = _model(study, items)
    score = int(right(own[None, :], items.truth).sum())
    counts = participant.is_finished and bool(answered_enough(own[None, :])[0])
    others = _others(people, participant)
    spread = describe(np.append(others, score) if counts else others)
    return OwnResult(
        score=score,
        count=len(items.ids),
        answered=int(answered(own).sum()),
        expressions=_expressions(own, people, probabilities, items),
        counts=counts,
        people=spread.people,
        simulated=people.simulated,
        people_mean=spread.mean,
        histogram=spread.histogram,
        standing=standing(others, score) if counts and spread.people >= FEWEST_PEOPLE else None,
        model=model,
        differently=seen_differently(study, items, own, people, probabilities),
    )


def _own_choices(participant: Participant, items: Items) -> Integers:
    answers = dict(participant.answers.values_list("item_id", "choice"))
    return np.array(
        [INDEX[answers[item]] if item in answers else NO_ANSWER for item in items.ids], np.int8
    )


def _others(people: Everybody, participant: Participant) -> Integers:
    """Everybody else's scores. Whoever finished just now is not among the people yet."""
    return np.array(
        [score for person, score in people.scores.items() if person != participant.pk], np.int64
    )


def _model(study: Study, items: Items) -> tuple[OwnModel | None, Floats | None]:
    run = study.runs.done().first()
    if run is None:
        return None, None
    [probabilities] = read_probabilities([run], items)
    hits = right(model_choices(probabilities), items.truth).sum()
    return OwnModel(run.name, int(hits)), probabilities


def _expressions(
    own: Integers, people: Everybody, probabilities: Floats | None, items: Items
) -> tuple[OwnExpression, ...]:
    model = (
        NO_ACCURACY
        if probabilities is None
        else per_expression(model_choices(probabilities), items.truth)
    )
    given = answered(own)  # what couldn't be shown was neither right nor wrong
    return tuple(
        OwnExpression(
            expression=expression,
            correct=tally.right,
            answered=tally.images,
            own=tally.right / tally.images if tally.images else None,
            people=by_people,
            model=by_model,
        )
        for expression, tally, by_people, by_model in zip(
            Expression,
            tallies(own[given], items.truth[given]),
            people.expressions,
            model,
            strict=True,
        )
    )
