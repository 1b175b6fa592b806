"""The first page: what this is, how long it takes, consent, and who may begin."""

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
from .entry import TooManyCodes, WrongCode, enter, invitation_of, require_entry
from .notices import notice_page
from .session import KEPT_SECONDS, forget, participant_of, remember

SECONDS_PER_IMAGE = 4


@never_cache
@require_http_methods(["GET", "POST"])
def participate(request: HttpRequest, slug: str, invitation: str = "") -> HttpResponse:
    """POST agrees and begins, or goes on where this browser was."""
    study = get_object_or_404(Study, slug=slug)
    participant = participant_of(request, slug)
    if participant and not participant.is_withdrawn:
        return _go_on(request, study, participant)
    try:
        invited = invitation_of(study, invitation) if invitation else None
        refused = _cannot_begin(study, invited)
        if participant:
            return _after_withdrawal(request, study, can_begin_anew=refused is None)
        if refused:
            return notice_page(request, study, refused)
        if request.method == "POST":
            return _begin(request, study, invited)
    except tuple(notices.REFUSALS) as error:
        return notice_page(request, study, notices.REFUSALS[type(error)])
    return start_page(request, study)


def _go_on(request: HttpRequest, study: Study, participant: Participant) -> HttpResponse:
    """For a browser that has begun, whichever link it opens."""
    if participant.is_finished:
        return redirect("result", study.slug)
    if not study.is_open:
        return notice_page(request, study, notices.CLOSED_BEFORE_THE_END, receipt=True)
    if request.method == "POST":
        return redirect("question", study.slug)
    return start_page(request, study, returning=True)


def _after_withdrawal(request: HttpRequest, study: Study, *, can_begin_anew: bool) -> HttpResponse:
    if request.method == "POST" and can_begin_anew:
        response = redirect(request.get_full_path())
        forget(response, study.slug)
        return response
    return notice_page(request, study, notices.WITHDRAWN, can_begin_anew=can_begin_anew)


def _cannot_begin(study: Study, invitation: Invitation | None) -> notices.Notice | None:
    """Why nobody could begin this way: said before they have read and ticked anything."""
    try:
        require_entry(study, invitation)
    except tuple(notices.REFUSALS) as error:
        return notices.REFUSALS[type(error)]
    return None


def _begin(request: HttpRequest, study: Study, invitation: Invitation | None) -> HttpResponse:
    language = get_language() or ""
    consent = Consent.objects.shown(study, language)
    read = request.POST.get("consent")
    if read is not None and read != _mark(consent):
        text = _("The text was changed in the meantime. Please read it once more.")
        return start_page(request, study, consent_error=text)
    if not request.POST.get("agree"):
        text = _("Please tick the box if you agree; without it we can't begin.")
        return start_page(request, study, agree_error=text)
    code = request.POST.get("code", "")
    try:
        _participant, token = enter(study, language, invitation=invitation, code=code)
    except WrongCode:
        return start_page(request, study, code_error=_("This isn’t the group’s code."))
    except TooManyCodes:
        text = _("Too many wrong codes came in. Please wait a minute and try again.")
        return start_page(request, study, status=429, code_error=text)
    response = redirect("about" if study.asked else "question", study.slug)
    remember(response, study.slug, token, secure=request.is_secure())
    return response


def start_page(
    request: HttpRequest, study: Study, *, status: int = 0, **context: Any
) -> HttpResponse:
    """*context*: returning, preview, and what is wrong: agree_error, consent_error, code_error."""
    language = get_language() or ""
    count = study.items.count() + study.repeats + study.attention_checks
    invitation = request.resolver_match and request.resolver_match.kwargs.get("invitation")
    consent = Consent.objects.shown(study, language)
    failed = any(name.endswith("_error") for name in context)
    context |= {
        "study": study,
        "words": words_of(study, language),
        "consent": consent,
        "consent_mark": _mark(consent),
        "asks_code": study.entry == Study.Entry.CODE and not invitation,
        "code": request.POST.get("code", ""),
        "agreed": bool(request.POST.get("agree")) and "consent_error" not in context,
        "invited": bool(invitation),
        "item_count": count,
        "minutes": max(1, round(count * SECONDS_PER_IMAGE / 60)),
        "cookie_days": KEPT_SECONDS // 86_400,
    }
    page_status = status or (400 if failed else 200)
    return render(request, "participation/start.html", context, status=page_status)


def _mark(consent: Consent | None) -> str:
    """Which text stood on the page, so that nobody agrees to another one."""
    return str(consent.pk) if consent else ""
