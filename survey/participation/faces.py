"""The images of a study, for whoever may see them; for all others they don't exist."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from survey.models import Photograph, StudyItem

from .session import participant_of


@require_GET
def item_face(request: HttpRequest, slug: str, item: UUID) -> HttpResponse:
    """One image's crop as PNG, while one is asked about it."""
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
    return participant is not None and not (participant.is_finished or participant.is_withdrawn)
