"""The admin's page of a study's words and of the participants' way through it."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from survey.models import Study
from survey.participation.start import start_page

from .changes import Changed, What, hold
from .noting import CONFLICT, note, refused_page, told_since
from .settings_forms import TextsForm, WayForm


@dataclass(frozen=True)
class Forms:
    way: WayForm
    texts: list[TextsForm]  # of a draft only: what people read stays as it was frozen

    @classmethod
    def of(cls, study: Study, data: object = None) -> "Forms":
        languages = [code for code, _name in settings.LANGUAGES]
        texts = [TextsForm(study, code, data if study.is_draft else None) for code in languages]
        return cls(WayForm(data, instance=study), texts)

    def are_valid(self, study: Study) -> bool:
        asked = [self.way, *(self.texts if study.is_draft else [])]
        return all([form.is_valid() for form in asked])  # noqa: C419 # each finds its own errors

    def save(self, study: Study) -> None:
        self.way.save()
        for form in self.texts if study.is_draft else []:
            form.save()


@never_cache
@require_http_methods(["GET", "POST"])
def study_settings(request: HttpRequest, slug: str) -> HttpResponse:
    study = get_object_or_404(Study, slug=slug)
    if request.method == "GET":
        return _page(request, study, Forms.of(study))
    # The page of a draft was opened, and it was frozen meanwhile: nothing of it can be saved.
    if study.is_closed or ("draft" in request.POST) != study.is_draft:
        return refused_page(request, study)
    try:
        with transaction.atomic():
            return _save(request, hold(slug, request.POST.get("version")))
    except Changed:
        study = get_object_or_404(Study, slug=slug)
        if ("draft" in request.POST) != study.is_draft:
            return refused_page(request, study)
        return _page(request, study, Forms.of(study, request.POST), status=CONFLICT)


def _save(request: HttpRequest, study: Study) -> HttpResponse:
    forms = Forms.of(study, request.POST)
    if not forms.are_valid(study):
        return _page(request, study, forms, status=400)
    forms.save(study)
    note(request, study, What.SETTINGS)
    messages.success(request, _("Saved."))
    return redirect("study_settings", study.slug)


def _page(request: HttpRequest, study: Study, forms: Forms, status: int = 200) -> HttpResponse:
    told = told_since(request, study) if status == CONFLICT else None
    fresh = Study.objects.get(pk=study.pk)  # not what a refused form made of it
    context = {
        "study": fresh,
        "texts": forms.texts,
        "way": forms.way,
        "failed": status == 400,
        "told": told,
        "version": told.version if told else request.POST.get("version", fresh.version),
    }
    return render(request, "studies/settings.html", context, status=status)


@require_GET
def preview(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The saved start page as someone with *language* sees it."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    study = get_object_or_404(Study, slug=slug)
    with translation.override(language):
        return start_page(request, study, preview=True)
