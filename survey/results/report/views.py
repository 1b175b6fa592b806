"""The report, to take away: for editors, in the language that they read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from survey.audit import record
from survey.models import Study, Verb

from ..comparison import NoSuchRun, compare, pick_run
from .page import report


@never_cache
@require_GET
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """One file of HTML. It takes as long as the results page; a PDF is the command's."""
    study = get_object_or_404(Study, slug=slug)
    try:
        run, _runs = pick_run(study, request.GET.get("run", ""))
    except NoSuchRun as error:
        raise Http404(_("This study has no such finished run.")) from error
    language = get_language() or "en"
    page = report(study, compare(study, run), language)
    record(request.user, Verb.EXPORTED, study, what="report")
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{study.slug}-{language}.html"'
    return response
