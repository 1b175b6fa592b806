"""A person takes part: agrees, answers, finishes, withdraws. Every step is harmless to repeat."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from survey.models import Answer, CheckAnswer, Consent, Invitation, Participant, Sheet, Skip, Study
from survey.models.answers import KeyReused
from survey.models.participants import token_digest
from survey.models.studies import State
from survey.transfer import ledger

from .asked import ever_asked, images_of, trials_of
from .figures import figures_of, forget_figures, given_by
from .quick import keep_at_once
from .session import receipt_of
from .trials import may_be_image

# Changes with the site's own consent text, so that it can be told who agreed to what.
CONSENT_VERSION = "2026-11-24.2"


class UnknownParticipant(LookupError):
    """Nobody has this secret."""


class StudyClosed(Exception):
    """The study takes no answers any more."""


class StudyNotOpen(StudyClosed):
    """The study is frozen: nobody can begin yet."""


class StudyPaused(StudyClosed):
    """Nobody can begin for a while; who has begun goes on."""


class StudyFull(Exception):
    """Enough people have finished: nobody else can begin."""


class AlreadyFinished(Exception):
    """This participant has finished: the answers stand as they are."""


class Withdrawn(Exception):
    """This participant has withdrawn: nothing of theirs is stored any more."""


class InvitationUsed(Exception):
    """Somebody else has answered with this invitation."""


class UnknownItem(ValueError):
    """An image that this participant isn't asked about."""


class Unanswered(Exception):
    """Trials without an answer; *missing* says how many."""

    def __init__(self, missing: int) -> None:
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True)
class Given:
    """One answer as the browser sends it. *item*: the id of a trial, which an image's is too."""

    key: UUID
    item: UUID
    choice: str
    sequence: int
    response_ms: int | None = None
    hidden: bool = False


def require_room(study: Study, invitation: Invitation | None) -> None:
    """Raises StudyClosed (or a kind of it), StudyFull, InvitationUsed: why nobody could begin."""
    if not study.admits:
        raise _closed(study)
    if study.is_full:
        raise StudyFull
    if invitation and invitation.is_used:
        raise InvitationUsed


def _closed(study: Study) -> StudyClosed:
    if study.is_closed:
        return StudyClosed()
    return StudyPaused() if study.state == State.PAUSED else StudyNotOpen()


def start(
    study: Study,
    language: str,
    invitation: Invitation | None = None,
    *,
    consent: Consent | None = None,
    token: str = "",
) -> tuple[Participant, str]:
    """A new participant, who has just agreed, and the secret that only their browser gets.

    *consent*: the study's own text, as it was shown. With the *token* of a participant who is
    there already this is a request sent twice, and they are returned. Raises StudyClosed,
    StudyFull, InvitationUsed.
    """
    require_room(study, invitation)
    token = token or secrets.token_urlsafe(32)
    fields = {
        "study": study,
        "receipt_digest": token_digest(receipt_of(token)),
        "seed": secrets.randbits(48),
        "language": language[:10],
        "consent_version": CONSENT_VERSION,
        "consent": consent,
        "invitation": invitation,
    }
    participant, _is_new = Participant.objects.get_or_create(
        token_digest=token_digest(token), defaults=fields
    )
    return participant, token


def answer(slug: str, token: str, given: Sequence[Given], skipped: Sequence[UUID] = ()) -> None:
    """Store *given* and note *skipped*, all or none: then they are safe.

    One answer per trial: the one with the highest sequence. An older one that comes late is
    dropped. Raises UnknownParticipant, StudyClosed, AlreadyFinished, Withdrawn, InvitationUsed,
    UnknownItem, KeyReused.
    """
    usual = len(given) == 1 and not skipped and may_be_image(given[0].item)
    if not (usual and keep_at_once(slug, token, given[0].item, _content(given[0]))):
        _answer_with_care(slug, token, given, skipped)


