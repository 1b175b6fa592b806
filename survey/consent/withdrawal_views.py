"""The pages on which a withdrawal is confirmed: what will be gone, and where."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from survey.audit import record
from survey.models import Photograph, Subject, Verb
from survey.models.images import PhotographQuerySet
from survey.queue import enqueue
from survey.tasks import clear_leftovers

from . import leftovers
from .withdrawal import touched_by, withdraw_person, withdraw_photographs


class ConfirmForm(forms.Form):
    typed = forms.CharField(max_length=200, strip=True)

    def __init__(self, request: HttpRequest, name: str) -> None:
        super().__init__(request.POST or None, label_suffix="")
        self.name = name
        label = _("Type “%(name)s” to withdraw for good")
        self.fields["typed"].label = label % {"name": name}
        self.fields["typed"].widget.attrs["autocomplete"] = "off"

    def clean_typed(self) -> str:
        if self.cleaned_data["typed"] != self.name:
            raise forms.ValidationError(_("That is not the name."))
        return self.name


@require_http_methods(["GET", "POST"])
def withdraw_subject(request: HttpRequest, subject_id: int) -> HttpResponse:
    """Everything of one person."""
    found = get_object_or_404(Subject, pk=subject_id, withdrawn_at=None)
    form = ConfirmForm(request, found.pseudonym)
    if request.method == "POST" and form.is_valid():
        gone = withdraw_person(found, by=request.user)
        record(request.user, Verb.REMOVED, found, reason="withdrawal", **gone.as_json())
        return _cleared(request, redirect("subject", found.pk))
    return _asked(request, form, Photograph.objects.filter(subject=found), subject=found)


@require_http_methods(["GET", "POST"])
def withdraw_photograph(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    """One photograph; what its person agreed to for the others holds."""
    found = get_object_or_404(Photograph, pk=photograph_id, kind=Photograph.Kind.PRIVATE)
    subject = found.subject
    form = ConfirmForm(request, subject.pseudonym if subject else found.audit_name)
    these = Photograph.objects.filter(pk=found.pk)
    if request.method == "POST" and form.is_valid():
        gone = withdraw_photographs(these, by=request.user)
        record(request.user, Verb.REMOVED, found, reason="withdrawal", **gone.as_json())
        back = redirect("subject", subject.pk) if subject else redirect("photographs")
        return _cleared(request, back)
    return _asked(request, form, these, photograph=found, subject=subject)


def _asked(
    request: HttpRequest, form: ConfirmForm, photographs: PhotographQuerySet, **context: object
) -> HttpResponse:
    context |= {
        "form": form,
        "touched": touched_by(photographs),
        "days": settings.BACKUP_RETENTION_DAYS,
    }
    status = 400 if form.errors else 200
    return render(request, "consent/withdraw.html", context, status=status)


def _cleared(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The files go at once; the worker clears the database's traces, and what failed."""
    leftovers.clear_files()
    enqueue(clear_leftovers)
    messages.success(
        request, _("It is withdrawn. Nothing of it is left here but the record of it.")
    )
    return response
