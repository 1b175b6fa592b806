"""What an admin says about models."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from survey.models import Checkpoint
from survey.team.reason import reason_field

LONGEST_NAME = 100
INSTALLED = "installed"  # the model that comes with the site has no row


def name_field(label: Any, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=LONGEST_NAME, widget=widget, **more)


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    name = name_field(_("Name"), help_text=_("What tables and legends call this model."))
    parts = forms.FileField(
        label=_("Weights and card"),
        required=False,  # the step says what is missing
        widget=SeveralFiles(attrs={"multiple": True, "accept": ".safetensors,.json,.zip"}),
        help_text=_(
            "weights.safetensors and card.json, or one ZIP with both; at most 600 MB. Pickled "
            "weights (.pt, .pth, .bin, .pkl) are never taken."
        ),
    )


class FolderForm(forms.Form):
    name = name_field(_("Name"), help_text=_("What tables and legends call this model."))
    folder = forms.CharField(
        label=_("Folder on the server"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "offered-folders"}),
    )


class RunForm(forms.Form):
    """Which models answer. The installed one is offered where it is sound."""

    models = forms.MultipleChoiceField(label=_("Models"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, ready: QuerySet[Checkpoint], installed: str) -> None:
        super().__init__(data, label_suffix="")
        field: Any = self.fields["models"]
        field.choices = [
            *([(INSTALLED, installed)] if installed else []),
            *((str(each.pk), each.name) for each in ready),
        ]


class TableForm(forms.Form):
    title = name_field(
        _("The model’s name"), help_text=_("No other run of this study may be called so.")
    )
    file = forms.FileField(
        label=_("Table (CSV)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv"}),
        help_text=_(
            "Columns: image (its number in the study, its file’s name in the archive, or its id) "
            "and the five expressions, in English or Korean. One line for each image."
        ),
    )
    scores = forms.BooleanField(
        label=_("The numbers are scores (logits), not probabilities"),
        required=False,
        help_text=_("Probabilities are then made of them (softmax)."),
    )


class CropsForm(forms.Form):
    reason = reason_field()
