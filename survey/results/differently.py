"""The images that most people, or the model, saw otherwise than one participant did."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from survey.analysis.arrays import NO_ANSWER, Floats, Integers
from survey.analysis.difference import FEWEST_PEOPLE
from survey.analysis.shares import Reading, readings
from survey.models import Expression, Study, StudyItem, Use

from .everybody import Everybody
from .rows import LABELS, Items

MOST_SHOWN = 6


@dataclass(frozen=True)
class Choice:
    expression: Expression
    percent: float  # of the people, or of the model's certainty
    differs: bool  # from the participant's own


@dataclass(frozen=True)
class SeenDifferently:
    item: UUID
    number: int  # from 1, in the study's order
    truth: Expression
    own: Expression
    people: Choice | None  # None: too few, or no expression has more than half of them
    model: Choice | None

    @property
    def weight(self) -> float:
        """How clearly the others saw it otherwise: from 0 to 200."""
        return sum(side.percent for side in (self.people, self.model) if side and side.differs)


def showable(study: Study) -> QuerySet[StudyItem]:
    """The images that people may see once they have finished.

    Public and drawn ones always; a private photograph only where its person allowed it.
    """
    return study.items.shown_for(Use.RESULTS)


def seen_differently(
    study: Study, items: Items, own: Integers, people: Everybody, probabilities: Floats | None
) -> tuple[SeenDifferently, ...]:
    """The clearest MOST_SHOWN. *own* [images], *probabilities* [images, 5]."""
    shown = set(showable(study).values_list("id", flat=True))
    by_people = readings(people.shares, items.truth)
    enough = people.votes >= FEWEST_PEOPLE
    if probabilities is None:
        probabilities = np.full((len(items.ids), len(LABELS)), np.nan)
    by_model = readings(probabilities, items.truth)
    found = [
        SeenDifferently(
            item=item,
            number=items.numbers[index],
            truth=LABELS[items.truth[index]],
            own=LABELS[own[index]],
            people=_most(by_people[index], own[index]) if enough[index] else None,
            model=_choice(by_model[index], own[index]),
        )
        for index, item in enumerate(items.ids)
        if item in shown and own[index] != NO_ANSWER
    ]
    found = [seen for seen in found if seen.weight]
    return tuple(sorted(found, key=lambda seen: -seen.weight)[:MOST_SHOWN])


def _most(reading: Reading | None, own: int) -> Choice | None:
    """Most people: more than half of them."""
    choice = _choice(reading, own)
    return choice if choice and choice.percent > 50 else None


def _choice(reading: Reading | None, own: int) -> Choice | None:
    if reading is None:
        return None
    return Choice(LABELS[reading.top], 100 * reading.shares[reading.top], reading.top != own)
