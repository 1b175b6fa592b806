"""After a restore: whoever withdrew since the backup was made stays withdrawn."""

from collections.abc import Mapping

from survey.consent.withdrawal import withdraw_person, withdraw_photographs
from survey.models import Participant, Photograph, Subject
from survey.participation.steps import withdraw

from .ledger import PARTICIPANT, PHOTOGRAPH, SUBJECT


def withdraw_again(gone: Mapping[str, set[str]]) -> dict[str, int]:
    """*gone*: see ledger.withdrawn. Says how many were here and had to go. The files go after the
    commit, by consent.leftovers.clear()."""
    subjects = list(Subject.objects.filter(pk__in=gone[SUBJECT], withdrawn_at=None))
    photographs = sum(withdraw_person(subject).photographs for subject in subjects)
    rest = Photograph.objects.filter(pk__in=gone[PHOTOGRAPH])
    photographs += withdraw_photographs(rest).photographs
    people = list(Participant.objects.staying().filter(pk__in=gone[PARTICIPANT]))
    for participant in people:
        withdraw(participant)
    return {PHOTOGRAPH: photographs, SUBJECT: len(subjects), PARTICIPANT: len(people)}
