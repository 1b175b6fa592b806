"""Signing in and out. With a second factor nobody is signed in before its code is right."""

import time
from typing import Any, cast

from django import forms
from django.contrib.auth import login
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.formats import time_format
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from survey.access import Role, roles_of
from survey.audit import record
from survey.models import SignIn, Verb

from . import second_factor, sessions
from .passwords import Locked, checked

HALF = "half-signed-in"  # in the session: whose password was right, and when
PATIENCE = 5 * 60  # seconds from the password to the code
BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInForm(AuthenticationForm):
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("Name and password don’t match. Capital letters matter."),
        "locked": _("Too many wrong passwords for this name. It can be tried again at %(time)s."),
    }
    locked = False

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not (data.get("username") and data.get("password")):
            return data
        try:
            self.user_cache = checked(data["username"], data["password"])
        except Locked as lock:
            self.locked = True
            at = time_format(timezone.localtime(lock.until), "TIME_FORMAT")
            raise ValidationError(
                self.error_messages["locked"], code="locked", params={"time": at}
            ) from None
        if self.user_cache is None:
            raise self.get_invalid_login_error()
        return data


class SignInPage(auth.LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        if second_factor.device_of(user) is None:
            enter(self.request, user)
            return redirect(self.get_success_url())
        self.request.session.cycle_key()
        self.request.session[HALF] = [user.pk, user.get_session_auth_hash(), time.time()]
        wanted = self.get_redirect_url()
        return redirect(reverse("code") + ("?" + urlencode({"next": wanted}) if wanted else ""))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(form=form), status=429 if form.locked else 200
        )

    def get_default_redirect_url(self) -> str:
        return home_of(cast(User, self.request.user))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


@method_decorator(never_cache, name="dispatch")
class CodePage(auth.RedirectURLMixin, FormView):  # type: ignore[type-arg]
    """After the password: the code of the app, or a recovery code."""

    form_class = CodeForm
    template_name = "team/code.html"
    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = half_signed_in(request)
        if user is None:
            return redirect("login")
        self.user = user
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "label_suffix": ""}

    def form_valid(self, form: Any) -> HttpResponse:
        wait = second_factor.waits_until(self.user)
        if wait is None and second_factor.is_right(self.user, form.cleaned_data["code"]):
            enter(self.request, self.user)
            return redirect(self.get_success_url())
        form.add_error("code", refusal(wait))
        return self.render_to_response(
            self.get_context_data(form=form), status=429 if wait else 200
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next": self.get_redirect_url()}

    def get_default_redirect_url(self) -> str:
        return home_of(self.user)


class SignOut(auth.LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if isinstance(request.user, User):
            record(request.user, Verb.SIGNED_OUT, request.user)
            SignIn.objects.filter(session_key=request.session.session_key).delete()
        return super().post(request, *args, **kwargs)


def enter(request: HttpRequest, user: User) -> None:
    """All that was asked for is there: *user* is signed in."""
    request.session.pop(HALF, None)
    login(request, user, backend=BACKEND)
    sign_in = sessions.begun(request)
    record(user, Verb.SIGNED_IN, user, device=sign_in.device)


def half_signed_in(request: HttpRequest) -> User | None:
    """Whose password was right a moment ago, and is still the same."""
    pk, password, at = request.session.get(HALF) or (None, "", 0.0)
    if pk is None or not 0 <= time.time() - at <= PATIENCE:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    same = user is not None and constant_time_compare(user.get_session_auth_hash(), password)
    return user if same else None


def refusal(wait: Any) -> str:
    if wait is None:
        return str(_("This code isn’t right, or it was used already."))
    at = time_format(timezone.localtime(wait), "H:i:s")
    return str(_("Too many wrong codes. The next one is looked at from %(time)s on.")) % {
        "time": at
    }


def home_of(user: User) -> str:
    """The page that somebody's work begins at."""
    has = roles_of(user)
    if has & {Role.EDITOR, Role.READER}:
        return resolve_url("studies")
    try:
        return reverse("labelling") if has else reverse("home")
    except NoReverseMatch:
        return reverse("account")
