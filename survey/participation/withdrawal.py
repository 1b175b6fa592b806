"""Taking one's answers back: with the browser that gave them, or with the receipt code.

In two steps, so that nobody loses answers to a slip: a page says what will be gone, its button
deletes it. Before finishing, afterwards, after the study has closed; twice does no harm.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from survey.models import Participant
from survey.models.texts import words_of

from . import steps
from .session import as_receipt, forget, participant_of, receipt_of, token_of


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """For the browser that answered: no code is needed, and the page shows the one to keep."""
    participant = participant_of(request, slug)
    if participant is None:
        return redirect("withdraw_later")
    if participant.is_withdrawn or request.method == "POST":
        return _gone(request, participant)
    context = _what_goes(participant) | {"receipt": receipt_of(token_of(request, slug))}
    return render(request, "participation/withdraw.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw_later(request: HttpRequest) -> HttpResponse:
    """With the receipt code, from any browser. Codes travel in the body, never in an address.

    Nothing slows down whoever tries codes out: at a million a second, meeting one of a thousand
    among 2⁸⁰ would take 38 million years.
    """
    typed = request.POST.get("code", "")[:100]
    if request.method == "GET":
        return render(request, "participation/withdraw_later.html")
    receipt = as_receipt(typed)
    participant = Participant.objects.with_receipt(receipt).select_related("study").first()
    if participant is None:
        context = {"typed": typed, "error": _unknown(typed)}
        return render(request, "participation/withdraw_later.html", context, status=400)
    if participant.is_withdrawn or request.POST.get("confirm"):
        return _gone(request, participant)
    context = _what_goes(participant) | {"receipt": receipt, "by_code": True}
    return render(request, "participation/withdraw.html", context)


@require_GET
def withdrawn(request: HttpRequest) -> HttpResponse:
    return render(request, "participation/withdrawn.html")


def _unknown(typed: str) -> str:
    if not typed.strip():
        return _("Please type the code that you were given.")
    return _(
        "No answers belong to this code. Nothing was deleted. Perhaps a letter is missing: a code "
        "has four groups of four."
    )


def _what_goes(participant: Participant) -> dict[str, Any]:
    return {
        "study": participant.study,
        "words": words_of(participant.study),
        "answers": participant.answers.count() + participant.checks.count(),
        "told": any([participant.age_band, participant.gender, participant.experience]),
        "finished": participant.is_finished,
    }


def _gone(request: HttpRequest, participant: Participant) -> HttpResponse:
    steps.withdraw(participant)
    response = redirect("withdrawn")
    slug = participant.study.slug
    if participant_of(request, slug) == participant:  # a code may be another person's
        forget(response, slug)
    # The faces that this browser kept, and pages that still show a result.
    response["Clear-Site-Data"] = '"cache"'
    return response
