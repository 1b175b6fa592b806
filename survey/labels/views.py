"""The labelling pages. They show faces and nothing that is known about them."""

from uuid import UUID

from csp.decorators import csp_exempt
from django import forms
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods

from survey.models import Photograph

from . import label
from .api import plain_choice
from .page import MODULES, answers, labelling_page


@never_cache
@gzip_page
@require_GET
def labelling(request: HttpRequest) -> HttpResponse:
    """One face after the other; where none is left, a thank-you."""
    labeller = label.labeller_of(request.user)
    page = labelling_page(labeller, get_token(request))
    if not page["first_face"]:
        return _pause(request, labeller)
    return render(request, "labels/labelling.html", {"page": page, "modules": MODULES})


@never_cache
@require_GET
def pause(request: HttpRequest) -> HttpResponse:
    return _pause(request, label.labeller_of(request.user))


def _pause(request: HttpRequest, labeller: User) -> HttpResponse:
    """How many are done, and how many are still to come."""
    context = {"done": label.done_by(labeller), "waiting": label.waiting_for(labeller).count()}
    return render(request, "labels/pause.html", context)


@csp_exempt()  # type: ignore[arg-type]  # it forgets what else a view is given
@require_GET
def face(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    """The crop of a photograph that is there to be labelled; of all others nothing."""
    del request
    found = get_object_or_404(Photograph.objects.labellable().only("crop"), pk=photograph_id)
    response = HttpResponse(bytes(found.crop or b""), content_type="image/png")
    # "private": no shared cache; ten minutes, so that going back shows it at once.
    response["Cache-Control"] = "private, max-age=600"
    return response


class PlainLabel(forms.Form):
    photograph = forms.UUIDField()
    sequence = forms.IntegerField(min_value=1, max_value=2_000_000_000)
    choice = forms.ChoiceField(choices=lambda: [(a["value"], a["label"]) for a in answers()])

    def given(self) -> label.Given:
        said = self.cleaned_data
        return label.Given(said["photograph"], plain_choice(said["choice"]), said["sequence"])


@never_cache
@require_http_methods(["GET", "POST"])
def plain(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: one face a page. ?back=N shows the N-th last one that was labelled."""
    labeller = label.labeller_of(request.user)
    failed = False
    if request.method == "POST":
        form = PlainLabel(request.POST)
        try:
            if not form.is_valid():
                raise label.UnknownItem
            label.keep(labeller, [form.given()])
            return redirect("labelling_plain")
        except label.UnknownItem:
            failed = True
    back = _number(request.GET.get("back", ""))
    shown = _shown(labeller, back)
    if shown is None:
        return _pause(request, labeller)
    done = label.done_by(labeller)
    context = {
        "face": label.face_address(shown[0]),
        "photograph": shown[0],
        "chosen": shown[1],
        "sequence": label.highest_sequence(labeller) + 1,
        "answers": answers(),
        "done": done,
        "number": done + 1 - back,
        "total": done + label.waiting_for(labeller).count(),
        "back": back,
        "can_go_back": back < len(label.last_of(labeller)),
        "failed": failed,
    }
    return render(request, "labels/plain.html", context, status=400 if failed else 200)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _shown(labeller: User, back: int) -> tuple[UUID, str] | None:
    """The photograph to show and what the labeller said of it, if anything."""
    if not back:
        waiting = label.waiting_for(labeller).values_list("pk", flat=True).first()
        return (waiting, "") if waiting else None
    last = label.last_of(labeller)
    if back > len(last):
        raise Http404
    photograph, choice = last[back - 1]
    return photograph, choice or label.UNSURE
