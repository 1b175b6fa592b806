"""The pages on which a person decides about photographs: one after another, or a single one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from survey.audit import record
from survey.models import Photograph, Verb
from survey.models.images import Reason
from survey.queue import enqueue
from survey.tasks import crop_photograph

from . import review

Status = Photograph.Status


class BoxForm(forms.Form):
    """Where the face is, in pixels of the upright picture."""

    x = forms.IntegerField(label=gettext_lazy("From the left"), min_value=0)
    y = forms.IntegerField(label=gettext_lazy("From the top"), min_value=0)
    width = forms.IntegerField(label=gettext_lazy("Width"), min_value=review.SMALLEST)
    height = forms.IntegerField(label=gettext_lazy("Height"), min_value=review.SMALLEST)

    def __init__(self, photograph: Photograph, said: QueryDict | None = None) -> None:
        x1, y1, x2, y2 = review.first_box(photograph)
        initial = {"x": x1, "y": y1, "width": x2 - x1, "height": y2 - y1}
        super().__init__(said, initial=initial, label_suffix="")
        self.frame = photograph.width or 0, photograph.height or 0

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors:
            _x1, _y1, x2, y2 = self.corners()
            if x2 > self.frame[0] or y2 > self.frame[1]:
                raise forms.ValidationError(_("The box lies outside the photograph."))
        return said

    def corners(self) -> review.Corners:
        x, y, width, height = (self.cleaned_data[name] for name in self.fields)
        return x, y, x + width, y + height


@require_GET
def review_page(request: HttpRequest) -> HttpResponse:
    """The photograph that is asked for, or the one that waits longest."""
    waiting = Photograph.objects.in_review().defer("crop")
    asked = _of_address(request, "photograph")
    shown = (waiting.filter(pk=asked).first() if asked else None) or waiting.first()
    return render(request, "intake/review.html", _review_context(request, shown))


def _review_context(request: HttpRequest, shown: Photograph | None) -> dict[str, Any]:
    refused = Photograph.objects.filter(reason=Reason.UNUSABLE).exclude(upload="").defer("crop")
    asked = _of_address(request, "refused")
    context: dict[str, Any] = {"refused": refused.filter(pk=asked).first() if asked else None}
    if shown:
        waiting = Photograph.objects.in_review()
        before = waiting.filter(_earlier(shown))
        after = waiting.exclude(_earlier(shown)).exclude(pk=shown.pk)
        context |= {
            "number": before.count() + 1,
            "total": waiting.count(),
            "previous": before.values_list("pk", flat=True).last(),
            "next": after.values_list("pk", flat=True).first(),
        }
        context |= stage(shown)
    return context


def _earlier(than: Photograph) -> Q:
    at = than.enqueued_at
    return Q(enqueued_at__lt=at) | Q(enqueued_at=at, pk__lt=than.pk)


def _of_address(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def stage(photograph: Photograph, form: BoxForm | None = None) -> dict[str, Any]:
    """What intake/_stage.html shows: the photograph, the faces in it, the box to move."""
    return {
        "photograph": photograph,
        "box": form or BoxForm(photograph),
        "smallest": review.SMALLEST,
        "faces": [
            {"number": n, "x": x1, "y": y1, "width": x2 - x1, "height": y2 - y1}
            for n, (x1, y1, x2, y2) in enumerate(photograph.faces, start=1)
        ],
    }


@require_POST
def choose_face(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    """Crop to the face of the given number, to a box, or (number 0) take the whole picture."""
    found = get_object_or_404(Photograph, pk=photograph_id)
    number = request.POST.get("face", "")
    if number == "box":
        form = BoxForm(found, request.POST)
        if not form.is_valid():
            return _asked_again(request, found, form)
        return _chosen(request, found, form.corners())
    if number not in {str(n) for n in range(len(found.faces) + 1)}:
        raise Http404
    return _chosen(request, found, tuple(found.faces[int(number) - 1]) if int(number) else None)


def _asked_again(request: HttpRequest, found: Photograph, form: BoxForm) -> HttpResponse:
    context = _review_context(request, found) if found.status == Status.REVIEW else {}
    return render(request, "intake/review.html", context | stage(found, form), status=400)


def _chosen(request: HttpRequest, found: Photograph, box: review.Corners | None) -> HttpResponse:
    onwards = _onwards(request, found)
    with transaction.atomic():
        if review.choose(found, box):
            enqueue(crop_photograph, str(found.id))
            record(request.user, Verb.CHANGED, found, box=list(box) if box else None)
            messages.success(request, _("%(name)s is being cropped.") % {"name": found.name})
        else:
            messages.error(request, _("This can’t be decided any more, or the box is too small."))
    return redirect(onwards)


def _onwards(request: HttpRequest, found: Photograph, refused: bool = False) -> str:
    """From the review to its next photograph, from a photograph's own page back to it."""
    if request.POST.get("from") != "review":
        return reverse("photograph", args=[found.id])
    others = Photograph.objects.in_review().exclude(pk=found.pk)
    after = others.exclude(_earlier(found)).values_list("pk", flat=True).first()
    parts = {"photograph": after, "refused": found.pk if refused else None}
    return f"{reverse('review')}?{urlencode({k: str(v) for k, v in parts.items() if v})}"


@require_POST
def refuse(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    found = get_object_or_404(Photograph, pk=photograph_id)
    onwards = _onwards(request, found, refused=True)
    if review.refuse(found):
        record(request.user, Verb.CHANGED, found, status=Status.FAILED)
    else:
        messages.error(request, _("This photograph no longer waits for a choice."))
    return redirect(onwards)


@require_POST
def restore(request: HttpRequest, photograph_id: UUID) -> HttpResponse:
    """Take a refusal back."""
    found = get_object_or_404(Photograph, pk=photograph_id)
    if review.restore(found):
        record(request.user, Verb.CHANGED, found, status=Status.REVIEW)
        return redirect(f"{reverse('review')}?photograph={found.pk}")
    messages.error(request, _("Its file is gone already: upload the photograph again."))
    return redirect("photograph", found.id)
