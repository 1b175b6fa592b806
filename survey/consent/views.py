"""The pages of the people in private photographs, and of what they agreed to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from survey import audit
from survey.models import Event, Photograph, Subject, Verb
from survey.models.subjects import SubjectQuerySet
from survey.team.reason import asks_reason

from . import leftovers
from .forms import FilterForm, ManyForm, SubjectForm, kind_of
from .records import HasWithdrawn, Stale, move, record, record_many

PER_PAGE = 50
MOST_PHOTOGRAPHS = 60
MOST_EVENTS = 20


@require_http_methods(["GET", "POST"])
def subjects(request: HttpRequest) -> HttpResponse:
    """The list; POST records one agreement for those who are ticked."""
    filters = FilterForm(request.GET)
    many = ManyForm(request.POST or None, label_suffix="", prefix="many")
    chosen = {int(pk) for pk in request.POST.getlist("people") if pk.isdecimal()}
    if request.method == "POST" and many.is_valid() and chosen:
        count = record_many(chosen, many.said(), by=request.user)
        fields = [name for name, value in many.said().items() if value]
        audit.record(request.user, Verb.CHANGED, Subject, people=sorted(chosen), fields=fields)
        text = ngettext("Recorded for %(n)d person.", "Recorded for %(n)d people.", count)
        messages.success(request, text % {"n": count})
        return redirect(request.get_full_path())
    page = Paginator(found_by(filters), PER_PAGE).get_page(request.GET.get("page"))
    counts = Photograph.objects.filter(subject__in=[each.pk for each in page]).order_by()
    photographs = dict(counts.values_list("subject").annotate(Count("pk")))
    context = {
        "filters": filters,
        "many": many,
        "nobody": request.method == "POST" and not chosen,
        "page": page,
        "rows": [(each, photographs.get(each.pk, 0), each.pk in chosen) for each in page],
        "ending": Subject.objects.ending(),
        "any": page.paginator.count or Subject.objects.exists(),
    }
    return render(request, "consent/subjects.html", context, status=400 if many.errors else 200)


def found_by(filters: FilterForm) -> SubjectQuerySet:
    found = Subject.objects.all()
    if not filters.is_valid():
        return found
    if standing := filters.cleaned_data["standing"]:
        found = found.standing(standing)
    if search := filters.cleaned_data["search"].strip():
        found = found.filter(pseudonym__icontains=search)
    return found


@require_http_methods(["GET", "POST"])
def subject(request: HttpRequest, subject_id: int) -> HttpResponse:
    found = get_object_or_404(Subject, pk=subject_id)
    form = SubjectForm(
        request.POST or None,
        request.FILES or None,
        # A copy: a form writes into its instance what it was given.
        instance=Subject.objects.get(pk=found.pk),
        initial={"version": found.version},
        label_suffix="",
    )
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            return _kept(request, found, form)
        except Stale:
            stale = True
        except HasWithdrawn:
            return redirect("subject", found.pk)
    status = 409 if stale else 400 if form.errors else 200
    return render(request, "consent/subject.html", _shown(found, form, stale=stale), status=status)


def _kept(request: HttpRequest, found: Subject, form: SubjectForm) -> HttpResponse:
    changed = record(
        found,
        form.said(),
        version=form.cleaned_data["version"],
        form=form.cleaned_data["signed"],
        by=request.user,
    )
    leftovers.clear_files()
    audit.record(request.user, Verb.CHANGED, found, fields=changed)
    messages.success(request, _("What they agreed to is on record."))
    return redirect("subject", found.pk)


def _shown(found: Subject, form: SubjectForm, *, stale: bool) -> dict[str, Any]:
    photographs = found.photographs.defer("crop", "faces")
    history = Event.objects.filter(target_kind="subject", target_id=str(found.pk))
    return {
        "subject": found,
        "form": form,
        "stale": stale,
        "photographs": photographs[:MOST_PHOTOGRAPHS],
        "count": photographs.count(),
        "history": history[:MOST_EVENTS],
    }


@require_POST
def move_photographs(request: HttpRequest, subject_id: int) -> HttpResponse:
    """To somebody else, named by their pseudonym."""
    found = get_object_or_404(Subject, pk=subject_id)
    name = request.POST.get("to", "").strip()
    target = Subject.objects.filter(pseudonym=name).first()
    ids = [_uuid(each) for each in request.POST.getlist("photographs")]
    if target is None or target.pk == found.pk:
        messages.error(request, _("There is nobody else called “%(name)s”.") % {"name": name})
        return redirect("subject", found.pk)
    try:
        count = move(ids, found, target)
    except HasWithdrawn:
        messages.error(request, _("%(name)s has withdrawn.") % {"name": name})
        return redirect("subject", found.pk)
    audit.record(request.user, Verb.CHANGED, found, moved=count, to=target.pk)
    text = ngettext("%(n)d photograph was moved.", "%(n)d photographs were moved.", count)
    messages.success(request, text % {"n": count})
    return redirect("subject", found.pk)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@asks_reason(gettext_lazy("Download the signed form"))
def signed_form(request: HttpRequest, subject_id: int, *, reason: str) -> HttpResponseBase:
    found = get_object_or_404(Subject.objects.exclude(form=""), pk=subject_id)
    audit.record(request.user, Verb.EXPORTED, found, reason=reason, what="form")
    file = found.form.open("rb")
    kind = kind_of(file.read(16))
    file.seek(0)
    suffix = kind.rsplit("/", 1)[1]
    name = f"form-{found.pk}.{suffix}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=kind)
    response["Cache-Control"] = "private, no-store"
    return response
