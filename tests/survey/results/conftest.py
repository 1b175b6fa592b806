"""Studies with made-up answers, small enough to work out by hand or as large as the original."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from survey.models import (
    Answer,
    Expression,
    ModelRun,
    Participant,
    Photograph,
    Prediction,
    Study,
    StudyItem,
)
from survey.models.runs import Status
from tests.survey.conftest import open_study

E = Expression.values


@dataclass
class Made:
    """A study and the ways to add to it. Expressions are given by index."""

    study: Study
    items: list[StudyItem] = field(default_factory=list)

    def person(
        self,
        choices: Sequence[int | None],
        *,
        times: Sequence[int | None] = (),
        finished: bool = True,
        simulated: bool = False,
    ) -> Participant:
        participant = Participant.objects.create(
            study=self.study,
            token_digest=uuid.uuid4().hex,
            seed=1,
            consent_version="1",
            finished_at=timezone.now() if finished else None,
            simulated=simulated,
        )
        Answer.objects.bulk_create(
            Answer(
                participant=participant,
                item=item,
                key=uuid.uuid4(),
                sequence=n,
                choice=E[choice],
                response_ms=times[n] if times else None,
            )
            for n, (item, choice) in enumerate(zip(self.items, choices, strict=True))
            if choice is not None
        )
        return participant

    def run(
        self,
        choices: Sequence[int | None],
        *,
        name: str = "resnet50",
        status: Status = Status.DONE,
        sure: float = 0.8,
    ) -> ModelRun:
        """A model that gives *sure* to its choice and shares the rest out evenly."""
        run = ModelRun.objects.create(study=self.study, checkpoint=f"weights/{name}", status=status)
        rest = (1 - sure) / 4
        Prediction.objects.bulk_create(
            Prediction(
                run=run,
                item=item,
                probabilities=[sure if index == choice else rest for index in range(5)],
            )
            for item, choice in zip(self.items, choices, strict=True)
            if choice is not None
        )
        return run


@pytest.fixture
def make(db: None) -> Callable[..., Made]:
    def make(truths: Sequence[int], kinds: str = "", *, slug: str = "faces", **fields: object):
        """*kinds*: a letter for each image, + for public, - for private; all public without."""
        kinds = kinds or "+" * len(truths)
        study = open_study(slug, **{"seed": 5, "digest": "0" * 64} | fields)
        made = Made(study)
        for position, (truth, sign) in enumerate(zip(truths, kinds, strict=True)):
            kind = "public" if sign == "+" else "private"
            photograph = Photograph.objects.create(
                kind=kind,
                name=f"{position}.png",
                digest=uuid.uuid4().hex,
                expression=E[truth],
                status="ready",
                crop=b"PNG",
            )
            made.items.append(
                StudyItem.objects.create(
                    study=study, photograph=photograph, position=position, truth=E[truth], kind=kind
                )
            )
        return made

    return make


@pytest.fixture
def small(make: Callable[..., Made]) -> Made:
    """Four images, two people and a model, worked out in the tests that use it."""
    made = make([0, 0, 1, 3], "+-+-")
    made.person([0, 0, 1, 3])
    made.person([0, 4, 1, 4], simulated=True)
    made.run([0, 1, 2, 3])
    return made
