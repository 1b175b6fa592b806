"""The page on which editors take a study's rows away. The truths of an open study are among them:
nobody else may."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from survey.audit import record
from survey.models import Study, Verb

from .archive import as_zip
from .forms import ExportForm
from .snapshot import snapshot

MANY = 2_000_000  # answers: a browser waits long for so many


@never_cache
@require_http_methods(["GET", "POST"])
def exports(request: HttpRequest, slug: str) -> HttpResponseBase:
    """POST replies with a ZIP, made while it leaves."""
    study = get_object_or_404(Study, slug=slug)
    form = ExportForm(request.POST if request.method == "POST" else None, label_suffix="")
    if study.is_draft or not form.is_valid():
        return _page(request, study, form)
    tables, made = form.chosen
    names = [table.name for table in tables]
    reason = form.cleaned_data["reason"]
    record(request.user, Verb.EXPORTED, study, reason=reason, tables=names, format=made.ending)
    parts = _in_language(translation.get_language() or "", as_zip(snapshot(study), tables, made))
    response = StreamingHttpResponse(parts, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{made.ending}.zip"'
    return response


def _page(request: HttpRequest, study: Study, form: ExportForm) -> HttpResponse:
    finished = study.participants.finished()
    people, images = finished.count(), study.items.present().count()
    context = {
        "study": study,
        "form": form,
        "people": people,
        "simulated": finished.filter(simulated=True).count(),
        "images": images,
        "models": study.runs.done().count(),
        "many": people * images > MANY,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "results/exports.html", context, status=status)


def _in_language(language: str, parts: Iterator[bytes]) -> Iterator[bytes]:
    """The words of the codebook are looked up when the view has returned."""
    with translation.override(language):
        yield from parts
