"""What an admin says about an upload, for the page and the API alike."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from survey.models import Expression, Photograph, Subject, Use

from .labels import MOST_BYTES, BadLabels, Label, printable, read_labels
from .people import Agreed, People, Who, Withdrew
from .store import Origin


class DateInput(forms.DateInput):
    """The browser's own calendar; it sends ISO dates whatever it shows."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("These photographs are"),
        choices=Photograph.Kind.choices,
        initial="private",
        widget=forms.RadioSelect,
    )
    given_by = forms.CharField(
        label=_("Who gave them"),
        required=False,
        max_length=200,
        help_text=_("The person or the group that you have them from."),
    )
    who = forms.ChoiceField(
        label=_("Who is on them"),
        required=False,
        choices=Who.choices,
        initial=Who.LATER,
        widget=forms.RadioSelect,
    )
    pseudonym = forms.CharField(
        label=_("This person’s pseudonym"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"list": "pseudonyms", "autocomplete": "off"}),
        help_text=_("A known one or a new one. Names of people don’t belong here."),
    )  # fmt: skip
    agreed_on = forms.DateField(label=_("Agreed on"), required=False, widget=DateInput)
    form_version = forms.CharField(
        label=_("Version of the consent form"), required=False, max_length=50
    )
    uses = forms.MultipleChoiceField(
        label=_("They allow it to be"),
        required=False,
        choices=Use.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput)
    source = forms.CharField(
        label=_("Data set"), required=False, max_length=200, help_text=_("FER+, for example.")
    )
    source_version = forms.CharField(label=_("Its version"), required=False, max_length=50)
    licence = forms.CharField(label=_("Its licence"), required=False, max_length=100)
    expression = forms.ChoiceField(
        label=_("They all show"),
        required=False,
        choices=[("", _("Different expressions")), *Expression.choices],
    )
    labels = forms.FileField(
        label=_("Labels (CSV)"),
        required=False,
        help_text=_(
            "With the columns file and label and, if you like, person, and the votes of several "
            "people: happy, surprise, angry, sad, neutral."
        ),
    )
    cropped = forms.BooleanField(label=_("They are cropped to the face already"), required=False)

    def clean_labels(self) -> dict[str, Label]:
        file = self.cleaned_data.get("labels")
        try:
            return read_labels(file.read(MOST_BYTES + 1)) if file else {}
        except BadLabels as error:
            raise forms.ValidationError(error.problems) from None

    def clean_pseudonym(self) -> str:
        return printable(self.cleaned_data["pseudonym"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("kind") == Photograph.Kind.PUBLIC:
            self._require(
                "source", _("Name the data set, so that it can be told where they are from.")
            )
        elif said.get("who") == Who.ONE:
            self._require("pseudonym", _("Say who it is, by a pseudonym."))
            self._refuse_withdrawn(said.get("pseudonym", ""))
        if said.get("kind") == Photograph.Kind.PRIVATE:
            self._check_agreement(said)
        return said

    def _require(self, name: str, why: Any) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, why)

    def _refuse_withdrawn(self, pseudonym: str) -> None:
        if Subject.objects.filter(pseudonym=pseudonym).exclude(withdrawn_at=None).exists():
            self.add_error("pseudonym", str(Withdrew(pseudonym)))

    def _check_agreement(self, said: dict[str, Any]) -> None:
        today = timezone.localdate()
        if any(said.get(name) for name in ("form_version", "uses", "until")):
            self._require("agreed_on", _("Say on which day they agreed."))
        if said.get("agreed_on") and said["agreed_on"] > today:
            self.add_error("agreed_on", _("This day is still to come."))
        if said.get("until") and said["until"] < today:
            self.add_error("until", _("This day has passed."))

    def named_errors(self) -> list[str]:
        """For who doesn't see them beside the fields. Those of a labels' file name its lines."""
        fields = self.fields.keys() - {"labels"}
        return [
            f"{self[name].label}: {error}" if name in fields else str(error)
            for name, errors in self.errors.items()
            for error in errors
        ]

    def origin(self, user: Any) -> Origin:
        """What doesn't fit the kind is left out: the page hides it, and may still send it."""
        said = self.cleaned_data
        if said["kind"] == Photograph.Kind.PUBLIC:
            about = {name: said[name] for name in ("source", "source_version", "licence")}
        else:
            about = {"given_by": said["given_by"], "people": self._people(user)}
        return Origin(
            kind=said["kind"],
            expression=said["expression"],
            cropped=said["cropped"],
            uploaded_by=user,
            **about,
        )

    def _people(self, user: Any) -> People:
        said = self.cleaned_data
        on, uses = said["agreed_on"], frozenset(map(Use, said["uses"]))
        agreed = Agreed(on, said["form_version"], uses, said["until"]) if on else None
        return People(said["who"] or Who.LATER, said["pseudonym"], agreed, user)
