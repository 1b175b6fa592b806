"""The list of a study's people: by short id, never by a name, never with a score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from survey.models import Answer, Exclusion, Flag, Participant, Study
from survey.models.flags import breaks
from survey.models.participants import SILENT, ParticipantQuerySet

from .counts import GROUPS, belonging_to

A_PAGE = 50
ANY = ("", _("Any"))
STATES = (
    ("finished", pgettext_lazy("participant", "Finished")),
    ("middle", pgettext_lazy("participant", "In the middle")),
    ("stopped", pgettext_lazy("participant", "Gave up")),
    ("withdrawn", pgettext_lazy("participant", "Withdrew")),
)
NAMES = {"people": _("People"), "simulated": _("Simulated"), "imported": _("Imported")}


class FilterForm(forms.Form):
    """The list's filters; they live in the address."""

    state = forms.ChoiceField(
        label=pgettext_lazy("participant", "State"), required=False, choices=[ANY, *STATES]
    )
    flag = forms.ChoiceField(
        label=_("Flag"),
        required=False,
        choices=[ANY, ("some", _("One of them")), *Flag.choices],
    )
    excluded = forms.ChoiceField(
        label=_("Excluded"), required=False, choices=[ANY, ("yes", _("Yes")), ("no", _("No"))]
    )
    group = forms.ChoiceField(
        label=_("Who"), required=False, choices=[ANY, *((each, NAMES[each]) for each in GROUPS)]
    )
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("The newest first")), ("oldest", _("The oldest first"))],
    )

    def chosen(self, study: Study) -> ParticipantQuerySet:
        """A field that makes no sense filters nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        found = _in_state(Participant.objects.filter(study=study), wanted.get("state", ""))
        if group := wanted.get("group"):
            found = found.filter(**belonging_to(group))
        if flag := wanted.get("flag"):
            flags = tuple(Flag) if flag == "some" else (Flag(flag),)
            found = found.filter(_any_of(breaks(each) for each in flags))
        if excluded := wanted.get("excluded"):
            found = found.filter(excluded_at__isnull=excluded == "no")
        sign = "" if wanted.get("order") == "oldest" else "-"
        return found.order_by(f"{sign}consented_at", f"{sign}pk")


def _any_of(rules: Iterable[Q]) -> Q:
    either = Q()
    for rule in rules:
        either |= rule
    return either


def _in_state(people: ParticipantQuerySet, state: str) -> ParticipantQuerySet:
    if state == "finished":
        return people.finished()
    if state == "middle":
        return people.unfinished().heard_within(SILENT)
    if state == "stopped":
        return people.given_up()
    return people.filter(withdrawn_at__isnull=False) if state == "withdrawn" else people


@dataclass(frozen=True)
class Row:
    person: Participant
    state: str  # a key of STATES
    answered: int | None  # images, of those who haven't finished

    @property
    def name(self) -> str:
        return self.person.audit_name

    @property
    def reason(self) -> str:
        return self.person.why_excluded


def rows_of(people: Iterable[Participant]) -> tuple[Row, ...]:
    """One statement, for those who are unfinished."""
    people = list(people)
    unfinished = [p.pk for p in people if not (p.is_finished or p.is_withdrawn)]
    reached = _reached(unfinished) if unfinished else {}
    since = timezone.now() - SILENT
    found = []
    for person in people:
        n, last = reached.get(person.pk, (0, None))
        heard = max(person.consented_at, last or person.consented_at)
        state = "middle" if heard >= since else "stopped"
        if person.is_withdrawn or person.is_finished:
            state = "withdrawn" if person.is_withdrawn else "finished"
        found.append(Row(person, state, n if person.pk in unfinished else None))
    return tuple(found)


def _reached(people: list[UUID]) -> Mapping[UUID, tuple[int, Any]]:
    answers = Answer.objects.filter(participant__in=people).order_by().values("participant")
    counted = answers.annotate(n=Count("pk"), last=Max("answered_at"))
    return {each["participant"]: (each["n"], each["last"]) for each in counted}


def pages_of(people: ParticipantQuerySet) -> "Paginator[Participant]":
    return Paginator(people.select_related("excluded_by"), A_PAGE)


class ExcludeForm(forms.Form):
    """A usual reason, or one's own words."""

    reason = forms.ChoiceField(
        label=_("Why"),
        widget=forms.RadioSelect,
        choices=[*Exclusion.choices, ("other", pgettext_lazy("reason", "Something else"))],
    )
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=500,
        help_text=_("Nothing that says who the person is."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("reason") == "other" and not said.get("words"):
            self.add_error("words", _("Say why."))
        return said

    @property
    def stored(self) -> str:
        """The usual reason's name, or the words."""
        chosen: str = self.cleaned_data["reason"]
        return str(self.cleaned_data["words"]) if chosen == "other" else chosen

    @property
    def for_the_trail(self) -> str:
        """The trail keeps for good what it is told: so no free words, which go when somebody
        withdraws."""
        return str(self.cleaned_data["reason"])
