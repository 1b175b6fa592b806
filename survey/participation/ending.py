"""The end of the way: one's own result, and its picture to share."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from survey.models import Participant
from survey.models.texts import words_of
from survey.results.own import own_result

from .faces import result_face_address
from .session import participant_of, receipt_of, renewed, token_of

JUST_NOW = timedelta(minutes=2)


@never_cache
@require_GET
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own score, and only now anything about the model; or that it comes later."""
    participant = participant_of(request, slug)
    if participant is None or participant.is_withdrawn or not participant.is_finished:
        return redirect("participate", slug)
    context = {
        "study": participant.study,
        "words": words_of(participant.study),
        "receipt": receipt_of(token_of(request, slug)),
    }
    if participant.study.holds_results_back:
        response = render(request, "participation/waiting.html", context)
    else:
        response = render(request, "participation/result.html", context | _shown(participant))
    if participant.finished_at and timezone.now() - participant.finished_at < JUST_NOW:
        # The faces that were kept for going on without waiting leave a shared device. Not at
        # every look: this site's scripts and styles go with them.
        response["Clear-Site-Data"] = '"cache"'
    return renewed(request, response, slug)


def _shown(participant: Participant) -> dict[str, Any]:
    found = own_result(participant)
    return {
        "result": found,
        "differently": [
            (seen, result_face_address(participant, seen.item)) for seen in found.differently
        ],
    }


@require_GET
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The result as an SVG of 1200×630 pixels: no face, no image's truth, no name."""
    participant = participant_of(request, slug)
    if not (participant and participant.may_see_result):
        raise Http404
    context = {"result": own_result(participant)}
    response = render(
        request, "participation/picture.svg", context, content_type="image/svg+xml; charset=utf-8"
    )
    # Shown on the page and fetched again by the script that turns it into a PNG.
    response["Cache-Control"] = "private, max-age=60"
    response["Vary"] = "Cookie, Accept-Language"
    return response
