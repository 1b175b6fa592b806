"""Writing the audit trail. Edges (views, API, commands) do it, beside what they let happen."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import models
from django.utils import timezone

from .models.audit import Event, Verb

LONGEST_NAME = 200
SAW_EVERY = timedelta(hours=1)


def record(
    user: AbstractBaseUser | AnonymousUser | None,
    verb: Verb,
    target: models.Model | type[models.Model],
    *,
    reason: str = "",
    **details: Any,
) -> Event:
    """Note that *user* (None: the program itself) did *verb* to *target*.

    A class as *target* means many of its rows: say which in *details*, which must be JSON and hold
    nothing that a withdrawal would have to remove (no file's content, no name of a person).
    """
    known = user if isinstance(user, User) else None
    one = target if isinstance(target, models.Model) else None
    return Event.objects.create(
        actor=known,
        actor_name=known.get_username() if known else "",
        verb=verb,
        target_kind=target._meta.model_name or "",
        target_id=str(one.pk) if one else "",
        target_name=str(getattr(one, "audit_name", one))[:LONGEST_NAME] if one else "",
        reason=reason,
        details=details,
    )


def saw(user: AbstractBaseUser | AnonymousUser, target: models.Model) -> None:
    """Note that *user* looked at *target*: once in an hour, not with every look."""
    lately = Event.objects.filter(
        target_kind=target._meta.model_name or "",
        target_id=str(target.pk),
        verb=Verb.SAW,
        actor_name=user.get_username(),
        at__gt=timezone.now() - SAW_EVERY,
    )
    if not lately.exists():
        record(user, Verb.SAW, target)
