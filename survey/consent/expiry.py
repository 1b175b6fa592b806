"""Every day: who agreed until soon is warned of, and what has ended is withdrawn."""

from django.utils import timezone

from survey.audit import record
from survey.models import Subject, Verb

from . import leftovers
from .withdrawal import withdraw_person


def warn() -> int:
    """Note, once for each, that their consent ends soon; how many."""
    ending = list(Subject.objects.expiring().filter(warned_at=None))
    for subject in ending:
        if Subject.objects.filter(pk=subject.pk, warned_at=None).update(warned_at=timezone.now()):
            record(None, Verb.CHANGED, subject, reason="ends soon", until=str(subject.until))
    return len(ending)


def withdraw_ended() -> int:
    """From the day after the last on which it holds, as if they had withdrawn; how many."""
    ended = list(Subject.objects.expired())
    for subject in ended:
        gone = withdraw_person(subject)
        record(None, Verb.REMOVED, subject, reason="consent ended", **gone.as_json())
    if ended:
        leftovers.clear()
    return len(ended)
