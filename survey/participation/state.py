"""Where a participant is: what the question page is told, at its start and again by the API."""

from typing import Any
from uuid import UUID

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
    choices, sequence = answered(participant)
    return {
        "items": [_as_shown(participant.study.slug, trial) for trial in trials_of(participant)],
        "answers": {str(trial): choice for trial, choice in choices.items()},
        "skipped": list(participant.skips.values_list("trial", flat=True)),
        "sequence": sequence,
        "finished": participant.is_finished,
    }


def answered(participant: Participant) -> tuple[dict[UUID, str], int]:
    """Trial → choice, and the highest sequence so far."""
    replies = [
        *participant.answers.values_list("item_id", "choice", "sequence"),
        *participant.checks.values_list("trial", "choice", "sequence"),
    ]
    choices = {trial: choice for trial, choice, _ in replies}
    return choices, max((sequence for *_, sequence in replies), default=0)


def face_address(slug: str, trial: Trial) -> str:
    if trial.image is None:
        return static(ATTENTION.picture)
    return reverse("item_face", args=[slug, trial.image.id])


def _as_shown(slug: str, trial: Trial) -> dict[str, Any]:
    shown = {"id": trial.id, "face": face_address(slug, trial)}
    return shown if trial.image else {**shown, "choose": trial.expected}
