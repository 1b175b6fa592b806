"""What a participant who finished is shown about themselves, beside the others and the model."""

from dataclasses import dataclass

import numpy as np

from survey.analysis.accuracy import per_expression
from survey.analysis.arrays import NO_ANSWER, Floats, Integers, answered, model_choices, right
from survey.analysis.difference import FEWEST_PEOPLE
from survey.analysis.scores import Scores, Standing, standing, tallies
from survey.models import Expression, Participant, Study

from .differently import SeenDifferently, seen_differently
from .everybody import Everybody, everybody
from .rows import INDEX, Items, read_items, read_probabilities

NO_ACCURACY = (None,) * len(Expression)


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
    people: int  # finished, this participant and simulated ones included
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
    """For a finished participant; the same figures as `compare` gives."""
    study = participant.study
    items = read_items(study)
    own = _own_choices(participant, items)
    people = everybody(study, items)
    model, probabilities = _model(study, items)
    score = int(right(own[None, :], items.truth).sum())
    return OwnResult(
        score=score,
        count=len(items.ids),
        answered=int(answered(own).sum()),
        expressions=_expressions(own, people, probabilities, items),
        people=people.scores.people,
        simulated=people.simulated,
        people_mean=people.scores.mean,
        histogram=people.scores.histogram,
        standing=_standing(people.scores, score),
        model=model,
        differently=seen_differently(study, items, own, people, probabilities),
    )


def _own_choices(participant: Participant, items: Items) -> Integers:
    answers = dict(participant.answers.values_list("item_id", "choice"))
    return np.array(
        [INDEX[answers[item]] if item in answers else NO_ANSWER for item in items.ids], np.int8
    )


def _model(study: Study, items: Items) -> tuple[OwnModel | None, Floats | None]:
    run = study.runs.done().first()
    if run is None:
        return None, None
    probabilities = read_probabilities(run, items)
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


def _standing(people: Scores, score: int) -> Standing | None:
    if people.people < FEWEST_PEOPLE:
        return None
    return standing(people.histogram, score)
