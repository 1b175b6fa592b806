"""The participant's pages once they take part: the images, one's own result."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from survey.models import Study
from survey.models.texts import words_of

from .page import MODULES, question_page
from .session import participant_of, renewed


def home(request: HttpRequest) -> HttpResponse:
    # Others are reached by the link that their people were given.
    studies = Study.objects.admitting().filter(demo=True).prefetch_related("texts")
    language = get_language() or ""
    titled = [(study, words_of(study, language).title) for study in studies]
    return render(request, "home.html", {"studies": titled})


@never_cache
@gzip_page
@require_GET
def question(request: HttpRequest, slug: str) -> HttpResponse:
    participant = participant_of(request, slug)
    if participant is None:
        return redirect("participate", slug)
    if participant.is_finished:
        return redirect("result", slug)
    if participant.is_withdrawn or not participant.study.is_open:
        return redirect("participate", slug)
    if not participant.has_told_about:
        return redirect("about", slug)
    context = {
        "study": participant.study,
        "words": words_of(participant.study),
        "page": question_page(participant, get_token(request)),
        "modules": MODULES,
    }
    response = render(request, "participation/question.html", context)
    return renewed(request, response, slug)
