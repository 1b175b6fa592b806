"""The first page: what this is, how long it takes, consent, and who may begin."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from survey.models import Consent, Invitation, Participant, Study
from survey.models.texts import words_of

from . import notices
from .entry import WrongCode, enter, invitation_of, require_entry
from .notices import notice_page
from .session import (
    KEPT_SECONDS,
    forget,
    participant_of,
    remember,
    renewed,
    secret_address,
    token_for,
)
from .steps import CONSENT_VERSION

SECONDS_PER_IMAGE = 4


@never_cache
@require_http_methods(["GET", "POST"])
@secret_address
def participate(request: HttpRequest, slug: str, invitation: str = "") -> HttpResponse:
    """POST agrees and begins, or goes on where this browser was."""
    study = get_object_or_404(Study.objects.announced(), slug=slug)
    participant = participant_of(request, slug)
    invited, refused = _who_may_begin(study, invitation)
    if participant and participant.is_withdrawn:
        return _begin_anew(request, study, notices.WITHDRAWN, can_begin_anew=refused is None)
    if participant and invited and not refused and invited.pk != participant.invitation_id:
        take_over = _("Begin with this invitation")
        return _begin_anew(request, study, notices.NOT_WITH_THIS_INVITATION, take_over=take_over)
    if participant:
        return _go_on(request, study, participant)
    if refused:
        return notice_page(request, study, refused)
    if request.method == "POST":
        return _begin(request, study, invited)
    return start_page(request, study)


def _who_may_begin(study: Study, token: str) -> tuple[Invitation | None, notices.Notice | None]:
    """The invitation with this secret, and why nobody could begin: said before they have read and
    ticked anything."""
    invited = None
    try:
        invited = invitation_of(study, token) if token else None
        require_entry(study, invited)
    except tuple(notices.REFUSALS) as error:
        return invited, notices.REFUSALS[type(error)]
    return invited, None


def _go_on(request: HttpRequest, study: Study, participant: Participant) -> HttpResponse:
    """For a browser that has begun. A used invitation may well be its own: nothing says whose."""
    if participant.is_finished:
        return redirect("result", study.slug)
    if not study.is_open:
        return notice_page(request, study, notices.CLOSED_BEFORE_THE_END, receipt=True)
    if request.method == "POST":
        return redirect("question", study.slug)
    return renewed(request, start_page(request, study, returning=True), study.slug)


def _begin_anew(
    request: HttpRequest, study: Study, notice: notices.Notice, **offer: Any
) -> HttpResponse:
    """Forget who is here, but only after a press on the *notice*'s own button, if it has one."""
    if any(offer.values()) and request.POST.get("anew"):
        response = redirect(request.get_full_path())
        forget(response, study.slug)
        return response
    return notice_page(request, study, notice, **offer)


def _begin(request: HttpRequest, study: Study, invitation: Invitation | None) -> HttpResponse:
    language = get_language() or ""
    consent = Consent.objects.shown(study, language)
    if request.POST.get("consent") != _mark(consent):
        text = _("The text was changed in the meantime. Please read it once more.")
        return start_page(request, study, consent_error=text)
    if not request.POST.get("agree"):
        text = _("Please tick the box if you agree; without it we can't begin.")
        return start_page(request, study, agree_error=text)
    try:
        _participant, token = enter(
            study,
            language,
            invitation=invitation,
            code=request.POST.get("code", ""),
            consent=consent,
            token=token_for(study.slug, request.POST.get("page") or _number()),
        )
    except WrongCode:
        return start_page(request, study, code_error=_("This isn’t the group’s code."))
    except tuple(notices.REFUSALS) as error:  # meanwhile
        return notice_page(request, study, notices.REFUSALS[type(error)])
    response = redirect("about" if study.asked else "question", study.slug)
    remember(response, study.slug, token, secure=request.is_secure())
    return response


def start_page(request: HttpRequest, study: Study, **context: Any) -> HttpResponse:
    """*context*: returning, preview, and what is wrong: agree_error, consent_error, code_error."""
    language = get_language() or ""
    images = study.items.present().count()
    trials = images + study.repeats + study.attention_checks
    invitation = request.resolver_match and request.resolver_match.kwargs.get("invitation")
    consent = Consent.objects.shown(study, language)
    failed = any(name.endswith("_error") for name in context)
    context |= {
        "study": study,
        "words": words_of(study, language),
        "consent": consent,
        "consent_mark": _mark(consent),
        "page": _number(),
        "asks_code": study.entry == Study.Entry.CODE and not invitation,
        "code": request.POST.get("code", ""),
        "agreed": bool(request.POST.get("agree")) and "consent_error" not in context,
        "invited": bool(invitation),
        "item_count": images,
        "minutes": max(1, round(trials * SECONDS_PER_IMAGE / 60)),
        "cookie_days": KEPT_SECONDS // 86_400,
    }
    return render(request, "participation/start.html", context, status=400 if failed else 200)


def _mark(consent: Consent | None) -> str:
    """Which texts stood on the page, so that nobody agrees to others."""
    return f"{CONSENT_VERSION} {consent.pk if consent else ''}"


def _number() -> str:
    """Of one page: see token_for."""
    return secrets.token_urlsafe(16)
