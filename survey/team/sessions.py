"""Where people are signed in: noted when they come, shown to them, ended by them or by an owner."""

import time
from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from survey.models import SignIn

from .devices import device_name

SEEN = "seen"  # in the session: when its SignIn was last told that somebody is there
SEEN_EVERY = timedelta(minutes=5)


def seen(request: HttpRequest) -> None:
    """Note that this session's person is there, at most every five minutes."""
    now = time.time()
    if now - request.session.get(SEEN, 0) < SEEN_EVERY.total_seconds():
        return
    note(request)
    request.session[SEEN] = now


def note(request: HttpRequest) -> SignIn:
    """The session as one of its user's, also if it began before sessions were noted."""
    user = cast(User, request.user)
    made: SignIn = SignIn.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": user, "seen_at": timezone.now()},
        create_defaults={
            "user": user,
            "device": device_name(request.headers.get("User-Agent", "")),
        },
    )[0]
    return made


def begun(request: HttpRequest) -> SignIn:
    """Note a session that has just begun, and forget those of its user that are over."""
    cast(User, request.user).sign_ins.exclude(pk__in=living()).delete()
    request.session[SEEN] = time.time()
    return note(request)


def moved(request: HttpRequest, old_key: str | None) -> None:
    """Django gave the session another key, as after a new password."""
    SignIn.objects.filter(session_key=old_key).update(session_key=request.session.session_key)


def of(user: User) -> QuerySet[SignIn]:
    """Where *user* is signed in now; the last seen comes first."""
    return living().filter(user=user)


def end(sign_ins: Iterable[SignIn]) -> int:
    """End these sessions at once; says how many."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    ended = 0
    for sign_in in sign_ins:
        store(sign_in.session_key).delete()
        sign_in.delete()
        ended += 1
    return ended


def end_others(user: User, keep: str | None = None) -> int:
    """End all sessions of *user* but the one with the key *keep*."""
    return end(user.sign_ins.exclude(session_key=keep or ""))


def living() -> QuerySet[SignIn]:
    """Those whose session is still good."""
    good = Session.objects.filter(expire_date__gt=timezone.now())
    return SignIn.objects.filter(session_key__in=good.values("session_key"))
