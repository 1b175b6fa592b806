"""People and a model on the same images: every number that the page, the command and tests use.

Counted are the participants who finished with at least half of the images answered. Simulated ones
are among them and are counted separately as well, so that nobody takes a rehearsal for a finding.
"""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from survey.analysis.accuracy import accuracy, per_expression
from survey.analysis.arrays import Floats, Integers, answered, model_choices, right
from survey.analysis.confusion import Confusion, confusion
from survey.analysis.difference import Difference, difference
from survey.analysis.resampling import crossed
from survey.analysis.scores import Scores, describe, scores
from survey.analysis.shares import Reading, disagreement, readings, vote_shares, votes
from survey.models import ModelRun, Photograph, Study

from .rows import Items, Votes, Withdrawn, read_items, read_probabilities, read_votes


class NoSuchRun(LookupError):
    """The study has no done run with this id."""


@dataclass(frozen=True)
class Accuracies:
    """One side's accuracies, 0 to 1; None where there was nothing to answer."""

    per_expression: tuple[float | None, ...]  # in the order of the five
    public: float | None
    private: float | None
    confusion: Confusion


@dataclass(frozen=True)
class People:
    n: int  # counted, simulated ones included
    simulated: int
    imported: int  # answered elsewhere, in a form
    left_out: int  # finished, but answered fewer than half of the images
    excluded: int  # by somebody, for a reason; in no figure but the next one
    mean_with_excluded: float | None  # the mean score if they counted
    reasons: tuple[tuple[str, int], ...]  # an Exclusion or own words, people; the most frequent
    scores: Scores
    accuracies: Accuracies


@dataclass(frozen=True)
class Model:
    run: UUID
    name: str
    total: int  # images read right
    answered: int  # images with a prediction: all of them, unless rows were lost
    accuracies: Accuracies


@dataclass(frozen=True)
class Image:
    id: UUID
    number: int  # from 1, in the study's order
    truth: int
    kind: str
    votes: tuple[int, ...]  # people who chose each of the five
    people: Reading | None
    model: Reading | None
    disagreement: float | None  # Jensen–Shannon divergence in bits, 0 to 1


@dataclass(frozen=True)
class Comparison:
    people: People
    model: Model | None
    images: tuple[Image, ...]
    difference: Difference | None
    withdrawn: tuple[Withdrawn, ...] = ()  # in no figure


def pick_run(study: Study, wanted: str) -> tuple[ModelRun | None, tuple[ModelRun, ...]]:
    """The done run with this id, else the newest, and all done ones. Raises NoSuchRun."""
    runs = tuple(study.runs.done())
    if not wanted:
        return (runs[0] if runs else None), runs
    for run in runs:
        if str(run.id) == wanted.lower():
            return run, runs
    raise NoSuchRun(wanted)


def compare(study: Study, run: ModelRun | None) -> Comparison:
    """*study*'s finished participants against one of its done runs, or alone.

    Four queries, however many there are; 1,000 people × 100 images take half a second.
    """
    items = read_items(study)
    voted = read_votes(study, items)
    probabilities = read_probabilities(run, items) if run else None
    return Comparison(
        people=_people(voted, items),
        model=None if run is None or probabilities is None else _model(run, probabilities, items),
        images=_images(voted.choices, probabilities, items),
        difference=None
        if probabilities is None
        else difference(
            crossed(voted.choices, items.truth, seed=study.seed),
            model_choices(probabilities),
            items.truth,
        ),
        withdrawn=items.withdrawn,
    )


def _accuracies(choices: Integers, items: Items) -> Accuracies:
    return Accuracies(
        per_expression=per_expression(choices, items.truth),
        public=accuracy(choices, items.truth, items.public),
        private=accuracy(choices, items.truth, ~items.public),
        confusion=confusion(choices, items.truth),
    )


def _people(voted: Votes, items: Items) -> People:
    everyone = np.concatenate([voted.choices, voted.excluded])
    return People(
        n=len(voted.choices),
        simulated=int(voted.simulated.sum()),
        imported=int(voted.imported.sum()),
        left_out=voted.left_out,
        excluded=len(voted.excluded),
        mean_with_excluded=describe(scores(everyone, items.truth)).mean,
        reasons=tuple(Counter(voted.reasons).most_common()),
        scores=describe(scores(voted.choices, items.truth)),
        accuracies=_accuracies(voted.choices, items),
    )


def _model(run: ModelRun, probabilities: Floats, items: Items) -> Model:
    choices = model_choices(probabilities)
    return Model(
        run=run.id,
        name=run.name,
        total=int(right(choices, items.truth).sum()),
        answered=int(answered(choices).sum()),
        accuracies=_accuracies(choices, items),
    )


def _images(choices: Integers, probabilities: Floats | None, items: Items) -> tuple[Image, ...]:
    if probabilities is None:
        probabilities = np.full((len(items.ids), 5), np.nan)
    people = readings(vote_shares(choices), items.truth)
    model = readings(probabilities, items.truth)
    counted = votes(choices)
    return tuple(
        Image(
            id=item,
            number=items.numbers[index],
            truth=int(items.truth[index]),
            kind=Photograph.Kind.PUBLIC if items.public[index] else Photograph.Kind.PRIVATE,
            votes=tuple(counted[index].tolist()),
            people=people[index],
            model=model[index],
            disagreement=disagreement(people[index], model[index]),
        )
        for index, item in enumerate(items.ids)
    )
