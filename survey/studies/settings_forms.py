"""What an admin sets about a drawn study: its words in each language, and the participants' way."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from survey.models import Consent, Question, Study, StudyText
from survey.participation.entry import SHORTEST_CODE, as_code

if TYPE_CHECKING:
    StudyForm = forms.ModelForm[Study]
else:
    StudyForm = forms.ModelForm

MOST_CHECKS = 20


class TextsForm(forms.Form):
    """A study's own words in one language. What stays empty comes from another language."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    introduction = forms.CharField(
        label=_("Introduction"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Plain text; an empty line begins a paragraph."),
    )
    consent = forms.CharField(
        label=_("What people agree to"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Stands above the site’s own lines, which say what is stored, for how long, and how to "
            "withdraw. A changed text becomes a new version; who agreed before has agreed to the "
            "one before."
        ),
    )
    closing = forms.CharField(
        label=_("Words at the end"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, study: Study, language: str, data: Any = None) -> None:
        self.study, self.language = study, language
        texts = StudyText.objects.filter(study=study, language=language).first()
        consent = Consent.objects.current(study, language)
        initial = {
            "title": texts.title if texts else "",
            "introduction": texts.introduction if texts else "",
            "closing": texts.closing if texts else "",
            "consent": consent.text if consent else "",
        }
        super().__init__(data, prefix=language, initial=initial, label_suffix="")
        self.fields["title"].widget.attrs["placeholder"] = study.title
        for field in self.fields.values():
            field.widget.attrs["lang"] = language

    @property
    def language_name(self) -> str:
        return str(get_language_info(self.language)["name_local"])

    def clean_consent(self) -> str:
        # Browsers send CRLF: a text that nobody changed must stay the same version.
        return str(self.cleaned_data["consent"]).replace("\r\n", "\n")

    def save(self) -> None:
        words = {name: self.cleaned_data[name] for name in ("title", "introduction", "closing")}
        StudyText.objects.update_or_create(study=self.study, language=self.language, defaults=words)
        Consent.objects.write(self.study, self.language, self.cleaned_data["consent"])


class WayForm(StudyForm):
    """Who may begin, what they are asked, and what they see at the end."""

    questions = forms.MultipleChoiceField(
        label=_("Questions about people"),
        choices=Question.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each can be answered with “Prefer not to say”."),
    )
    entry = forms.ChoiceField(
        label=_("Who may take part"), choices=Study.Entry.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Study
        fields = (
            "entry",
            "group_code",
            "quota",
            "questions",
            "practice",
            "repeats",
            "attention_checks",
            "result_at_close",
        )
        labels: ClassVar = {
            "group_code": _("The group’s code"),
            "quota": _("Most participants"),
            "practice": _("Practice first"),
            "repeats": _("Repeated images"),
            "attention_checks": _("Attention checks"),
            "result_at_close": _("Results at the end of the study"),
        }
        help_texts: ClassVar = {
            "group_code": _(
                "At least 8 letters or digits, and nothing that strangers would try. Case, spaces "
                "and hyphens don’t matter."
            ),
            "quota": _(
                "When so many have finished, nobody else can begin; who has begun may end. "
                "Simulated people don’t count. Empty: no limit."
            ),
        }

    def __init__(self, data: Any = None, *, instance: Study) -> None:
        super().__init__(data, instance=instance, label_suffix="")
        self.has_started = instance.participants.exists()
        # Repeats come from the first two thirds of the images: see participation/trials.py.
        self._limit("repeats", instance.items.count() * 2 // 3)
        self._limit("attention_checks", MOST_CHECKS)
        self.fields["quota"].widget.attrs["min"] = 1

    def _limit(self, name: str, most: int) -> None:
        widget = self.fields[name].widget
        widget.attrs |= {"min": 0, "max": most}
        if self.has_started:
            widget.attrs["readonly"] = True

    def _frozen(self, name: str) -> int:
        """What decides the trials must not change under people who are in the middle of them."""
        value: int = self.cleaned_data[name]
        if self.has_started and value != self.initial[name]:
            raise ValidationError(_("Somebody has begun already: this can’t be changed any more."))
        if value > self.fields[name].widget.attrs["max"]:
            most = self.fields[name].widget.attrs["max"]
            raise ValidationError(_("At most %(most)d here."), params={"most": most})
        return value

    def clean_repeats(self) -> int:
        return self._frozen("repeats")

    def clean_attention_checks(self) -> int:
        return self._frozen("attention_checks")

    def clean_quota(self) -> int | None:
        quota: int | None = self.cleaned_data["quota"]
        if quota == 0:
            raise ValidationError(_("At least one person has to be able to take part."))
        return quota

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needs_code = data.get("entry") == Study.Entry.CODE
        if needs_code and len(as_code(data.get("group_code", ""))) < SHORTEST_CODE:
            self.add_error("group_code", _("The code needs at least 8 letters or digits."))
        return data
