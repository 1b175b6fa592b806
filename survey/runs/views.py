"""The admin's pages of models: those that are here, bringing in another, removing one."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from survey import audit
from survey.models import Checkpoint, ModelRun, Verb
from survey.models.checkpoints import first_accuracy
from survey.queue import enqueue
from survey.tasks import verify_checkpoint

from . import register
from .forms import FolderForm, UploadForm
from .incoming import MOST_BYTES, ToDisk, received_to_disk
from .request import as_json
from .tensors import Refused

PER_PAGE = 50


@never_cache
@require_GET
def checkpoints(request: HttpRequest) -> HttpResponse:
    return _page(request, UploadForm(label_suffix=""), FolderForm(label_suffix=""))


def _page(
    request: HttpRequest, upload: UploadForm, folder: FolderForm, status: int = 200
) -> HttpResponse:
    found = Checkpoint.objects.select_related("added_by").annotate(used=Count("runs"))
    found = found.order_by("-created_at", "-pk")
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "installed": _installed(),
        "upload": upload,
        "folder": folder,
        "folders": [str(folder.resolve()) for folder in settings.CHECKPOINT_FOLDERS],
        "offered": register.offered(),
        "most_bytes": MOST_BYTES,
    }
    return render(request, "runs/checkpoints.html", context, status=status)


def _installed() -> dict[str, Any]:
    """The model that is always here. It has no row: it comes with the site."""
    described = register.shipped()
    runs = ModelRun.objects.filter(registered=None, checkpoint=str(settings.CHECKPOINT))
    card = as_json(described) if described else {}
    return {
        "name": settings.CHECKPOINT.name,
        "card": card,
        "accuracy": first_accuracy(card) if card else None,
        "used": runs.count(),
    }


@require_POST
@received_to_disk
def upload(request: HttpRequest, *, received: ToDisk) -> HttpResponse:
    """Take weights and card. A page's script asks for JSON; a form without one gets pages."""
    form = UploadForm(request.POST, label_suffix="")
    if received.problem:  # first: what came after it in the form was not read
        form.add_error("parts", received.problem)
    elif form.is_valid():
        files: Any = request.FILES.getlist("parts")
        user = cast(User, request.user)
        try:
            found, is_new = register.register_upload(
                files, received.folder, form.cleaned_data["name"], user
            )
        except Refused as error:
            form.add_error("parts", str(error))
        except register.NameTaken:
            form.add_error("name", _("There is a model of this name already."))
        else:
            return _registered(request, found, is_new)
    if _wants_json(request):
        return JsonResponse({"errors": form.errors}, status=400)
    return _page(request, form, FolderForm(label_suffix=""), 400)


@require_POST
def register_folder(request: HttpRequest) -> HttpResponse:
    form = FolderForm(request.POST, label_suffix="")
    if form.is_valid():
        said = form.cleaned_data
        user = cast(User, request.user)
        try:
            found, is_new = register.register_folder(said["folder"], said["name"], user)
        except Refused as error:
            form.add_error("folder", str(error))
        except register.NameTaken:
            form.add_error("name", _("There is a model of this name already."))
        else:
            return _registered(request, found, is_new)
    return _page(request, UploadForm(label_suffix=""), form, 400)


def _registered(request: HttpRequest, found: Checkpoint, is_new: bool) -> HttpResponse:
    if is_new:
        with transaction.atomic():
            audit.record(request.user, Verb.ADDED, found, uploaded=found.uploaded)
            enqueue(verify_checkpoint, found.pk)
        text = _("“%(name)s” came in and is being verified.")
        messages.success(request, text % {"name": found.name})
    else:
        text = _("These weights are here already, as “%(name)s”.")
        messages.info(request, text % {"name": found.name})
    if _wants_json(request):
        return JsonResponse({"url": reverse("checkpoints")})
    return redirect("checkpoints")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


@never_cache
@require_http_methods(["GET", "POST"])
def delete_checkpoint(request: HttpRequest, checkpoint: int) -> HttpResponse:
    """Say what will be gone, and after its name was typed remove it."""
    found = get_object_or_404(Checkpoint, pk=checkpoint)
    problem = ""
    if request.method == "POST" and request.POST.get("name", "").strip() != found.name:
        problem = _("That is not its name.")
    elif request.method == "POST":
        try:
            register.remove(found)
        except register.InUse:
            problem = _("A run of it is not finished: wait for it, or delete the run first.")
        else:
            audit.record(request.user, Verb.REMOVED, found, uploaded=found.uploaded)
            messages.success(request, _("“%(name)s” is gone.") % {"name": found.name})
            return redirect("checkpoints")
    context = {
        "checkpoint": found,
        "finished": found.runs.done().count(),
        "problem": problem,
        "typed": request.POST.get("name", ""),
    }
    status = 400 if problem else 200
    return render(request, "runs/delete_checkpoint.html", context, status=status)
