"""Changing several photographs of the list at once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from survey.audit import record
from survey.labels.tally import keep_current
from survey.models import Expression, Photograph, Verb

from .labels import printable
from .people import People, Who, Withdrew
from .store import LABEL_FIELDS, remove

MOST_AT_ONCE = 200


def chosen(request: HttpRequest) -> list[Photograph]:
    ids = []
    for text in request.POST.getlist("photograph")[:MOST_AT_ONCE]:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return list(Photograph.objects.filter(pk__in=ids, demo=False).defer("crop", "faces"))


def back(request: HttpRequest) -> HttpResponse:
    """To the list as it was filtered."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return redirect(asked if is_ours else "photographs")


@require_POST
def change_selected(request: HttpRequest) -> HttpResponse:
    """Say of several at once who is on them, or what they meant to show."""
    actions: dict[str, Callable[[HttpRequest, list[Photograph]], None]] = {
        "person": _name_person,
        "label": _label,
    }
    act = actions.get(request.POST.get("action", ""))
    if act is None:
        raise Http404
    found = chosen(request)
    if found:
        act(request, found)
    else:
        messages.warning(request, _("Choose photographs in the list first."))
    return back(request)


def _name_person(request: HttpRequest, found: list[Photograph]) -> None:
    """Public ones keep the name that their data set gives."""
    pseudonym = printable(request.POST.get("pseudonym"))[:100]
    private = [p for p in found if p.kind == Photograph.Kind.PRIVATE]
    if not pseudonym:
        messages.error(request, _("Say who it is, by a pseudonym."))
        return
    try:
        with transaction.atomic():
            subject = People(Who.ONE, pseudonym, recorded_by=request.user).of("")
            Photograph.objects.filter(pk__in=[p.pk for p in private]).update(subject=subject)
    except Withdrew as error:
        messages.error(request, str(error))
        return
    record(request.user, Verb.CHANGED, Photograph, what="subject", **_which(private))
    _tell(request, private)
    if public := len(found) - len(private):
        text = ngettext(
            "%(n)d public one stays as its data set says.",
            "%(n)d public ones stay as their data sets say.",
            public,
        )
        messages.info(request, text % {"n": public})


def _label(request: HttpRequest, found: list[Photograph]) -> None:
    expression = request.POST.get("expression", "")
    if expression not in Expression.values:
        messages.error(request, _("Choose what they show."))
        return
    for photograph in found:
        photograph.label_as(expression)
    with transaction.atomic():
        Photograph.objects.bulk_update(found, LABEL_FIELDS)
        keep_current([photograph.pk for photograph in found])
    record(request.user, Verb.CHANGED, Photograph, expression=expression, **_which(found))
    _tell(request, found)


def _tell(request: HttpRequest, found: list[Photograph]) -> None:
    n = len(found)
    text = ngettext("%(n)d photograph was changed.", "%(n)d photographs were changed.", n)
    messages.success(request, text % {"n": n})


def _which(found: list[Photograph]) -> dict[str, Any]:
    return {"photographs": [photograph.audit_name for photograph in found]}


@require_POST
def delete_selected(request: HttpRequest) -> HttpResponse:
    """Ask for their number to be typed, then delete those that no study holds."""
    found = chosen(request)
    if not found:
        messages.warning(request, _("Choose photographs in the list first."))
        return back(request)
    typed = request.POST.get("typed")
    if typed is None or typed.strip() != str(len(found)):
        context = {"found": found, "next": request.POST.get("next", ""), "wrong": typed is not None}
        return render(request, "intake/delete_selected.html", context)
    gone = [photograph for photograph in found if _is_removed(photograph)]
    if gone:
        record(request.user, Verb.REMOVED, Photograph, **_which(gone))
        text = ngettext("%(n)d photograph is gone.", "%(n)d photographs are gone.", len(gone))
        messages.success(request, text % {"n": len(gone)})
    if held := len(found) - len(gone):
        text = ngettext("%(n)d is in a study and stays.", "%(n)d are in a study and stay.", held)
        messages.error(request, text % {"n": held})
    return back(request)


def _is_removed(photograph: Photograph) -> bool:
    try:
        remove(photograph)
    except ProtectedError:
        return False
    return True
