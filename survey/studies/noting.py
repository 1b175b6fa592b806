"""What the pages that change a study share: the trail, and what is said where they can't."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from survey.audit import record
from survey.models import Study, Verb

from .changes import Change, changes_since, count_change

CONFLICT = 409


def note(
    request: HttpRequest, study: Study, what: str, verb: Verb = Verb.CHANGED, **details: Any
) -> None:
    """Count the change and write it into the trail, with the study's new version."""
    record(request.user, verb, study, what=what, version=count_change(study), **details)


@dataclass(frozen=True)
class Told:
    """What happened since the form was opened."""

    changes: list[Change]
    version: int  # the newest: who sends the form once more means it

    def response(self, request: HttpRequest, study: Study) -> HttpResponse:
        """For buttons that have nothing typed to keep."""
        context = {"study": study, "told": self}
        return render(request, "studies/changed.html", context, status=CONFLICT)


def told_since(request: HttpRequest, study: Study) -> Told:
    found = changes_since(study, request.POST.get("version"))
    version = Study.objects.values_list("version", flat=True).get(pk=study.pk)
    return Told(found, version)


def refused_page(request: HttpRequest, study: Study, why: str = "") -> HttpResponse:
    """The study is frozen: why it stays as it is, and how to go on with a copy."""
    study = Study.objects.get(pk=study.pk)
    return render(request, "studies/refused.html", {"study": study, "why": why}, status=CONFLICT)
