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
    withdrawn: frozenset[UUID]  # of those: nobody is asked about them any more


def trials_of(participant: Participant) -> list[Trial]:
    """Everything this participant is asked, in their own order, the same at every call: what is
    withdrawn drops out, and the others stay as they were."""
    gone = images_of(participant.study).withdrawn
    ever = ever_asked(participant)
    return [trial for trial in ever if not (trial.image and trial.image.id in gone)]


def ever_asked(participant: Participant) -> list[Trial]:
    """With the images that were withdrawn: their answers may still be on a phone."""
    study = participant.study
    images = images_of(study).ordered
    return trials(participant.id, participant.seed, images, study.repeats, study.attention_checks)


def images_of(study: Study) -> Images:
    """They are frozen, so that a process asks the database for them once, and once more after a
    withdrawal."""
    return _images_of(study.pk, study.created_at, study.withdrawals)


@lru_cache(KEPT_STUDIES)
def _images_of(study: int, created_at: datetime, withdrawals: int) -> Images:
    del created_at, withdrawals  # a deleted study's number may come back
    rows = list(StudyItem.objects.filter(study=study).order_by("position"))
    images = tuple(Image(row.id, f"#{row.alike}" if row.alike else row.person) for row in rows)
    withdrawn = frozenset(row.id for row in rows if row.withdrawn_at)
    return Images(images, frozenset(image.id for image in images), withdrawn)
