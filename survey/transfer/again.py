"""After a restore: whoever withdrew since the backup was made stays withdrawn."""

from collections.abc import Mapping
from uuid import UUID

from survey.models import Participant
from survey.participation.steps import withdraw

from .ledger import PARTICIPANT


def withdraw_again(gone: Mapping[str, set[UUID]]) -> dict[str, int]:
    """*gone*: see ledger.withdrawn. Says how many were here and had to go."""
    people = Participant.objects.staying().filter(pk__in=gone[PARTICIPANT])
    for participant in people:
        withdraw(participant)
    return {PARTICIPANT: len(people)}
