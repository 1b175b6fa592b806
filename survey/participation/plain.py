"""The survey without JavaScript: one image a page, five submit buttons, the same steps behind it.

A page carries its answer's key and number from when it was rendered, so that sending it twice
stores one answer, and an old page sent late changes nothing that was answered after it. Between
the images come the practice, the pause and the end: pages with a button, which keep nothing.
"""

from typing import Any
from uuid import uuid4, uuid5

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from survey.models import Expression, Participant
from survey.models.answers import KeyReused
from survey.models.texts import words_of

from . import steps
from .asked import trials_of
from .notices import INVITATION_USED, notice_page
from .practice import FACES
from .session import participant_of, renewed, token_of
from .state import answered, face_address
from .trials import Trial

WORTH_A_PAUSE = 20  # as in static/js/question/session.js


class PlainAnswer(forms.Form):
    key = forms.UUIDField()
    item = forms.UUIDField()
    sequence = forms.IntegerField(min_value=1, max_value=1_000_000)
    choice = forms.ChoiceField(choices=Expression.choices, required=False)
    skip = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        if bool(self.cleaned_data.get("choice")) == self.cleaned_data.get("skip"):
            raise forms.ValidationError("Either a choice or a skip.")
        return self.cleaned_data

    def given(self) -> steps.Given:
        """Another choice on a page that the browser kept is a correction, not the key's reuse."""
        data = self.cleaned_data
        key = uuid5(data["key"], data["choice"])
        return steps.Given(key, data["item"], data["choice"], data["sequence"])


@never_cache
@require_http_methods(["GET", "POST"])
def plain(request: HttpRequest, slug: str) -> HttpResponse:
    """?at=N shows the N-th image, to look back or correct; without it, what comes next."""
    participant = participant_of(request, slug)
    # Who has finished, has withdrawn or is too late is told so by the first page.
    if participant is None or not participant.may_answer:
        return redirect("participate", slug)
    if not participant.has_told_about:
        return redirect("about", slug)
    try:
        if request.method == "POST":
            return _take(request, participant)
        return renewed(request, _show(request, participant), slug)
    except steps.InvitationUsed:
        return notice_page(request, participant.study, INVITATION_USED)
    except (steps.StudyClosed, steps.AlreadyFinished, steps.Withdrawn):  # meanwhile
        return redirect("participate", slug)


def _take(request: HttpRequest, participant: Participant) -> HttpResponse:
    slug = participant.study.slug
    form, token = PlainAnswer(request.POST), token_of(request, slug)
    if request.POST.get("finish"):
        return _finish(slug, token)
    try:
        if not form.is_valid():
            raise steps.UnknownItem
        if form.cleaned_data["skip"]:
            steps.answer(slug, token, [], [form.cleaned_data["item"]])
        else:
            steps.answer(slug, token, [form.given()])
    except (steps.UnknownItem, KeyReused):
        return _show(request, participant, failed=True)
    return redirect("plain", slug)  # a reload then repeats nothing


def _show(request: HttpRequest, participant: Participant, *, failed: bool = False) -> HttpResponse:
    study, trials = participant.study, trials_of(participant)
    choices, sequence = answered(participant)
    skipped = set(participant.skips.values_list("trial", flat=True))
    missing = [at for at, trial in enumerate(trials) if trial.id not in choices.keys() | skipped]
    first_missing = missing[0] if missing else len(trials)
    context = {
        "study": study,
        "words": words_of(study),
        "total": len(trials),
        "answered": len(trials) - len(missing),
        "next": first_missing + 1,
    }
    at = _asked_for(request, first_missing)
    if failed:
        at = min(at, len(trials) - 1)
    elif between := _between(request, context, at):
        return render(request, between, context | {"practice": FACES})
    context |= _as_asked(study.slug, trials[at]) | {
        "chosen": choices.get(trials[at].id),
        "sequence": sequence + 1,
        "number": at + 1,
        "is_looking_back": at < first_missing,
        "failed": failed,
    }
    return render(request, "participation/plain.html", context, status=400 if failed else 200)


def _asked_for(request: HttpRequest, first_missing: int) -> int:
    """The place in ?at=N, as long as everything before it is answered."""
    wanted = request.GET.get("at", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 6:
        return min(max(int(wanted) - 1, 0), first_missing)
    return first_missing


def _between(request: HttpRequest, context: dict[str, Any], at: int) -> str:
    """The template of the page that comes before the image *at*; "" where none does."""
    answered, total = context["answered"], context["total"]
    if at == total:
        return "participation/plain_end.html"
    if "at" in request.GET:
        return ""
    if answered == 0 and context["study"].practice:
        return "participation/plain_practice.html"
    if total >= WORTH_A_PAUSE and answered == (total + 1) // 2:
        return "participation/plain_pause.html"
    return ""


def _as_asked(slug: str, trial: Trial) -> dict[str, Any]:
    return {
        "face": face_address(slug, trial),
        "choose": Expression(trial.expected).label if trial.expected else "",
        "expressions": Expression,
        "item": trial.id,
        "key": uuid4(),
    }


def _finish(slug: str, token: str) -> HttpResponse:
    try:
        steps.finish(slug, token)
    except steps.Unanswered:  # an old page; what is missing comes now
        return redirect("plain", slug)
    return redirect("result", slug)
