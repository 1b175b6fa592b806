"""The end of the way: one's own result."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from survey.results.own import own_result

from .session import participant_of


@never_cache
@require_GET
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own score, and only now anything about the model."""
    participant = participant_of(request, slug)
    if participant is None or participant.is_withdrawn or not participant.is_finished:
        return redirect("participate", slug)
    context = {"study": participant.study, "result": own_result(participant)}
    response = render(request, "participation/result.html", context)
    # The faces that were kept for going on without waiting leave a shared device.
    response["Clear-Site-Data"] = '"cache"'
    return response
