"""What an admin sets about a study: its words in each language, and the participants' way."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
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
            "withdraw."
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
    """Who may begin, until when, what they are asked, and what they see at the end.

    Of a frozen study only what changes nothing that people are told or asked: RUNNING, and until
    it opens BEFORE_OPENING.
    """

    RUNNING = ("group_code", "quota", "closes_at")
    BEFORE_OPENING = ("equivalence_margin",)

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
    closes_at = forms.DateTimeField(
        label=_("Closes by itself"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    class Meta:
        model = Study
        fields = (
            "entry",
            "group_code",
            "quota",
            "closes_at",
            "questions",
            "practice",
            "repeats",
            "attention_checks",
            "result_at_close",
            "equivalence_margin",
        )
        labels: ClassVar = {
            "group_code": _("The group’s code"),
            "quota": _("Most participants"),
            "practice": _("Practice first"),
            "repeats": _("Repeated images"),
            "attention_checks": _("Attention checks"),
            "result_at_close": _("Results at the end of the study"),
            "equivalence_margin": _("Margin of equivalence, in percentage points"),
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
            "equivalence_margin": _(
                "Where people and a model surely differ by less, they count as equal. It is fixed "
                "when the study opens, before anybody knows what it would have to be."
            ),
        }

    def __init__(self, data: Any = None, *, instance: Study) -> None:
        super().__init__(data, instance=instance, label_suffix="")
        zone = timezone.get_current_timezone_name()
        self.fields["closes_at"].help_text = _(
            "In the site’s time zone, %(zone)s. Empty: you close it."
        ) % {"zone": zone}
        self.fields["quota"].widget.attrs["min"] = 1
        if instance.takes_margin:
            self.fields["equivalence_margin"].widget.attrs |= {"min": 0.1, "max": 100, "step": 0.1}
        if not instance.is_draft:
            kept = self.RUNNING + (self.BEFORE_OPENING if instance.takes_margin else ())
            for name in [name for name in self.fields if name not in kept]:
                del self.fields[name]
            return
        # Repeats come from the first two thirds of the images: see participation/trials.py.
        self._limit("repeats", instance.items.count() * 2 // 3)
        self._limit("attention_checks", MOST_CHECKS)

    def _limit(self, name: str, most: int) -> None:
        self.fields[name].widget.attrs |= {"min": 0, "max": most}

    def _within(self, name: str) -> int:
        value: int = self.cleaned_data[name]
        most = self.fields[name].widget.attrs["max"]
        if value > most:
            raise ValidationError(_("At most %(most)d here."), params={"most": most})
        return value

    def clean_repeats(self) -> int:
        return self._within("repeats")

    def clean_attention_checks(self) -> int:
        return self._within("attention_checks")

    def clean_quota(self) -> int | None:
        quota: int | None = self.cleaned_data["quota"]
        if quota == 0:
            raise ValidationError(_("At least one person has to be able to take part."))
        return quota

    def clean_equivalence_margin(self) -> float:
        margin: float = self.cleaned_data["equivalence_margin"]
        if not 0 < margin <= 100:
            raise ValidationError(_("More than 0 and at most 100."))
        return margin

    def clean_closes_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["closes_at"]
        if at and at <= timezone.now():
            raise ValidationError(_("This has passed already."))
        return at

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        needs_code = data.get("entry", self.instance.entry) == Study.Entry.CODE
        if needs_code and len(as_code(data.get("group_code", ""))) < SHORTEST_CODE:
            self.add_error("group_code", _("The code needs at least 8 letters or digits."))
        return data
