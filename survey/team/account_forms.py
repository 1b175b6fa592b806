"""Whoever changes how they sign in says their password first; wrong ones count as at the door."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from .passwords import Locked, checked


class OwnPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        return theirs(self.user, self.cleaned_data["password"])


class NewPasswordForm(PasswordChangeForm):
    def clean_old_password(self) -> str:
        return theirs(self.user, self.cleaned_data["old_password"])


class ConfirmForm(forms.Form):
    code = forms.CharField(
        label=_("The six digits that the app shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def theirs(user: User, password: str) -> str:
    """*password*, if it is the one of *user*."""
    try:
        right = checked(user.get_username(), password) == user
    except Locked as lock:
        at = time_format(timezone.localtime(lock.until), "TIME_FORMAT")
        raise ValidationError(
            _("Too many wrong passwords. It can be tried again at %(time)s."), params={"time": at}
        ) from None
    if not right:
        raise ValidationError(_("This isn’t your password."))
    return password
