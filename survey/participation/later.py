"""Going on later or on another device: a personal link, and the code to withdraw with."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from survey.models import Participant, Study
from survey.models.texts import words_of

from . import notices
from .notices import Notice, notice_page
from .session import participant_of, receipt_of, remember, secret_address, token_of

SOMEBODY_ELSE = Notice(
    200,
    _("Somebody has begun in this browser already"),
    _("Going on with the link hides what was begun here, unless its own personal link is known."),
)


@never_cache
@require_GET
def return_link(request: HttpRequest, slug: str) -> HttpResponse:
    """The personal link as text and as a QR code, and the receipt code."""
    participant = participant_of(request, slug)
    if participant is None or participant.is_withdrawn:
        return redirect("participate", slug)
    token = token_of(request, slug)
    context = {
        "study": participant.study,
        "words": words_of(participant.study),
        "participant": participant,
        "link": settings.SITE_URL + reverse("come_back", args=[slug, token]),
        "receipt": receipt_of(token),
    }
    return render(request, "participation/later.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@secret_address
def come_back(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Make this browser the participant's whose link it is, and go on where they were."""
    study = get_object_or_404(Study.objects.announced(), slug=slug)
    found = Participant.objects.with_token(slug, token).first()
    if found is None:
        return notice_page(request, study, notices.UNKNOWN_LINK)
    here = participant_of(request, slug)
    if request.method == "GET" and here and here != found and not here.is_withdrawn:
        take_over = _("Go on with the link")
        return notice_page(request, study, SOMEBODY_ELSE, take_over=take_over)
    response = redirect("result" if found.is_finished else "participate", slug)
    if found.may_answer:
        response = redirect("question", slug)
    remember(response, slug, token, secure=request.is_secure())
    return response
