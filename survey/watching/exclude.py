"""Leaving people out of all figures, for a reason that stays visible, and taking it back."""

from django.contrib.auth.models import User
from django.utils import timezone

from survey.models import Flag, Participant, Study
from survey.models.participants import ParticipantQuerySet


def excludable(study: Study) -> ParticipantQuerySet:
    """Those who aren't excluded already. Of who withdrew there is nothing to leave out."""
    found = Participant.objects.filter(study=study, excluded_at=None)
    return found.staying()


def exclude(participants: ParticipantQuerySet, user: User, reason: str) -> int:
    """How many there were. Whoever is excluded already keeps the first reason."""
    return participants.filter(excluded_at=None, withdrawn_at=None).update(
        excluded_at=timezone.now(), excluded_reason=reason, excluded_by=user
    )


def restore(participants: ParticipantQuerySet) -> int:
    return participants.excluded().update(excluded_at=None, excluded_reason="", excluded_by=None)


def broken_by(study: Study, flag: Flag) -> ParticipantQuerySet:
    """Whom the rule of *flag* would exclude."""
    return excludable(study).finished().flagged(flag)
