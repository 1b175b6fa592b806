"""The admin's page of a study's single-use invitations."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from survey.access import staff_required
from survey.models import Study

from .invite import as_table, invite, invited_again

MOST_AT_ONCE = 500
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


@staff_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitations(request: HttpRequest, slug: str) -> HttpResponse:
    study = get_object_or_404(Study, slug=slug)
    form = InvitationsForm(request.POST or None, label_suffix="")
    made = []
    if request.method == "POST" and form.is_valid():
        # Shown in this one reply: the database keeps nothing that could show them again.
        made = invite(study, form.cleaned_data["labels"])
        form = InvitationsForm(label_suffix="")
    context = {
        "study": study,
        "form": form,
        "made": made,
        "tokens": " ".join(each.token for each in made),
        "invitations": study.invitations.order_by("used_at", "pk"),
        "used": study.invitations.exclude(used_by=None).count(),
    }
    status = 400 if form.errors else 200
    return render(request, "studies/invitations.html", context, status=status)


@staff_required
@never_cache
@require_POST
def as_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The links that were just made, as a file: the page sends back what it was shown."""
    study = get_object_or_404(Study, slug=slug)
    made = invited_again(study, request.POST.get("tokens", "").split())
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    response = HttpResponse("\ufeff" + as_table(made), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-invitations.csv"'
    return response
