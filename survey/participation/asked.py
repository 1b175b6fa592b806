"""What the database knows about a participant's trials."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from survey.models import Participant, Study, StudyItem

from .trials import Image, Trial, trials

KEPT_STUDIES = 64


def trials_of(participant: Participant) -> list[Trial]:
    """Everything this participant is asked, in their own order, the same at every call."""
    study = participant.study
    rows = study.items.order_by("position").values_list(
        "id", "photograph__source", "photograph__person"
    )
    # Two sources may both have called somebody "A".
    images = [Image(item, f"{source}/{person}" if person else "") for item, source, person in rows]
    return trials(participant.id, participant.seed, images, study.repeats, study.attention_checks)


def item_ids(study: Study) -> frozenset[UUID]:
    """The images of a study. They are frozen, so that a process asks for them once."""
    return _item_ids(study.pk, study.created_at)


@lru_cache(KEPT_STUDIES)
def _item_ids(study: int, created_at: datetime) -> frozenset[UUID]:
    del created_at  # a deleted study's number may come back
    return frozenset(StudyItem.objects.filter(study=study).values_list("id", flat=True))
