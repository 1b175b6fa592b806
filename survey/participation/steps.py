"""A person takes part: agrees, answers, finishes. Every step is harmless to repeat."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from survey.models import Answer, Participant, Study, StudyItem
from survey.models.participants import token_digest

# Changes with the consent's wording, so that it can be told who agreed to what.
CONSENT_VERSION = "2026-11"


class StudyClosed(Exception):
    """The study takes no answers any more."""


class AlreadyFinished(Exception):
    """This participant has finished: the answers stand as they are."""


class UnknownItem(ValueError):
    """An image that this study doesn't have."""


class KeyReused(ValueError):
    """An answer's key came back with another content."""


class Unanswered(Exception):
    """Images without an answer; *missing* says how many."""

    def __init__(self, missing: int) -> None:
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True)
class Given:
    """One answer as the browser sends it."""

    key: UUID
    item: UUID
    choice: str
    sequence: int
    response_ms: int | None = None


def start(study: Study, language: str) -> tuple[Participant, str]:
    """A new participant, who has just agreed, and the secret that only their browser gets."""
    if not study.is_open:
        raise StudyClosed
    token = secrets.token_urlsafe(32)
    participant = Participant.objects.create(
        study=study,
        token_digest=token_digest(token),
        seed=secrets.randbits(48),
        language=language[:10],
        consent_version=CONSENT_VERSION,
    )
    return participant, token


@transaction.atomic
def answer(participant: Participant, given: Sequence[Given]) -> list[UUID]:
    """Store *given*, all or none, and return the keys that are now safe.

    One answer per image: the one with the highest sequence. An older one that comes late is
    confirmed and dropped. Raises StudyClosed, AlreadyFinished, UnknownItem, KeyReused.
    """
    _lock_running(participant)
    stored = {
        row.item_id: row
        for row in Answer.objects.filter(
            participant=participant, item__in={answer.item for answer in given}
        )
    }
    newest = dict(stored)
    for new in sorted(given, key=lambda answer: answer.sequence):
        old = newest.get(new.item)
        if old and old.key == new.key:
            _check_same(old, new)
        elif old is None or new.sequence >= old.sequence:
            newest[new.item] = _row(participant, new)
    _write([row for item, row in newest.items() if row is not stored.get(item)])
    return [new.key for new in given]


def _lock_running(participant: Participant) -> None:
    """Hold the participant's row: answers and the end of one person come one after another."""
    locked = Participant.objects.select_for_update(of=("self",)).select_related("study")
    current = locked.get(pk=participant.pk)
    if current.is_finished:
        raise AlreadyFinished
    if not current.study.is_open:
        raise StudyClosed


def _check_same(old: Answer, new: Given) -> None:
    if (old.choice, old.sequence) != (new.choice, new.sequence):
        raise KeyReused(new.key)


def _row(participant: Participant, new: Given) -> Answer:
    return Answer(
        participant=participant,
        item_id=new.item,
        key=new.key,
        sequence=new.sequence,
        choice=new.choice,
        response_ms=new.response_ms,
        answered_at=timezone.now(),
    )


def _write(rows: list[Answer]) -> None:
    if not rows:
        return
    study_id = rows[0].participant.study_id
    items = [row.item_id for row in rows]
    if StudyItem.objects.filter(study_id=study_id, pk__in=items).count() != len(items):
        raise UnknownItem
    try:
        Answer.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["participant", "item"],
            update_fields=["key", "sequence", "choice", "response_ms", "answered_at"],
        )
    except IntegrityError:  # the key stands under another image or participant
        raise KeyReused from None


def finish(participant: Participant) -> None:
    """End the survey once every image has its answer. Raises Unanswered. Twice changes nothing."""
    with transaction.atomic():
        try:
            _lock_running(participant)
        except AlreadyFinished:
            return
        missing = (
            StudyItem.objects.filter(study_id=participant.study_id).count()
            - Answer.objects.filter(participant=participant).count()
        )
        if missing:
            raise Unanswered(missing)
        Participant.objects.filter(pk=participant.pk).update(finished_at=timezone.now())
