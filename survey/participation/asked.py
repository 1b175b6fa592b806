"""What the database knows about a participant's trials."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from survey.models import Participant, Study, StudyItem

from .trials import Image, Trial, trials

KEPT_STUDIES = 64


@dataclass(frozen=True)
class Images:
    """Of a study, in its order."""

    ordered: tuple[Image, ...]
    ids: frozenset[UUID]


def trials_of(participant: Participant) -> list[Trial]:
    """Everything this participant is asked, in their own order, the same at every call."""
    study = participant.study
    images = images_of(study).ordered
    return trials(participant.id, participant.seed, images, study.repeats, study.attention_checks)


def images_of(study: Study) -> Images:
    """They are frozen, so that a process asks the database for them once."""
    return _images_of(study.pk, study.created_at)


@lru_cache(KEPT_STUDIES)
def _images_of(study: int, created_at: datetime) -> Images:
    del created_at  # a deleted study's number may come back
    rows = StudyItem.objects.filter(study=study).order_by("position").values_list("id", "person")
    images = tuple(Image(item, person) for item, person in rows)
    return Images(images, frozenset(image.id for image in images))
