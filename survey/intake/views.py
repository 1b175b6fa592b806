"""The admin's pages of photographs: upload, list, and a decision where one is needed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, ProtectedError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from survey.audit import record, saw
from survey.models import Expression, Photograph, Subject, Verb
from survey.queue import enqueue, enqueue_each
from survey.tasks import crop_photograph

from . import review
from .forms import FilterForm, UploadForm
from .store import LABEL_FIELDS, DiskFull, Outcome, remove, take

PER_PAGE = 60
MOST_PSEUDONYMS = 500  # suggested while one is typed
DISK_FULL = gettext_lazy("The disk is full: nothing of this file was stored.")


@require_http_methods(["GET", "POST"])
def photographs(request: HttpRequest) -> HttpResponse:
    """Upload (POST: a browser without JavaScript) and the list."""
    upload = UploadForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and upload.is_valid():
        files = [(file.name or "", file) for file in request.FILES.getlist("files")]
        try:
            tell(request, take_and_enqueue(request, upload, files))
            return redirect("photographs")
        except DiskFull:
            upload.add_error(None, DISK_FULL)
    filters = FilterForm(request.GET)
    own = Photograph.objects.filter(demo=False)  # the demo's faces are nobody's upload
    found = own.filter(**chosen(filters)).defer("crop", "faces")
    counts = dict(own.values_list("status").annotate(Count("pk")).order_by())
    context = {
        "upload": upload,
        "pseudonyms": Subject.objects.filter(withdrawn_at=None).values_list("pseudonym", flat=True)[
            :MOST_PSEUDONYMS
        ],
        "ending": Subject.objects.ending(),
        "filters": filters,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "counts": [(s.value, s.label, counts.get(s.value, 0)) for s in Photograph.Status],
        "expressions": Expression.choices,
    }
    return render(request, "intake/photographs.html", context)


def take_and_enqueue(
    request: HttpRequest, upload: UploadForm, files: list[tuple[str, Any]]
) -> Outcome:
    """Store the files and send the new ones to the workers.

    Not in one transaction: on SQLite it would keep participants from answering until the whole
    archive is checked. What is stored and not sent when this process dies is the sweep's.
    """
    outcome = take(files, upload.origin(request.user), upload.cleaned_data["labels"])
    enqueue_each(crop_photograph, [str(photograph.id) for photograph in outcome.new])
    kind = upload.cleaned_data["kind"]
    record(request.user, Verb.ADDED, Photograph, **outcome.counts(), kind=kind)
    return outcome


def chosen(filters: FilterForm) -> dict[str, str]:
    if not filters.is_valid():
        return {}
    chosen = {name: value for name, value in filters.cleaned_data.items() if value}
    if chosen.get("expression") == "none":
        chosen["expression"] = ""
    return chosen


def tell(request: HttpRequest, outcome: Outcome) -> None:
    new, known = len(outcome.new), len(outcome.known)
    if new:
        text = ngettext("%(n)d photograph came in.", "%(n)d photographs came in.", new)
        messages.success(request, text % {"n": new})
    if known:
        text = ngettext("%(n)d was here already.", "%(n)d were here already.", known)
        messages.info(request, text % {"n": known})
    for name, reason in outcome.refused:
        messages.error(request, f"{name}: {reason}")
    if not (new or known or outcome.refused):
        messages.warning(request, _("No file was chosen."))


@require_GET
def photograph(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    found = get_object_or_404(Photograph, pk=photograph_id)
    context = {
        "photograph": found,
        "studies": [item.study for item in found.items.select_related("study")],
        "expressions": Expression.choices,
        "faces": [
            {"number": n, "x": x1, "y": y1, "width": x2 - x1, "height": y2 - y1, "label_y": y1 + 4}
            for n, (x1, y1, x2, y2) in enumerate(found.faces, start=1)
        ],
    }
    return render(request, "intake/photograph.html", context)


@require_POST
def choose_face(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    """Crop to the face of the given number, or (number 0) take the whole picture."""
    found = get_object_or_404(Photograph, pk=photograph_id)
    number = request.POST.get("face", "")
    if number not in {str(n) for n in range(len(found.faces) + 1)}:
        raise Http404
    box = tuple(found.faces[int(number) - 1]) if int(number) else None
    with transaction.atomic():
        if review.choose(found, box):
            enqueue(crop_photograph, str(found.id))
            record(request.user, Verb.CHANGED, found, box=list(box) if box else None)
            messages.success(request, _("The face is being cropped."))
        else:
            messages.error(request, _("This photograph no longer waits for a choice."))
    return redirect("photograph", found.id)


@require_POST
def label(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    """Say what a photograph shows: that holds from now on, while studies frozen before keep the
    truth they were frozen with."""
    found = get_object_or_404(Photograph, pk=photograph_id)
    expression = request.POST.get("expression", "")
    if expression not in Expression.values:
        raise Http404
    found.label_as(expression)
    found.save(update_fields=LABEL_FIELDS)
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
