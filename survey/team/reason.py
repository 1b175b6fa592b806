"""Downloads of private data ask for a reason, which goes into the audit trail.

Where a download is a link, the view asks on a page of its own:

    @asks_reason(_("Download the answers"))
    def export(request: HttpRequest, slug: str, *, reason: str) -> HttpResponseBase:
        record(request.user, Verb.EXPORTED, study, reason=reason)
        return …

GET then shows that page, and only a POST with a reason reaches the view. Where it is a form on a
page already, the form takes the field (`reason = reason_field()`, or a ReasonForm), and the
template shows it: {% include "studies/_field.html" with field=form.reason %}
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from survey.access import View
from survey.models import Event

SHORTEST = 2  # 연구 is a reason, "x" is none
LONGEST: int = Event._meta.get_field("reason").max_length or 0


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("What do you need it for?"),
        help_text=_("It stands in the audit trail. Name no person in it."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    reason = reason_field()


def asks_reason(title: str | Promise) -> Callable[[View], View]:
    """Let the view be called only by POST and with a reason, which comes as *reason*."""

    def decorate(view: View) -> View:
        @never_cache
        @require_http_methods(["GET", "POST"])
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            form = ReasonForm(request.POST or None, label_suffix="")
            if request.method == "POST" and form.is_valid():
                return view(request, *args, reason=form.cleaned_data["reason"], **kwargs)
            status = 400 if form.errors else 200
            return render(request, "team/reason.html", {"title": title, "form": form}, None, status)

        return asked

    return decorate
