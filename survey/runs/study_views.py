"""The admin's pages of one study's models: who answers, how they compare, what goes in and out."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from classifier.card import InvalidCheckpoint
from survey import audit
from survey.models import Checkpoint, Expression, ModelRun, Study, Verb
from survey.models.studies import State
from survey.queue import enqueue
from survey.tasks import answer_run

from . import crops, table
from .compared import compared
from .forms import INSTALLED, CropsForm, RunForm, TableForm
from .register import shipped
from .request import NotFrozen, NotReady, request_registered, request_run, retry

MOST_COMPARED = 20  # the newest done runs


@never_cache
@require_GET
def study_models(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, get_object_or_404(Study, slug=slug))


def _page(request: HttpRequest, study: Study, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with the *forms* that something is wrong with."""
    # Named again: a query that counts drops the model's own order.
    answered = study.runs.annotate(answered=Count("predictions"))
    runs = answered.select_related("requested_by").order_by("-created_at")
    done = [run for run in runs if run.status == "done"]
    counts = study.items.present().aggregate(
        images=Count("pk"), given=Count("pk", filter=crops.may_be_given())
    )
    context = {
        "study": study,
        "runs": runs,
        **counts,
        "compared": () if study.is_draft else compared(study, done[:MOST_COMPARED]),
        "expressions": Expression.labels,
        "run_form": forms.get("run_form") or _run_form(None),
        "table_form": forms.get("table_form") or TableForm(label_suffix=""),
        "crops_form": forms.get("crops_form") or CropsForm(label_suffix=""),
        "missing": counts["images"] - counts["given"],
    }
    return render(request, "runs/study_models.html", context, status=status)


def _run_form(data: Any) -> RunForm:
    installed = settings.CHECKPOINT.name if shipped() else ""
    return RunForm(data, Checkpoint.objects.ready().order_by("name"), installed)


@require_POST
def run_model(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the chosen models answer the study's images; the installed one where none is named."""
    study = get_object_or_404(Study, slug=slug)
    chosen = request.POST.getlist("models")
    if "choosing" in request.POST:
        form = _run_form(request.POST)
        if not form.is_valid():
            return _page(request, study, 400, run_form=form)
    for name in chosen or [INSTALLED]:
        _run(request, study, name)
    return redirect("study_models", slug)


def _run(request: HttpRequest, study: Study, name: str) -> None:
    user = cast(User, request.user)
    try:
        with transaction.atomic():
            if name == INSTALLED:
                run, is_new = request_run(study, settings.CHECKPOINT, user=user)
            else:
                known = Checkpoint.objects.filter(pk=int(name) if name.isdecimal() else 0).first()
                if known is None:
                    raise NotReady(name)
                run, is_new = request_registered(study, known, user=user)
            if is_new:
                audit.record(user, Verb.ADDED, run, study=study.slug)
                enqueue(answer_run, str(run.id))
    except InvalidCheckpoint as error:
        messages.error(request, str(error))
    except NotReady:
        messages.error(request, _("This model is not ready, or it is gone."))
    except NotFrozen:
        messages.error(request, _("Freeze the study first: a draft’s images may still change."))
    else:
        if not is_new:
            messages.info(request, _("This model is answering already."))


@require_POST
def run_again(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    """Send a failed run once more; it goes on where it stopped."""
    found = get_object_or_404(ModelRun, pk=run, study__slug=slug)
    with transaction.atomic():
        if retry(found):
            audit.record(request.user, Verb.CHANGED, found, study=slug, again=True)
            enqueue(answer_run, str(found.id))
    return redirect("study_models", slug)


@require_POST
def import_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the probabilities that another program gave: all of them, or none."""
    study = get_object_or_404(Study, slug=slug)
    form = TableForm(request.POST, request.FILES, label_suffix="")
    if form.is_valid():
        said = form.cleaned_data
        try:
            found = table.read(
                said["file"].read(table.MOST_BYTES + 1), study, scores=said["scores"]
            )
            with transaction.atomic():
                run = table.store(study, found.rows, said["title"], cast(User, request.user))
                audit.record(request.user, Verb.ADDED, run, study=slug, images=len(found.rows))
        except table.BadTable as error:
            form.add_error("file", error.problems)
        except table.TitleTaken:
            form.add_error("title", _("Another run of this study is called so."))
        except NotFrozen:
            form.add_error(None, _("Freeze the study first: a draft’s images may still change."))
        else:
            _tell(request, run, found)
            return redirect("study_models", slug)
    return _page(request, study, 400, table_form=form)


def _tell(request: HttpRequest, run: ModelRun, found: table.Table) -> None:
    count = len(found.rows)
    text = ngettext("%(name)s answered %(n)d image.", "%(name)s answered %(n)d images.", count) % {
        "name": run.name,
        "n": count,
    }
    if found.adjusted:
        more = ngettext(
            "In %(n)d line the five didn’t add up to exactly 1 and were scaled until they did.",
            "In %(n)d lines the five didn’t add up to exactly 1 and were scaled until they did.",
            found.adjusted,
        )
        text += " " + more % {"n": found.adjusted}
    if found.withdrawn:
        more = ngettext(
            "%(n)d line was passed over: its image was withdrawn.",
            "%(n)d lines were passed over: their images were withdrawn.",
            found.withdrawn,
        )
        text += " " + more % {"n": found.withdrawn}
    messages.success(request, text)


@never_cache
@require_POST
def download_crops(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The images and an empty table for the people of another model; private: a reason is kept."""
    study = get_object_or_404(Study.objects.exclude(state=State.DRAFT), slug=slug)
    form = CropsForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, study, 400, crops_form=form)
    items = crops.allowed(study)
    reason = form.cleaned_data["reason"]
    audit.record(request.user, Verb.EXPORTED, study, reason=reason, images=len(items))
    response = StreamingHttpResponse(crops.archive(study, items), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-images.zip"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def delete_run(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    """Say what will be gone, and after its name was typed remove it."""
    found = get_object_or_404(ModelRun.objects.select_related("study"), pk=run, study__slug=slug)
    typed = request.POST.get("name", "")
    if request.method == "POST" and typed.strip() == found.name:
        audit.record(request.user, Verb.REMOVED, found, study=slug, status=found.status)
        found.delete()
        messages.success(request, _("“%(name)s” is gone.") % {"name": found.name})
        return redirect("study_models", slug)
    context = {
        "run": found,
        "study": found.study,
        "answered": found.predictions.count(),
        "problem": _("That is not its name.") if request.method == "POST" else "",
        "typed": typed,
    }
    status = 400 if context["problem"] else 200
    return render(request, "runs/delete_run.html", context, status=status)
