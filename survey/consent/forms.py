"""What an editor says about people and what they agreed to."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from survey.intake.checks import Refused, check
from survey.models import Standing, Subject, Use

from .records import SAID

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Subject]
else:
    ModelForm = forms.ModelForm

MOST_FORM_BYTES = 10_000_000


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


LABELS = {
    "pseudonym": _("Pseudonym"),
    "agreed_on": _("Agreed on"),
    "text_version": _("Version of the form’s text"),
    "until": _("Holds until (empty: no end)"),
    "note": _("Note"),
    **{use.value: use.label for use in Use},
}
WIDGETS = {"agreed_on": day(), "until": day()}
NO_HELP = {"text_version": "", "until": ""}


class AgreementForm(ModelForm):
    """One agreement, for one person or for many at once."""

    class Meta:
        model = Subject
        fields = SAID
        widgets = WIDGETS
        labels = LABELS
        help_texts = NO_HELP

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        agreed, until = said.get("agreed_on"), said.get("until")
        if not agreed and any(said.get(use.value) for use in Use):
            self.add_error("agreed_on", _("Say when they agreed to that."))
        if agreed and agreed > timezone.localdate():
            self.add_error("agreed_on", _("This day is still to come."))
        if agreed and until and until < agreed:
            self.add_error("until", _("It can’t end before it began."))
        return said

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def uses(self) -> list[forms.BoundField]:
        return [self[use.value] for use in Use]


class ManyForm(AgreementForm):
    """For many: nobody records by it that nothing was agreed to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_on"].required = True


class SubjectForm(AgreementForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    signed = forms.FileField(
        label=_("The signed form"),
        required=False,
        help_text=_("PDF, JPEG, PNG or WebP, up to 10 MB. It replaces one that is there."),
    )

    class Meta(AgreementForm.Meta):
        fields = ("pseudonym", *SAID, "note")

    def clean_signed(self) -> Any:
        file = self.cleaned_data["signed"]
        if file is None:
            return None
        if (file.size or 0) > MOST_FORM_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        if kind_of(file.read(16)) == "application/pdf":
            file.seek(0)
            return file
        file.seek(0)
        try:
            check(file)
        except Refused:
            text = _("This is no whole PDF, JPEG, PNG or WebP.")
            raise forms.ValidationError(text) from None
        return file


def kind_of(head: bytes) -> str:
    """The type of a stored form, told by its first bytes."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if head[8:12] == b"WEBP" else "image/jpeg"


class FilterForm(forms.Form):
    """The list's filters; they live in the address."""

    standing = forms.ChoiceField(
        label=_("Consent"), required=False, choices=[("", _("Any")), *Standing.choices]
    )
    search = forms.CharField(label=_("Pseudonym"), required=False, max_length=100)
