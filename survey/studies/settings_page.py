"""The admin's page of a study's words and of the participants' way through it."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from survey.models import Study
from survey.participation.start import start_page

from .settings_forms import TextsForm, WayForm


@require_http_methods(["GET", "POST"])
def study_settings(request: HttpRequest, slug: str) -> HttpResponse:
    with transaction.atomic():
        return _look_or_save(request, slug)


def _look_or_save(request: HttpRequest, slug: str) -> HttpResponse:
    studies = Study.objects.all()
    if request.method == "POST":
        # Nobody begins between the look at whether somebody has and the change.
        studies = studies.select_for_update()
    study = get_object_or_404(studies, slug=slug)
    data = request.POST or None
    texts = [TextsForm(study, language, data) for language, _name in settings.LANGUAGES]
    way = WayForm(data, instance=study)
    wrong = [form for form in (*texts, way) if not form.is_valid()]  # each finds its own errors
    if request.method == "POST" and not wrong:
        way.save()
        for form in texts:
            form.save()
        messages.success(request, _("Saved."))
        return redirect("study_settings", slug)
    context = {
        "study": Study.objects.get(pk=study.pk),  # not what a refused form made of it
        "texts": texts,
        "way": way,
        "failed": request.method == "POST",
    }
    status = 400 if context["failed"] else 200
    return render(request, "studies/settings.html", context, status=status)


@require_GET
def preview(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The saved start page as someone with *language* sees it."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    study = get_object_or_404(Study, slug=slug)
    with translation.override(language):
        return start_page(request, study, preview=True)
