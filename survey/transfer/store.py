"""A file of answers becomes people of a study, and goes again, whole."""

import secrets
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from survey.models import Answer, AnswerImport, Participant, Study
from survey.models.participants import token_digest

from .dry_run import DryRun, Person, Place
from .mapping import Mapping

AT_ONCE = 2_000
CONSENT_VERSION = "imported"  # what people agreed to stood in their form


class CannotImport(ValueError):
    """The message says why, in the reader's language."""


def require_undrafted(study: Study) -> None:
    if study.is_draft:
        raise CannotImport(_("A draft’s images can still change: freeze the study first."))


def require_new(study: Study, digest: str) -> None:
    if known := study.imports.filter(digest=digest).first():
        day = timezone.localtime(known.created_at).date()
        problem = _("This file was imported already, as “%(name)s” on %(day)s.")
        raise CannotImport(problem % {"name": known.name, "day": day})


def import_answers(
    study: Study,
    run: DryRun,
    places: Sequence[Place],
    mapping: Mapping,
    *,
    name: str,
    digest: str,
    user: AbstractBaseUser | AnonymousUser | None = None,
) -> AnswerImport:
    """All people of *run* with their answers, or nobody. Raises CannotImport."""
    require_undrafted(study)
    if not run.is_ready:
        raise CannotImport(_("Something is left to decide: nothing was imported."))
    try:
        with transaction.atomic():
            require_new(study, digest)
            made = AnswerImport.objects.create(
                study=study,
                name=name,
                digest=digest,
                mapping=mapping.as_json(),
                imported_by=user if isinstance(user, User) else None,
            )
            _store(made, run.people, places)
    except IntegrityError:
        require_new(study, digest)  # somebody was quicker
        raise CannotImport(_("An image of the study went meanwhile: look again.")) from None
    return made


def _store(made: AnswerImport, people: Sequence[Person], places: Sequence[Place]) -> None:
    now = timezone.now()
    rows = [(_participant(made, person.at or now), person) for person in people]
    Participant.objects.bulk_create([row for row, _person in rows], batch_size=AT_ONCE)
    answers = (answer for row, person in rows for answer in _answers(row, person, places))
    while batch := list(islice(answers, AT_ONCE)):
        Answer.objects.bulk_create(batch)


def _participant(made: AnswerImport, at: datetime) -> Participant:
    return Participant(
        study_id=made.study_id,
        imported=made,
        token_digest=token_digest(secrets.token_urlsafe(32)),  # nobody has this secret
        seed=secrets.randbits(48),
        consent_version=CONSENT_VERSION,
        consented_at=at,
        finished_at=at,
    )


def _answers(row: Participant, person: Person, places: Sequence[Place]) -> Iterator[Answer]:
    for sequence, (place, choice) in enumerate(zip(places, person.choices, strict=True), start=1):
        if choice:
            yield Answer(
                key=uuid.uuid4(),
                participant=row,
                item_id=place.item,
                sequence=sequence,
                choice=choice,
                answered_at=row.consented_at,
            )
