"""Roles: who may do what. Each address says which roles it is for, in survey/urls.py.

A role is a Django group of that name; an owner, and a superuser, may do all.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission

from survey.team.sessions import seen

if TYPE_CHECKING:  # it imports this module, to learn of HasRole
    from rest_framework.request import Request
    from rest_framework.views import APIView

View = Callable[..., HttpResponseBase]


class Role(models.TextChoices):
    """The values are the groups' names."""

    OWNER = "owner", _("Owner")  # people, and deletion
    EDITOR = "editor", _("Editor")  # photographs, studies, runs
    LABELLER = "labeller", _("Labeller")  # labels, and nothing else
    READER = "reader", _("Reader")  # results, and nothing else


def roles_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[Role]:
    """The roles of *user*, asked of the database once; of an owner all of them."""
    if not (user.is_authenticated and user.is_active):
        return frozenset()
    known: frozenset[Role] | None = getattr(user, "_roles", None)
    if known is None:
        known = _asked(user)
        vars(user)["_roles"] = known  # the answer lives as long as the request's user
    return known


def _asked(user: Any) -> frozenset[Role]:
    if user.is_superuser:
        return frozenset(Role)
    names = user.groups.filter(name__in=Role.values).values_list("name", flat=True)
    roles = frozenset(Role(name) for name in names)
    return frozenset(Role) if Role.OWNER in roles else roles


def may(user: AbstractBaseUser | AnonymousUser, *roles: Role) -> bool:
    """Whether *user* has one of *roles*."""
    return not roles_of(user).isdisjoint(roles)


def only(view: View, *roles: Role) -> View:
    """*view* for people with one of *roles*: others are asked to sign in, or told that they may
    not. The API's views ask by themselves (HasRole), since programs sign in with each request."""
    if not roles:
        raise ValueError("say for whom the view is; for everybody: public()")

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may(request.user, *roles):
            raise PermissionDenied
        seen(request)
        return view(request, *args, **kwargs)

    asked: View = view if hasattr(view, "cls") else checked
    vars(asked)["roles"] = frozenset(roles)
    return asked


def public(view: View) -> View:
    """*view* for everybody: participants, readers of what is published. It may look closer."""
    vars(view)["roles"] = None
    return view


class HasRole(BasePermission):
    """Django REST framework's side of only()."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        match = request._request.resolver_match
        return match is not None and may(request.user, *vars(match.func)["roles"])


def here(request: HttpRequest) -> dict[str, Any]:
    """For templates: {% if "editor" in roles %}, which costs a page that doesn't ask no statement;
    *place* is the address's first part, as "/studies/"."""
    first = request.path.split("/")[1] if request.path.startswith("/") else ""
    return {"roles": SimpleLazyObject(lambda: roles_of(request.user)), "place": f"/{first}/"}
