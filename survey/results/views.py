"""The results page. Editors and readers always; everybody else once it is published and closed."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from survey.access import Role, may
from survey.models import Study

from .comparison import NoSuchRun
from .page import results_page
from .progress import token, unfinished_runs


@never_cache
@require_GET
def results(request: HttpRequest, slug: str) -> HttpResponse:
    study = get_object_or_404(Study, slug=slug)
    if not may_read(request.user, study):
        return refused(request)
    try:
        page = results_page(study, request.GET.dict(), may_edit=may(request.user, Role.EDITOR))
    except NoSuchRun as error:
        raise Http404(_("This study has no such finished run.")) from error
    return render(request, "results/results.html", {"page": page})


@never_cache
@require_GET
def run_progress(request: HttpRequest, slug: str) -> HttpResponse:
    """A fragment of the page, asked for again and again while a run is unfinished."""
    study = get_object_or_404(Study, slug=slug)
    if not may_read(request.user, study):
        return HttpResponse(status=403)
    return render(request, "results/_progress.html", {"unfinished": unfinished_runs(study)})


@never_cache
@require_GET
def results_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether figures are new: asked again and again while an open study's page is read."""
    study = get_object_or_404(Study, slug=slug)
    if not may_read(request.user, study):
        return HttpResponse(status=403)
    return JsonResponse({"token": token(study)})


def may_read(user: AbstractBaseUser | AnonymousUser, study: Study) -> bool:
    return may(user, Role.EDITOR, Role.READER) or study.shows_results_to_everyone()


def refused(request: HttpRequest) -> HttpResponse:
    """Whoever isn't signed in may be staff; whoever is, isn't."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404(_("The results of this study aren't published."))
