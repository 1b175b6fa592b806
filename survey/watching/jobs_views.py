"""What is queued, running, failed and why; trying again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from survey import audit, tasks
from survey.models import Checkpoint, ModelRun, Photograph, Verb
from survey.queue import enqueue
from survey.runs.request import retry as retry_run

from .jobs import jobs_page, retry_checkpoint, retry_photograph


@never_cache
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    return render(request, "watching/jobs.html", {"page": jobs_page(request.GET.dict())})


@never_cache
@require_GET
def jobs_now(request: HttpRequest) -> HttpResponse:
    """The part of the page that changes, asked for again and again."""
    return render(request, "watching/_jobs.html", {"page": jobs_page(request.GET.dict())})


@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    kind, identity = request.POST.get("kind", ""), request.POST.get("id", "")
    with transaction.atomic():
        if not _again(request, kind, identity):
            messages.info(request, _("It isn’t there to be tried again any more."))
    return redirect("jobs")


def _again(request: HttpRequest, kind: str, identity: str) -> bool:
    known = {"runs": ModelRun, "photographs": Photograph, "checkpoints": Checkpoint}
    if kind not in known:
        return False
    try:
        row = get_object_or_404(known[kind], pk=identity)
    except (ValidationError, ValueError):
        return False
    task: Any
    if isinstance(row, ModelRun):
        done, task = retry_run(row), tasks.answer_run
    elif isinstance(row, Photograph):
        done, task = retry_photograph(identity), tasks.crop_photograph
    else:
        done, task = retry_checkpoint(identity), getattr(tasks, "verify_checkpoint", None)
    if done:
        audit.record(request.user, Verb.CHANGED, row, retried=True)
        if task:
            enqueue(task, row.pk if isinstance(row, Checkpoint) else identity)
    return done
