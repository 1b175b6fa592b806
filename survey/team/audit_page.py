"""The owners' page of who did what, and its export."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from survey.audit import record
from survey.models import Event, Verb
from survey.spreadsheets import BOM, harmless

from . import trail, words
from .reason import asks_reason

PER_PAGE = 100
PROGRAM = "*"  # nobody's name: it can't be one
COLUMNS = ("at", "who", "did", "kind", "id", "name", "reason", "details")


class AuditForm(forms.Form):
    who = forms.ChoiceField(label=pgettext_lazy("audit", "Who"), required=False)
    verb = forms.ChoiceField(
        label=_("Did what"), required=False, choices=[("", _("Anything")), *Verb.choices]
    )
    kind = forms.ChoiceField(
        label=_("With what"),
        required=False,
        choices=[("", _("Anything")), *((kind, one) for kind, (one, _many) in words.KINDS.items())],
    )
    name = forms.CharField(label=_("Whose name contains"), required=False, max_length=200)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = User.objects.order_by("username").values_list("username", flat=True)
        everybody = [("", _("Everybody")), (PROGRAM, _("The program"))]
        self.fields["who"].choices = [*everybody, *((name, name) for name in names)]  # type: ignore[attr-defined]

    def filters(self) -> trail.Filters:
        """Of what is filled in rightly: the rest says what is wrong with it."""
        self.is_valid()
        data: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        if who := data.get("who"):
            data["who"] = "" if who == PROGRAM else who
        return trail.Filters(**data)


@never_cache
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditForm(request.GET, label_suffix="")
    before = request.GET.get("before", "")
    number = int(before) if before.isdecimal() and len(before) < 19 else None
    events, more = trail.page_of(form.filters().events(), number, PER_PAGE)
    context = {
        "form": form,
        "events": [(event, words.sentence(event), words.details(event)) for event in events],
        "older": events[-1].pk if more else None,
        "is_first": number is None,
        "filtered": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "team/audit.html", context)


@asks_reason(_("Download the audit trail"))
def export(request: HttpRequest, *, reason: str) -> HttpResponseBase:
    """What the page shows with the same filters, all of it, as a table."""
    asked = AuditForm(request.GET)
    events = asked.filters().events()
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    filters = {name: str(value) for name, value in asked.cleaned_data.items() if value}
    record(request.user, Verb.EXPORTED, Event, reason=reason, filters=filters)
    rows = trail.all_of(events.filter(pk__lte=newest))
    response = StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate()}.csv"'
    return response


class _Echo:
    def write(self, text: str) -> str:
        return text


def as_csv(events: Iterable[Event]) -> Iterator[str]:
    """Lines for spreadsheets: a mark that it is UTF-8, and no cell that is a formula."""
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow(COLUMNS)
    for event in events:
        cells = (
            timezone.localtime(event.at).isoformat(timespec="seconds"),
            event.actor_name,
            event.verb,
            event.target_kind,
            event.target_id,
            event.target_name,
            event.reason,
            json.dumps(event.details, ensure_ascii=False) if event.details else "",
        )
        yield writer.writerow([harmless(cell) for cell in cells])
