"""The owners' pages of the people who work here."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from survey.access import Role
from survey.audit import record
from survey.models import SignIn, Verb

from . import people, second_factor, sessions
from .forms import PersonForm, RoleForm

PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """Everybody; POST adds somebody, and shows their link once."""
    form = PersonForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data["role"])
        person = people.add(form.cleaned_data["username"], role)
        record(request.user, Verb.ADDED, person, role=role.value)
        return _shown_link(request, person)
    codes = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    found = User.objects.annotate(
        has_second_factor=Exists(codes),
        open_sessions=Count("sign_ins", filter=Q(sign_ins__in=sessions.living())),
    )
    ordered = found.prefetch_related("groups").order_by("-is_active", "username")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(person, people.role_of(person)) for person in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "team/team.html", context, status=400 if form.errors else 200)


@never_cache
@require_GET
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    found = get_object_or_404(User, pk=user_id)
    role = people.role_of(found)
    context = {
        "person": found,
        "role": role,
        "form": RoleForm(initial={"role": role or Role.READER}, label_suffix=""),
        "second_factor": second_factor.device_of(found),
        "sign_ins": sessions.of(found),
        "oneself": found == request.user,
    }
    return render(request, "team/person.html", context)


@require_POST
def change_role(request: HttpRequest, user_id: int) -> HttpResponse:
    found = get_object_or_404(User, pk=user_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such role."))
        return redirect("person", user_id)
    role, was = Role(form.cleaned_data["role"]), people.role_of(found)
    by = cast(User, request.user)
    if _refused(request, lambda: people.give_role(found, role, by)):
        return redirect("person", user_id)
    record(request.user, Verb.CHANGED, found, what="role", was=was or "", to=role.value)
    messages.success(request, _("The role is changed, from this moment on."))
    return redirect("person", user_id)


@require_POST
def change_active(request: HttpRequest, user_id: int) -> HttpResponse:
    found = get_object_or_404(User, pk=user_id)
    if request.POST.get("active") == "yes":
        people.reactivate(found)
        record(request.user, Verb.CHANGED, found, what="account", to="active")
        messages.success(request, _("This person can sign in again."))
        return redirect("person", user_id)
    if request.POST.get("username") != found.get_username():
        messages.error(request, _("Type the name to deactivate the account."))
    elif not _refused(request, lambda: people.deactivate(found, cast(User, request.user))):
        record(request.user, Verb.CHANGED, found, what="account", to="inactive")
        messages.success(request, _("This person is signed out and can’t sign in any more."))
    return redirect("person", user_id)


@never_cache
@require_POST
def new_link(request: HttpRequest, user_id: int) -> HttpResponse:
    found = get_object_or_404(User, pk=user_id)
    if not found.is_active:
        messages.error(request, _("Reactivate the account first."))
        return redirect("person", user_id)
    record(request.user, Verb.CHANGED, found, what="password link")
    return _shown_link(request, found)


@require_POST
def reset_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    found = get_object_or_404(User, pk=user_id)
    if second_factor.turn_off(found):
        record(request.user, Verb.CHANGED, found, what="second factor", to="off")
    messages.success(request, _("The password alone signs this person in now."))
    return redirect("person", user_id)


@require_POST
def end_sessions(request: HttpRequest, user_id: int) -> HttpResponse:
    """One of somebody's sessions (POST session), or all of them."""
    found = get_object_or_404(User, pk=user_id)
    chosen = SignIn.objects.filter(user=found).exclude(session_key=request.session.session_key)
    one = request.POST.get("session", "")
    if one.isdecimal():
        chosen = chosen.filter(pk=int(one[:18]))
    if ended := sessions.end(chosen):
        record(request.user, Verb.CHANGED, found, what="sessions", ended=ended)
    messages.success(request, _("Signed out there."))
    return redirect("person", user_id)


def _refused(request: HttpRequest, step: Callable[[], None]) -> bool:
    try:
        step()
    except people.Refused as refused:
        messages.error(request, str(refused))
        return True
    return False


def _shown_link(request: HttpRequest, found: User) -> HttpResponse:
    """A page, not a redirect to one: the link is shown once and stored nowhere."""
    until = timezone.now() + people.LINK_HOLDS
    context = {"person": found, "link": people.password_link(found), "until": until}
    return render(request, "team/link.html", context)
