"""What the study asks people about themselves, between consent and the first face."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from survey.models import Participant, Study
from survey.models.about import ANSWERS
from survey.models.texts import words_of

from .session import participant_of


class AboutForm(forms.Form):
    """One group of radio buttons for each question that *study* asks."""

    def __init__(self, study: Study, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in study.asked:
            self.fields[question.value] = forms.ChoiceField(
                label=question.label,
                choices=ANSWERS[question].choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose one; you need not say.")},
            )


def tell(participant: Participant, answers: dict[str, str]) -> None:
    """Keep what *participant* says about themselves; saying it anew replaces it."""
    running = Participant.objects.filter(pk=participant.pk, finished_at=None, withdrawn_at=None)
    running.update(**answers)


@never_cache
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, slug: str) -> HttpResponse:
    participant = participant_of(request, slug)
    # Who has finished, has withdrawn or is too late is told so by the first page.
    if participant is None or not participant.may_answer:
        return redirect("participate", slug)
    study = participant.study
    if not study.asked:
        return redirect("question", slug)
    initial = {question.value: getattr(participant, question.value) for question in study.asked}
    form = AboutForm(study, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        tell(participant, form.cleaned_data)
        return redirect("question", slug)
    context = {"study": study, "words": words_of(study), "form": form}
    return render(request, "participation/about.html", context, status=400 if form.errors else 200)
