"""Finding photographs among a hundred thousand: filters in the address, counts, no heavy rows."""

from typing import Any

from django import forms
from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from survey.models import Expression, Photograph, Subject, Use
from survey.models.images import PhotographQuerySet
from survey.models.subjects import permits

ANY = ("", _("Any"))
MOST_PEOPLE = 200


class FilterForm(forms.Form):
    """The list's filters; they live in the address."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[ANY, *Photograph.Status.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[ANY, *Photograph.Kind.choices]
    )
    expression = forms.ChoiceField(
        label=_("Expression"),
        required=False,
        choices=[ANY, *Expression.choices, ("none", _("Not labelled"))],
    )
    source = forms.CharField(label=_("Data set"), required=False, max_length=200)
    person = forms.CharField(label=_("Person"), required=False, max_length=100)
    consent = forms.ChoiceField(
        label=_("Consent"), required=False, choices=[ANY, ("missing", _("Missing or run out"))]
    )

    def __init__(self, address: QueryDict) -> None:
        super().__init__(address, label_suffix="")

    def found(self) -> PhotographQuerySet:
        """The demo's faces are nobody's upload. Newest first, without what is heavy."""
        own = Photograph.objects.real()
        if self.is_valid():
            # Hidden from the planner: it would look the rows up by these and then sort them all,
            # while the index photograph_list holds them in the list's order.
            own = own.alias(**{f"its_{name}": Coalesce(name, Value("")) for name in PLAIN})
            own = own.filter(*self._conditions())
        return own.select_related("subject").defer("crop", "faces")

    def _conditions(self) -> list[Q]:
        said = {name: value for name, value in self.cleaned_data.items() if value}
        if said.get("expression") == "none":
            said["expression"] = ""
        found = [Q((f"its_{name}", said[name])) for name in PLAIN if name in said]
        if "q" in said:
            found.append(Q(name__icontains=said["q"]))
        if "person" in said:
            people = Subject.objects.filter(pseudonym__iexact=said["person"])
            found.append(Q(subject__in=list(people[:MOST_PEOPLE])) | Q(person=said["person"]))
        if "consent" in said:
            found.append(lacks_consent())
        return found


# Filters that are a column's value.
PLAIN = ("status", "kind", "expression", "source")


def lacks_consent() -> Q:
    """Private, and whoever is on it is not known or doesn't allow it in the survey today."""
    allowing = Subject.objects.filter(permits(Use.SURVEY, timezone.localdate()))
    return Q(its_kind=Photograph.Kind.PRIVATE) & ~Q(subject__in=allowing.values("pk"))


def counts() -> list[tuple[str, Any, int]]:
    """Each status with its words and how many there are, from an index alone."""
    own = Photograph.objects.real()
    known = dict(own.values_list("status").annotate(Count("pk")).order_by())
    return [(s.value, s.label, known.get(s.value, 0)) for s in Photograph.Status]
