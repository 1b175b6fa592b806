"""A study's people: the list, one of them, excluding and taking it back."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from survey import audit
from survey.models import Flag, Participant, Study, Verb

from . import exclude
from .people import ExcludeForm, FilterForm, pages_of, rows_of
from .rules import RULES


@never_cache
@require_GET
def participants(request: HttpRequest, slug: str) -> HttpResponse:
    study = get_object_or_404(Study, slug=slug)
    form = FilterForm(request.GET, label_suffix="")
    page = pages_of(form.chosen(study)).get_page(request.GET.get("page"))
    context = {
        "study": study,
        "filters": form,
        "filtered": any(request.GET.get(name) for name in form.fields if name != "order"),
        "page": page,
        "rows": rows_of(page),
        "rules": RULES,
    }
    return render(request, "watching/participants.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def participant(request: HttpRequest, slug: str, participant_id: UUID) -> HttpResponse:
    """One person's figures, and excluding them."""
    found = _person(slug, participant_id)
    form = ExcludeForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            mine = Participant.objects.filter(pk=found.pk)
            if exclude.exclude(mine, cast(User, request.user), form.stored):
                audit.record(
                    request.user, Verb.CHANGED, found, reason=form.for_the_trail, excluded=True
                )
        return redirect("participant", slug, participant_id)
    (row,) = rows_of([found])
    context = {"study": found.study, "row": row, "person": found, "form": form, "rules": RULES}
    status = 400 if form.errors else 200
    return render(request, "watching/participant.html", context, status=status)


@require_POST
def restore(request: HttpRequest, slug: str, participant_id: UUID) -> HttpResponse:
    found = _person(slug, participant_id)
    with transaction.atomic():
        if exclude.restore(Participant.objects.filter(pk=found.pk)):
            audit.record(request.user, Verb.CHANGED, found, excluded=False)
    return redirect("participant", slug, participant_id)


@never_cache
@require_http_methods(["GET", "POST"])
def exclude_flagged(request: HttpRequest, slug: str) -> HttpResponse:
    """All whom one rule flags: first how many there are, then the button does it."""
    study = get_object_or_404(Study, slug=slug)
    flag = _flag(request.GET.get("flag", ""))
    people = exclude.broken_by(study, flag)
    if request.method == "POST":
        with transaction.atomic():
            done = exclude.exclude(people, cast(User, request.user), flag.value)
            if done:
                details: dict[str, Any] = {"people": done, "study": study.slug, "excluded": True}
                audit.record(request.user, Verb.CHANGED, Participant, reason=flag.value, **details)
        text = ngettext("%(n)s person is excluded now.", "%(n)s people are excluded now.", done)
        messages.success(request, text % {"n": done})
        return redirect("participants", slug)
    context = {"study": study, "flag": flag, "rule": RULES[flag], "people": people.count()}
    return render(request, "watching/exclude.html", context)


def _person(slug: str, participant_id: UUID) -> Participant:
    people = Participant.objects.select_related("study", "excluded_by", "imported")
    return get_object_or_404(people, pk=participant_id, study__slug=slug)


def _flag(value: str) -> Flag:
    if value not in Flag.values:
        raise Http404(_("There is no such rule."))
    return Flag(value)
