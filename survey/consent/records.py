"""What somebody agreed to, put on record; and whose a photograph is."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import F

from survey.models import Leftover, Photograph, Subject, Use

# What an agreement says, in the order in which it is shown.
SAID = ("agreed_on", "text_version", *(use.value for use in Use), "until")


class Stale(Exception):
    """Somebody else has changed the record meanwhile."""


class HasWithdrawn(ValueError):
    """Nothing may be recorded for, or assigned to, who has withdrawn."""


@transaction.atomic
def record(
    subject: Subject, said: Mapping[str, Any], *, version: int, form: Any = None, by: Any = None
) -> list[str]:
    """Write *said* (names of fields) as *version* + 1; which fields changed.

    Raises Stale where the record is no longer *version*, HasWithdrawn.
    """
    locked = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if locked.withdrawn_at:
        raise HasWithdrawn
    if locked.version != version:
        raise Stale
    changed = [name for name, value in said.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, said[name])
    if "until" in changed:
        locked.warned_at = None
    if form is not None:
        _keep_form(locked, form)
        changed.append("form")
    locked.version, locked.recorded_by = version + 1, by
    locked.save()
    return changed


def _keep_form(subject: Subject, form: Any) -> None:
    """Under a name of its own; the one before goes once this is committed."""
    if subject.form:
        Leftover.objects.note([subject.form.name or ""])
    subject.form_name = (form.name or "")[:200]
    subject.form.save("", File(form), save=False)


@transaction.atomic
def record_many(ids: Iterable[int], said: Mapping[str, Any], *, by: Any = None) -> int:
    """The same agreement for several people; how many. Who has withdrawn is left out."""
    people = Subject.objects.filter(pk__in=list(ids), withdrawn_at=None)
    return people.update(**said, warned_at=None, recorded_by=by, version=F("version") + 1)


@transaction.atomic
def move(photographs: Iterable[UUID], source: Subject, target: Subject) -> int:
    """Photographs that were assigned to *source* by mistake; how many. Raises HasWithdrawn."""
    held = Subject.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if held.withdrawn_at:
        raise HasWithdrawn
    return Photograph.objects.filter(pk__in=list(photographs), subject=source).update(subject=held)
