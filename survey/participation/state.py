"""Where a participant is: what the question page is told, at its start and again by the API."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse

from survey.models import Participant

from .asked import trials_of
from .practice import ATTENTION
from .trials import Trial


def state_of(participant: Participant) -> dict[str, Any]:
    """The trials in the participant's own order, the replies so far, what was skipped.

    A trial is ``{id, face}``; an attention check has ``choose`` too, the answer that it asks for.
    """
    slug = participant.study.slug
    replies = [
        *participant.answers.values_list("item_id", "choice", "sequence"),
        *participant.checks.values_list("trial", "choice", "sequence"),
    ]
    return {
        "items": [_as_shown(slug, trial) for trial in trials_of(participant)],
        "answers": {str(trial): choice for trial, choice, _ in replies},
        "skipped": list(participant.skips.values_list("trial", flat=True)),
        "sequence": max((sequence for *_, sequence in replies), default=0),
        "finished": participant.is_finished,
    }


def _as_shown(slug: str, trial: Trial) -> dict[str, Any]:
    if trial.image is None:
        return {"id": trial.id, "face": static(ATTENTION.picture), "choose": trial.expected}
    return {"id": trial.id, "face": reverse("item_face", args=[slug, trial.image.id])}
