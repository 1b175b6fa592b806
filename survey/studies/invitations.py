"""The admin's page of a study's single-use invitations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from survey.audit import record
from survey.models import Invitation, Study, Verb
from survey.spreadsheets import BOM
from survey.team.reason import reason_field

from .invite import Invited, as_table, invite

MOST_AT_ONCE = 500
PER_PAGE = 100
LONGEST_LABEL = 100


class InvitationsForm(forms.Form):
    count = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=MOST_AT_ONCE, required=False
    )
    labels = forms.CharField(
        label=_("Or one label a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For your own list: who gets which link. Participants don’t see them."),
    )
    reason = reason_field()

    def clean_labels(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["labels"].splitlines()]
        labels = [line for line in lines if line]
        if len(labels) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(most)d at once."), params={"most": MOST_AT_ONCE})
        if any(len(label) > LONGEST_LABEL for label in labels):
            raise ValidationError(
                _("A label has at most %(most)d characters."), params={"most": LONGEST_LABEL}
            )
        return labels

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        labels, count = data.get("labels", []), data.get("count")
        if self.errors:
            return data
        if not labels and not count:
            self.add_error("count", _("Say how many, or give a label for each."))
        elif labels and count and count != len(labels):
            self.add_error("count", _("There are not as many labels as this."))
        data["labels"] = labels or [""] * (count or 0)
        return data


@never_cache
@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """POST makes some and replies with a file of their links, which can't be had again.

    A file, not a page: a reload makes no others, and nothing that is opened next hides the links.
    """
    study = get_object_or_404(Study, slug=slug)
    form = InvitationsForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        labels, reason = form.cleaned_data["labels"], form.cleaned_data["reason"]
        made = invite(study, labels)
        record(
            request.user,
            Verb.EXPORTED,
            Invitation,
            reason=reason,
            study=study.slug,
            count=len(made),
        )
        return _as_file(study, made)
    unused_first = study.invitations.order_by(F("used_on").asc(nulls_first=True), "pk")
    context = {
        "study": study,
        "form": form,
        "page": Paginator(unused_first, PER_PAGE).get_page(request.GET.get("page")),
        "used": study.invitations.exclude(used_on=None).count(),
    }
    status = 400 if form.errors else 200
    return render(request, "studies/invitations.html", context, status=status)


def _as_file(study: Study, made: list[Invited]) -> HttpResponse:
    response = HttpResponse(BOM + as_table(made), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{study.slug}-invitations.csv"'
    return response
