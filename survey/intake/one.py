"""A photograph's own page: what is known of it, its crop, its label, its end."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from survey.audit import record, saw
from survey.labels.tally import keep_current
from survey.models import Expression, Photograph, Verb

from . import review
from .review_views import stage
from .store import LABEL_FIELDS, remove


@require_GET
def photograph(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    found = get_object_or_404(
        Photograph.objects.defer("crop").select_related("subject", "uploaded_by"), pk=photograph_id
    )
    context = {
        "photograph": found,
        "studies": [item.study for item in found.items.select_related("study")],
        "expressions": Expression.choices,
        "decidable": review.is_decidable(found),
        "restorable": found.reason == "unusable" and bool(found.upload),
        **stage(found),
    }
    return render(request, "intake/photograph.html", context)


@require_POST
def label(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    """Say what a photograph shows: that holds from now on, while studies frozen before keep the
    truth they were frozen with."""
    found = get_object_or_404(Photograph, pk=photograph_id)
    expression = request.POST.get("expression", "")
    if expression not in Expression.values:
        raise Http404
    found.label_as(expression)
    with transaction.atomic():
        found.save(update_fields=LABEL_FIELDS)
        keep_current([found.pk])
    record(request.user, Verb.CHANGED, found, expression=expression)
    messages.success(request, _("What you said about the photograph is kept."))
    return redirect("photograph", found.id)


@require_POST
def delete(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    """Remove a photograph, its file and its crop; not while a study holds it."""
    found = get_object_or_404(Photograph, pk=photograph_id)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick the box to delete the photograph for good."))
        return redirect("photograph", found.id)
    try:
        remove(found)
        record(request.user, Verb.REMOVED, found)
    except ProtectedError:
        messages.error(request, _("A study holds this photograph: it can't be deleted."))
        return redirect("photograph", found.id)
    messages.success(request, _("The photograph, its file and its crop are gone."))
    return redirect("photographs")


@require_GET
def crop(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    found = get_object_or_404(Photograph, pk=photograph_id, crop__isnull=False)
    response = HttpResponse(bytes(found.crop or b""), content_type="image/png")
    response["Cache-Control"] = "private, max-age=300"
    return response


@never_cache
@require_GET
def original(request: HttpRequest, photograph_id: UUID) -> HttpResponseBase:
    """The upright copy without metadata; what is not yet stripped of it is shown to nobody."""
    found = get_object_or_404(Photograph, pk=photograph_id)
    if found.width is None or not found.upload:
        raise Http404
    if found.kind == Photograph.Kind.PRIVATE and not found.demo:
        saw(request.user, found)
    return FileResponse(found.upload.open("rb"), content_type="image/jpeg")
