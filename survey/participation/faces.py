"""The images of a study, for whoever may see them; for all others they don't exist."""

from uuid import UUID

from csp.decorators import csp_exempt
from django.core.signing import Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET

from survey.access import Role, may
from survey.models import Participant, StudyItem, Use
from survey.results.differently import showable

from .session import participant_of


# A picture loads nothing, and a hundred such headers are 15 kB.
@csp_exempt()  # type: ignore[arg-type]  # it forgets what else a view is given
@require_GET
def item_face(request: HttpRequest, slug: str, item: UUID) -> HttpResponse:
    """One image's crop as PNG, while one is asked about it."""
    found = get_object_or_404(
        StudyItem.objects.select_related("study", "photograph"), pk=item, study__slug=slug
    )
    if not _may_see(request, found):
        raise Http404
    # The page loads each face once; a reload soon after needs none of them again. Not for longer,
    # as the person may withdraw; the same for all, as it is nobody's business which are private.
    return _png(found, "private, max-age=600, immutable")


def _may_see(request: HttpRequest, item: StudyItem) -> bool:
    if may(request.user, Role.EDITOR):
        return True
    if (item.study.shows_results_to_everyone() or may(request.user, Role.READER)) and (
        StudyItem.objects.shown_for(Use.PUBLICATION).filter(pk=item.pk).exists()
    ):
        return True
    participant = participant_of(request, item.study.slug)
    return participant is not None and participant.may_answer


@require_GET
def result_face(request: HttpRequest, slug: str, item: UUID, key: str) -> HttpResponse:
    """One of the few images beside a result. *key* says that it was shown to this participant."""
    participant = participant_of(request, slug)
    if not (participant and participant.may_see_result):
        raise Http404
    if not constant_time_compare(key, _key(participant, item)):
        raise Http404
    # Asked again: a person may take the permission for their photograph back.
    found = get_object_or_404(showable(participant.study).select_related("photograph"), pk=item)
    return _png(found, "private, no-store")


def result_face_address(participant: Participant, item: UUID) -> str:
    return reverse("result_face", args=[participant.study.slug, item, _key(participant, item)])


def _key(participant: Participant, item: UUID) -> str:
    return Signer(salt="result face").signature(f"{participant.pk} {item}")


def _png(item: StudyItem, cache_control: str) -> HttpResponse:
    response = HttpResponse(item.png, content_type="image/png")
    response["Cache-Control"] = cache_control
    return response
