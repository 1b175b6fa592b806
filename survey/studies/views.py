"""The admin's pages of studies: the list, a new one, one study's overview."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from survey.models import Participant, Study, StudyItem, Subject, Verb
from survey.models.studies import State
from survey.watching.counts import count

from .changes import What
from .draw import SlugTaken, new_draft
from .forms import NewStudyForm
from .noting import note
from .way import way_of

PER_PAGE = 25


@require_GET
def studies(request: HttpRequest) -> HttpResponse:
    found = Study.objects.order_by("-created_at", "-pk")
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _counted(list(page)),
        "state": state,
        "states": State.choices,
        "exist": bool(page.paginator.count) or bool(state),
    }
    return render(request, "studies/studies.html", context)


def _counted(found: list[Study]) -> list[tuple[Study, dict[str, int]]]:
    """People and images are counted apart: together each person would be counted per image."""
    people = (
        Participant.objects.filter(study__in=found)
        .order_by()
        .values("study")
        .annotate(
            started=Count("pk", filter=Q(withdrawn_at=None)),
            finished=Count("finished_at"),
            simulated=Count("finished_at", filter=Q(simulated=True)),
        )
    )
    images = StudyItem.objects.filter(study__in=found).order_by().values("study")
    counts: dict[Any, dict[str, int]] = {study.pk: {} for study in found}
    rows: list[Any] = [*people, *images.annotate(images=Count("pk"))]
    for row in rows:
        counts[row["study"]] |= row
    return [(study, counts[study.pk]) for study in found]


@require_http_methods(["GET", "POST"])
def new_study(request: HttpRequest) -> HttpResponse:
    form = NewStudyForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            study = new_draft(**form.cleaned_data)
        except SlugTaken:
            form.add_error("slug", _("There is a study of this name already."))
        else:
            note(request, study, What.MADE, Verb.ADDED)
            messages.success(request, _("A new draft. Draw its images first."))
            return redirect("study_draw", study.slug)
    status = 400 if form.errors else 200
    return render(request, "studies/new.html", {"form": form}, status=status)


@never_cache
@require_GET
def study(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Study, slug=slug)
    way = way_of(found)
    on_images = found.items.values("photograph__subject")
    context = {
        "study": found,
        "images": way.images,
        "finished": way.finished,
        "way": way,
        "runs": found.runs.annotate(answered=Count("predictions")).order_by("-created_at"),
        "ending": Subject.objects.filter(pk__in=on_images).ending(),
        "watched": [] if found.is_draft else count(found),
        "link": settings.SITE_URL + reverse("participate", args=[slug]),
        "time_zone": timezone.get_current_timezone_name(),
    }
    return render(request, "studies/study.html", context)
