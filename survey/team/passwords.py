"""A name and a password, from the sign-in page or from a program: theirs, wrong, or locked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db.models import Max
from django.http import HttpRequest
from django.utils import timezone

from survey.audit import record
from survey.models import Verb

LONGEST_NAME = User._meta.get_field("username").max_length or 0


@dataclass
class Locked(Exception):
    """So many wrong passwords came for this name that none is looked at for a while."""

    until: datetime


def no_address(_request: HttpRequest) -> str:
    """What django-axes keeps for an address: nobody's. Not None: its rows are unique by name,
    address and browser, and the database takes each NULL for another address."""
    return "0.0.0.0"  # noqa: S104


def checked(username: str, password: str) -> User | None:
    """The active user of this name and password; raises Locked."""
    if len(username) > LONGEST_NAME or "\0" in username:
        return None
    # A request that knows nothing of the machine and the browser: none of it is to be kept.
    nobodys: Any = HttpRequest()
    nobodys.method = "POST"
    if not AxesProxyHandler.is_allowed(nobodys, {"username": username}):
        raise Locked(_locked_until(username))
    user = authenticate(nobodys, username=username, password=password)
    if nobodys.axes_locked_out:
        _note_lock(username)
        raise Locked(_locked_until(username))
    return user


def unlock(user: User) -> None:
    reset(username=user.get_username())


def _locked_until(username: str) -> datetime:
    attempts = AccessAttempt.objects.filter(username=username)
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    return cast(datetime, last + settings.AXES_COOLOFF_TIME)


def _note_lock(username: str) -> None:
    """Only of a name that somebody has: into the wrong field people type passwords."""
    if user := User.objects.filter(username=username).first():
        record(None, Verb.LOCKED, user)
