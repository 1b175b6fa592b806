"""The page behind a link to set one's password: good once, and for some days."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from survey.audit import record
from survey.models import Verb

from . import sessions


class SetPasswordPage(auth.PasswordResetConfirmView):
    template_name = "team/set_password.html"
    success_url = reverse_lazy("login")

    def get_user(self, uidb64: str) -> Any:
        """Nobody who isn't to sign in sets a password."""
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "label_suffix": ""}

    def form_valid(self, form: Any) -> HttpResponse:
        reply = super().form_valid(form)
        user = cast(User, self.user)
        sessions.end_others(user)
        record(user, Verb.CHANGED, user, what="password", by="link")
        messages.success(self.request, _("Your password is set: sign in with it."))
        return reply