@transaction.atomic
def _answer_with_care(
    slug: str, token: str, given: Sequence[Given], skipped: Sequence[UUID]
) -> None:
    """What is more than one answer to an image, and what is refused: this knows why."""
    participant = _running(slug, token)
    images = images_of(participant.study).ids
    newest = {new.item: new for new in sorted(given, key=lambda each: each.sequence)}
    if len({new.key for new in given}) < len(set(given)):
        raise KeyReused  # within one batch
    answers = [
        Answer(participant=participant, item_id=new.item, **_content(new))
        for new in newest.values()
        if new.item in images
    ]
    checks = _checks(participant, [new for new in newest.values() if new.item not in images])
    _require_known(participant, [each for each in skipped if each not in images])
    _claim_invitation(participant)
    try:
        if answers:
            Answer.objects.keep(answers)
        if checks:
            CheckAnswer.objects.keep(checks)
    except IntegrityError:  # the key stands under another image or participant
        raise KeyReused from None
    if skipped:
        rows = [Skip(participant=participant, trial=trial) for trial in set(skipped)]
        Skip.objects.bulk_create(rows, ignore_conflicts=True)


def _running(slug: str, token: str) -> Participant:
    """Hold the participant's row: answers and the end of one person come one after another."""
    locked = Participant.objects.with_token(slug, token).select_for_update(of=("self",))
    participant = locked.select_related("study").first()
    if participant is None:
        raise UnknownParticipant
    if participant.is_withdrawn:
        raise Withdrawn
    if participant.is_finished:
        raise AlreadyFinished
    if not participant.study.is_open:
        raise StudyClosed
    return participant


def _content(given: Given) -> dict[str, object]:
    return {
        "key": given.key,
        "sequence": given.sequence,
        "choice": given.choice,
        "response_ms": given.response_ms,
        "hidden": given.hidden,
        "answered_at": timezone.now(),
    }


def _checks(participant: Participant, given: Sequence[Given]) -> list[CheckAnswer]:
    if not given:
        return []
    known = {trial.id: trial for trial in ever_asked(participant) if trial.kind != "image"}
    if not all(new.item in known for new in given):
        raise UnknownItem
    return [
        CheckAnswer(
            participant=participant,
            trial=new.item,
            kind=known[new.item].kind,
            item_id=image.id if (image := known[new.item].image) else None,
            expected=known[new.item].expected,
            **_content(new),
        )
        for new in given
    ]


def _require_known(participant: Participant, trials: Sequence[UUID]) -> None:
    if trials and not {trial.id for trial in ever_asked(participant)}.issuperset(trials):
        raise UnknownItem


def _claim_invitation(participant: Participant) -> None:
    """The first answer uses the invitation up; who only looked at it has used nothing.

    It also cuts the tie between the two: an invitation's label may be a name.
    """
    if participant.invitation_id is None:
        return
    free = Invitation.objects.filter(pk=participant.invitation_id, used_on=None)
    if not free.update(used_on=timezone.localdate()):
        raise InvitationUsed
    Participant.objects.filter(pk=participant.pk).update(invitation=None)


@transaction.atomic
def finish(slug: str, token: str) -> None:
    """End the survey once every trial has its answer or couldn't be shown. Twice changes nothing.

    Raises Unanswered, UnknownParticipant, StudyClosed, Withdrawn.
    """
    try:
        participant = _running(slug, token)
    except AlreadyFinished:
        return
    asked, given = trials_of(participant), given_by([participant])[participant.pk]
    missing = sum(trial.id not in given.trials for trial in asked)
    if missing:
        raise Unanswered(missing)
    now = timezone.now()
    figures = figures_of(participant, asked, given, now)
    Participant.objects.filter(pk=participant.pk).update(finished_at=now, **figures)


@transaction.atomic
def withdraw(participant: Participant) -> None:
    """Delete everything that *participant* has answered, for good; that they did remains.

    Also after the study has closed. Twice changes nothing.
    """
    locked = Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    for replies in (locked.answers, locked.checks, locked.skips):
        replies.all().delete()
    Sheet.objects.filter(participant=locked).delete()
    locked.age_band = locked.gender = locked.experience = locked.language = ""
    locked.finished_at = locked.invitation = None
    forget_figures(locked)
    locked.excluded_at, locked.excluded_reason, locked.excluded_by = None, "", None
    locked.withdrawn_at = locked.withdrawn_at or timezone.now()
    locked.save()
    # A backup still has the answers: restoring it must not bring them back.
    transaction.on_commit(partial(ledger.note, [locked.pk], ledger.PARTICIPANT), robust=True)
