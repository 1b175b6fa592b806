"""The page of each image, and where models looked in it."""

from uuid import UUID

from csp.decorators import csp_exempt
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from survey import audit
from survey.access import Role, may
from survey.models import Heatmap, Study, Verb
from survey.models.runs import Status
from survey.queue import enqueue
from survey.runs.heatmaps import ask
from survey.tasks import show_looks

from .cards import faces_for
from .comparison import NoSuchRun, compare, pick_run
from .image_page import NoSuchImage, image_page, runs_of
from .views import may_read, refused


@never_cache
@require_GET
def image(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    study = get_object_or_404(Study, slug=slug)
    if not may_read(request.user, study):
        return refused(request)
    may_edit = may(request.user, Role.EDITOR)
    try:
        page = image_page(study, number, request.GET.dict(), may_edit=may_edit)
    except NoSuchRun as error:
        raise Http404(_("This study has no such finished run.")) from error
    except NoSuchImage as error:
        raise Http404(_("This study has no such image.")) from error
    return render(request, "results/image.html", {"page": page})


@require_POST
def ask_looks(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Have it drawn where the compared models looked: in this image, or in all of the study."""
    study = get_object_or_404(Study, slug=slug)
    try:
        run, _runs = pick_run(study, request.GET.get("run", ""))
    except NoSuchRun as error:
        raise Http404(_("This study has no such finished run.")) from error
    comparison = compare(study, run)
    items = [each.id for each in comparison.images if each.number == number]
    with transaction.atomic():
        runs = ask(study, runs_of(comparison).values(), None if "all" in request.POST else items)
        for run_id in runs:
            enqueue(show_looks, str(run_id))
        if runs:
            which = "all" if "all" in request.POST else str(number)
            audit.record(request.user, Verb.ADDED, Heatmap, study=slug, image=which)
    if not runs:
        messages.info(request, _("There is nothing left to draw."))
    query = request.GET.urlencode()
    here = reverse("results_image", args=[slug, number])
    return redirect(f"{here}{'?' if query else ''}{query}#looks")


# A picture loads nothing: no header for what it might.
@csp_exempt()  # type: ignore[arg-type]  # it forgets what else a view is given
@require_GET
def heatmap(request: HttpRequest, slug: str, run: UUID, item: UUID) -> HttpResponse:
    """The picture, for whoever may see results and the face."""
    study = get_object_or_404(Study, slug=slug)
    if not may_read(request.user, study):
        raise Http404
    faces = faces_for(may_edit=may(request.user, Role.EDITOR))
    found = get_object_or_404(
        Heatmap,
        run=run,
        run__study=study,
        status=Status.DONE,
        item__in=faces.filter(pk=item, study=study),
    )
    response = HttpResponse(bytes(found.png or b""), content_type="image/png")
    response["Cache-Control"] = "private, max-age=600"  # as the face's
    return response
