"""How it goes with a study's people, live."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from survey.models import Study

from .page import watch_page


@never_cache
@require_GET
def watch(request: HttpRequest, slug: str) -> HttpResponse:
    study = get_object_or_404(Study, slug=slug)
    context = {"study": study, "page": watch_page(study, request.GET.dict())}
    return render(request, "watching/watch.html", context)


@never_cache
@require_GET
def watch_now(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the page that changes, asked for again and again."""
    study = get_object_or_404(Study, slug=slug)
    context = {"study": study, "page": watch_page(study, request.GET.dict())}
    return render(request, "watching/_now.html", context)
