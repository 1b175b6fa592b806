"""The participant's pages once they take part: the images, one's own result."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from survey.models import Photograph, Study, StudyItem
from survey.results.own import own_result

from .page import MODULES, question_page
from .session import participant_of


def home(request: HttpRequest) -> HttpResponse:
    # Others are reached by the link that their people were given.
    studies = Study.objects.filter(closed_at=None, demo=True)
    return render(request, "home.html", {"studies": studies})


@never_cache
@gzip_page
@require_GET
def question(request: HttpRequest, slug: str) -> HttpResponse:
    participant = participant_of(request, slug)
    if participant is None:
        return redirect("participate", slug)
    if participant.is_finished:
        return redirect("result", slug)
    if participant.is_withdrawn or not participant.study.is_open:
        return redirect("participate", slug)
    if not participant.has_told_about:
        return redirect("about", slug)
    context = {
        "study": participant.study,
        "page": question_page(participant, get_token(request)),
        "modules": MODULES,
    }
    return render(request, "participation/question.html", context)


@never_cache
@require_GET
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own score, and only now anything about the model."""
    participant = participant_of(request, slug)
    if participant is None or not participant.is_finished:
        return redirect("participate", slug)
    context = {"study": participant.study, "result": own_result(participant)}
    response = render(request, "participation/result.html", context)
    # The faces that were kept for going on without waiting leave a shared device.
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_GET
def item_face(request: HttpRequest, slug: str, item: UUID) -> HttpResponse:
    """One image's crop as PNG, for whoever may see it; for all others it doesn't exist."""
    found = get_object_or_404(
        StudyItem.objects.select_related("study", "photograph"), pk=item, study__slug=slug
    )
    if not _may_see(request, found):
        raise Http404
    response = HttpResponse(bytes(found.photograph.crop or b""), content_type="image/png")
    # The pixels of a frozen item never change; "private": no shared cache may keep a face.
    response["Cache-Control"] = "private, max-age=3600, immutable"
    return response


def _may_see(request: HttpRequest, item: StudyItem) -> bool:
    if request.user.is_authenticated and request.user.is_staff:
        return True
    if item.kind == Photograph.Kind.PUBLIC and item.study.shows_results_to_everyone():
        return True
    participant = participant_of(request, item.study.slug)
    return participant is not None and not participant.is_finished
