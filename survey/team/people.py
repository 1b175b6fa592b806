"""Who works here and as what. Nobody is ever deleted: what they did stays theirs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from survey.access import Role

from . import sessions
from .passwords import unlock

LINK_HOLDS = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class Refused(Exception):
    """Why a person can't be changed so, in words."""


def role_of(user: User) -> Role | None:
    """The one role that this page gives; of several from elsewhere the strongest."""
    if user.is_superuser:
        return Role.OWNER
    names = {group.name for group in user.groups.all()}
    return next((role for role in Role if role.value in names), None)


def owners() -> QuerySet[User]:
    """Who can look after people: there is always one."""
    named = Q(groups__name=Role.OWNER.value)
    return User.objects.filter(Q(is_superuser=True) | named, is_active=True).distinct()


def add(username: str, role: Role) -> User:
    """A person without a password yet: see password_link()."""
    with transaction.atomic():
        user = User.objects.create_user(username)
        user.groups.add(Group.objects.get(name=role.value))
    return user


def give_role(user: User, role: Role, by: User) -> None:
    """*role* and no other; raises Refused."""
    with _an_owner_stays(user, by):
        user.groups.remove(*Group.objects.filter(name__in=Role.values))
        user.groups.add(Group.objects.get(name=role.value))
        if user.is_superuser and role != Role.OWNER:
            user.is_superuser = user.is_staff = False
            user.save(update_fields=["is_superuser", "is_staff"])


def deactivate(user: User, by: User) -> None:
    """They can't sign in, and are signed out; raises Refused."""
    with _an_owner_stays(user, by):
        user.is_active = False
        user.save(update_fields=["is_active"])
        sessions.end_others(user)


def reactivate(user: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])


def password_link(user: User) -> str:
    """Where *user* sets a password, once and within days. It also ends a lock by wrong ones."""
    unlock(user)
    pk = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_URL + reverse("set_password", args=[pk, token])


@contextmanager
def _an_owner_stays(user: User, by: User) -> Iterator[None]:
    """For what may take an owner away. One such change at a time: two owners can't remove each
    other at the same moment."""
    if user == by:
        raise Refused(_("You can’t take this from yourself: ask another owner."))
    with transaction.atomic():
        Group.objects.select_for_update().get(name=Role.OWNER.value)
        if not owners().filter(pk=by.pk).exists():
            raise Refused(_("You are no owner any more."))
        yield
        if not owners().exists():
            raise Refused(_("There must be an owner."))
