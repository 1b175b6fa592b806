"""What an admin says about an upload, for the page and the API alike."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from survey.models import Expression, Photograph

from .labels import MOST_BYTES, BadLabels, Label, read_labels
from .store import Origin


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("These photographs are"), choices=Photograph.Kind.choices, initial="private"
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=200,
        help_text=_("The data set or the occasion, with its licence if there is one."),
    )
    expression = forms.ChoiceField(
        label=_("They all show"),
        required=False,
        choices=[("", _("Different expressions")), *Expression.choices],
    )
    labels = forms.FileField(
        label=_("Labels (CSV)"),
        required=False,
        help_text=_("With the columns file, label and, if you like, person and show (yes or no)."),
    )
    cropped = forms.BooleanField(label=_("They are cropped to the face already"), required=False)
    show_in_results = forms.BooleanField(
        label=_("Everyone on them agrees that people who took part see them with their result"),
        required=False,
        help_text=_(
            "Ask each person for this: without it a private photograph is seen while answering and "
            "never again. The photograph’s page takes it back. Public ones are shown anyway."
        ),
    )

    def clean_labels(self) -> dict[str, Label]:
        file = self.cleaned_data.get("labels")
        try:
            return read_labels(file.read(MOST_BYTES + 1)) if file else {}
        except BadLabels as error:
            raise forms.ValidationError(error.problems) from None

    def origin(self, user: Any) -> Origin:
        said = self.cleaned_data
        return Origin(
            kind=said["kind"],
            source=said["source"],
            expression=said["expression"],
            cropped=said["cropped"],
            show_in_results=said["show_in_results"],
            uploaded_by=user,
        )


class FilterForm(forms.Form):
    """The list's filters; they live in the address."""

    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any")), *Photograph.Status.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Any")), *Photograph.Kind.choices]
    )
    expression = forms.ChoiceField(
        label=_("Expression"),
        required=False,
        choices=[("", _("Any")), *Expression.choices, ("none", _("Not labelled"))],
    )
