"""What owners fill in about people."""

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from survey.access import Role

from .passwords import LONGEST_NAME

MAY = {
    Role.OWNER: _("everything, also people and deletion"),
    Role.EDITOR: _("photographs, studies, models"),
    Role.LABELLER: _("labels, and nothing else"),
    Role.READER: _("results, and nothing else"),
}
CHOICES = [(role.value, format_lazy("{}: {}", role.label, MAY[role])) for role in Role]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=CHOICES, initial=Role.READER)


class PersonForm(RoleForm):
    username = forms.CharField(
        label=_("Name to sign in with"),
        help_text=_("It stands in the audit trail. It needn’t be a real name."),
        max_length=LONGEST_NAME,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ("username", "role")

    def clean_username(self) -> str:
        username: str = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("There is somebody of this name already."))
        return username
