"""The admin's page of all photographs: bringing them in, finding them, changing many at once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from survey.access import Role, may
from survey.audit import record
from survey.models import Expression, Photograph, Subject, Verb
from survey.queue import enqueue_each
from survey.tasks import crop_photograph

from .finding import FilterForm, counts
from .forms import UploadForm
from .store import DiskFull, Outcome, take

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
    context = {
        "upload": upload,
        "pseudonyms": pseudonyms(),
        "ending": Subject.objects.ending(),
        "filters": filters,
        "page": Paginator(filters.found(), PER_PAGE).get_page(request.GET.get("page")),
        "counts": counts(),
        "expressions": Expression.choices,
        "may_delete": may(request.user, Role.OWNER),
    }
    return render(request, "intake/photographs.html", context)


def pseudonyms() -> list[str]:
    """To choose from while one is typed."""
    known = Subject.objects.filter(withdrawn_at=None).values_list("pseudonym", flat=True)
    return list(known[:MOST_PSEUDONYMS])


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
