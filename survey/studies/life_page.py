"""A study's life: freeze, open, pause, close, publish, copy, delete. And its poster."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from survey.models import Study, Verb
from survey.models.texts import words_of

from . import life
from .changes import Changed, NotADraft, What, hold_draft
from .draw import NotAsDrawn, SlugTaken, freeze, lacking, unusable
from .forms import NewStudyForm
from .noting import CONFLICT, note, refused_page, told_since


def _held(slug: str) -> Study:
    """For buttons that hold whatever the version: what they do depends on the state alone."""
    return get_object_or_404(Study.objects.select_for_update(), slug=slug)


@never_cache
@require_http_methods(["GET", "POST"])
def freeze_study(request: HttpRequest, slug: str) -> HttpResponse:
    """What will stay as it is from then on, and what hinders; POST freezes."""
    study = get_object_or_404(Study, slug=slug)
    if not study.is_draft:
        return refused_page(request, study)
    if request.method == "POST":
        try:
            with transaction.atomic():
                study = hold_draft(slug, request.POST.get("version"))
                freeze(study)
                note(request, study, What.FROZEN, digest=study.digest)
        except Changed:
            return _freeze_page(request, study, status=CONFLICT)
        except NotADraft:
            return refused_page(request, study)
        except NotAsDrawn:
            return _freeze_page(request, study, status=400)
        messages.success(request, _("The study is frozen. It can be opened now."))
        return redirect(study)
    return _freeze_page(request, study)


def _freeze_page(request: HttpRequest, study: Study, status: int = 200) -> HttpResponse:
    study = Study.objects.get(pk=study.pk)
    context = {
        "study": study,
        "images": study.items.count(),
        "unusable": unusable(study),
        "lacking": lacking(study).total(),
        "texts": _titles(study),
        "told": told_since(request, study) if status == CONFLICT else None,
    }
    return render(request, "studies/freeze.html", context, status=status)


def _titles(study: Study) -> list[tuple[str, str]]:
    """Per language its name and the title that people will read."""
    return [
        (str(get_language_info(code)["name_local"]), words_of(study, code).title.text)
        for code, _name in settings.LANGUAGES
    ]


Act = Callable[[Study], None]
WRONG_STATE = gettext_lazy("The study isn’t in a state for that any more.")


def _act(
    request: HttpRequest, slug: str, step: Act, what: str, done: str | Promise
) -> HttpResponse:
    with transaction.atomic():
        study = _held(slug)
        try:
            step(study)
        except life.WrongState:
            messages.error(request, WRONG_STATE)
        else:
            note(request, study, what)
            messages.success(request, str(done))
    return redirect(study)


@require_POST
def open_study(request: HttpRequest, slug: str) -> HttpResponse:
    done = _("The study is open: people can begin.")
    return _act(request, slug, life.open_study, What.OPENED, done)


@require_POST
def pause_study(request: HttpRequest, slug: str) -> HttpResponse:
    done = _("The study is paused: nobody can begin, who has begun can go on.")
    return _act(request, slug, life.pause, What.PAUSED, done)


@require_POST
def close_study(request: HttpRequest, slug: str) -> HttpResponse:
    study = get_object_or_404(Study, slug=slug)
    if request.POST.get("slug") != slug:
        messages.error(request, _("Type the study's short name to close it."))
        return redirect(study)
    done = _("The study is closed and takes no more answers.")
    return _act(request, slug, life.close, What.CLOSED, done)


@require_POST
def publish_study(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the results to everyone, or no longer. Only a closed study: its truths get known."""
    publish = request.POST.get("published") == "yes"
    with transaction.atomic():
        study = _held(slug)
        if not study.is_closed:
            messages.error(request, _("Close the study first: the results name every truth."))
        elif publish and (other := study.secret_sharers().first()):
            text = _(
                "“%(study)s” is open and asks about some of the same photographs: close it first."
            )
            messages.error(request, text % {"study": other})
        else:
            study.published = publish
            study.save(update_fields=["published"])
            note(request, study, What.PUBLISHED if publish else What.HIDDEN)
    return redirect(study)


@require_http_methods(["GET", "POST"])
def copy_study(request: HttpRequest, slug: str) -> HttpResponse:
    study = get_object_or_404(Study, slug=slug)
    form = NewStudyForm(request.POST or None, label_suffix="", initial={"title": study.title})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                draft = life.copy(study, **form.cleaned_data)
                note(request, draft, What.COPIED, Verb.ADDED, copied_from=study.slug)
        except SlugTaken:
            form.add_error("slug", _("There is a study of this name already."))
        else:
            messages.success(request, _("A new draft with the same words, settings and images."))
            return redirect(draft)
    context = {"study": study, "form": form}
    status = 400 if form.errors else 200
    return render(request, "studies/copy.html", context, status=status)


@require_POST
def delete_study(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft; a frozen one stays, whatever became of it."""
    study = get_object_or_404(Study, slug=slug)
    if not study.is_draft:
        return refused_page(request, study, _("Only drafts can be deleted."))
    if request.POST.get("slug") != slug:
        messages.error(request, _("Type the draft’s short name to delete it."))
        return redirect(study)
    try:
        with transaction.atomic():
            study = _held(slug)
            note(request, study, What.DELETED, Verb.REMOVED, title=study.title)
            life.delete_draft(study)
    except life.WrongState:
        return refused_page(request, study, _("Only drafts can be deleted."))
    messages.success(request, _("The draft is deleted."))
    return redirect("studies")


@require_GET
def poster(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """A page to print: what it is about, the link and its QR code."""
    study = get_object_or_404(Study, slug=slug)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        context = {
            "study": study,
            "words": words_of(study, language),
            "link": settings.SITE_URL + reverse("participate", args=[slug]),
            "languages": settings.LANGUAGES,
            "images": study.items.present().count(),
        }
        return render(request, "studies/poster.html", context)
