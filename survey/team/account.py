"""One's own account: password, second factor, where one is signed in."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from survey.access import roles_of
from survey.audit import record
from survey.models import SignIn, Verb

from . import second_factor, sessions
from .account_forms import ConfirmForm, NewPasswordForm, OwnPasswordForm
from .people import role_of


@never_cache
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    sessions.note(request)
    context = {
        "role": role_of(user),
        "has_roles": roles_of(user),
        "second_factor": second_factor.device_of(user),
        "codes_left": second_factor.codes_left(user),
        "sign_ins": sessions.of(user),
        "this": request.session.session_key,
    }
    return render(request, "team/account.html", context)


class PasswordPage(auth.PasswordChangeView):
    form_class = NewPasswordForm
    template_name = "team/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        user, old_key = cast(User, self.request.user), self.request.session.session_key
        reply = super().form_valid(form)  # which gives this session a new key
        sessions.moved(self.request, old_key)
        sessions.end_others(user, self.request.session.session_key)
        record(user, Verb.CHANGED, user, what="password")
        messages.success(
            self.request, _("Your password is changed. You are signed out everywhere else.")
        )
        return reply

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "label_suffix": ""}


@never_cache
@require_http_methods(["GET", "POST"])
def turn_on(request: HttpRequest) -> HttpResponse:
    """Show the secret; a code that comes of it turns the second factor on."""
    user = cast(User, request.user)
    if second_factor.device_of(user):
        return redirect("account")
    form = ConfirmForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        codes = second_factor.confirm(user, form.cleaned_data["code"])
        if codes is not None:
            record(user, Verb.CHANGED, user, what="second factor", to="on")
            return render(request, "team/recovery_codes.html", {"codes": codes})
        form.add_error("code", _("This code isn’t right. Take the next one that the app shows."))
    device = second_factor.begin(user)
    context = {"form": form, "link": device.config_url, "secret": second_factor.secret_of(device)}
    return render(request, "team/second_factor.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def turn_off(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = OwnPasswordForm(user, request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        if second_factor.turn_off(user):
            record(user, Verb.CHANGED, user, what="second factor", to="off")
        messages.success(request, _("Your password alone signs you in now."))
        return redirect("account")
    return render(request, "team/second_factor_off.html", {"form": form})


@require_POST
def end_session(request: HttpRequest, sign_in: int) -> HttpResponse:
    user = cast(User, request.user)
    found = get_object_or_404(SignIn, pk=sign_in, user=user)
    if found.session_key == request.session.session_key:
        messages.info(request, _("You are here: sign out above."))
        return redirect("account")
    sessions.end([found])
    record(user, Verb.CHANGED, user, what="sessions", ended=1)
    messages.success(request, _("Signed out there."))
    return redirect("account")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if ended := sessions.end_others(user, request.session.session_key):
        record(user, Verb.CHANGED, user, what="sessions", ended=ended)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account")
