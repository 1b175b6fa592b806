"""The admin's pages of studies: list, draw, watch, close, publish."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from survey.models import Expression, Photograph, Study
from survey.watching.counts import count

from .draw import SlugTaken, draw_study
from .forms import DrawForm
from .sampling import Shortfall, TooFew


@require_GET
def studies(request: HttpRequest) -> HttpResponse:
    found = Study.objects.annotate(
        started=Count(
            "participants", filter=Q(participants__withdrawn_at__isnull=True), distinct=True
        ),
        finished=Count(
            "participants", filter=Q(participants__finished_at__isnull=False), distinct=True
        ),
        simulated=Count(
            "participants",
            filter=Q(participants__finished_at__isnull=False, participants__simulated=True),
            distinct=True,
        ),
        images=Count("items", distinct=True),
    ).order_by("-created_at")
    return render(request, "studies/studies.html", {"studies": found})


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    form = DrawForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid() and (study := _drawn(form)):
        messages.success(request, _("The study is drawn, frozen and open."))
        return redirect(study)
    pool = Photograph.objects.drawable().filter(demo=False)
    context = {"form": form, "pool": pool_table(pool), "expression_labels": Expression.labels}
    return render(request, "studies/draw.html", context)


def _drawn(form: DrawForm) -> Study | None:
    try:
        return draw_study(**form.cleaned_data)
    except SlugTaken:
        form.add_error("slug", _("There is a study of this name already."))
    except TooFew as error:
        form.add_error(None, [shortfall_text(shortfall) for shortfall in error.shortfalls])
    except ValueError:
        form.add_error(None, _("A study needs images."))
    return None


def shortfall_text(shortfall: Shortfall) -> str:
    missing = shortfall.wanted - shortfall.ready
    text = ngettext(
        "%(kind)s, %(expression)s: %(missing)d photograph is missing (%(ready)d of %(wanted)d).",
        "%(kind)s, %(expression)s: %(missing)d photographs are missing (%(ready)d of %(wanted)d).",
        missing,
    )
    return text % {
        "kind": Photograph.Kind(shortfall.kind).label,
        "expression": Expression(shortfall.expression).label,
        "missing": missing,
        "ready": shortfall.ready,
        "wanted": shortfall.wanted,
    }


def pool_table(pool: QuerySet[Photograph]) -> list[tuple[str, list[int]]]:
    """Per kind its label and how many photographs are ready for each expression."""
    counted = pool.values_list("kind", "expression").annotate(Count("pk")).order_by()
    counts = {(kind, expression): count for kind, expression, count in counted}
    return [
        (str(kind.label), [counts.get((kind.value, e), 0) for e in Expression.values])
        for kind in Photograph.Kind
    ]


@require_GET
def study(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Study, slug=slug)
    runs = found.runs.annotate(answered=Count("predictions")).order_by("-created_at")
    context = {
        "study": found,
        "images": found.items.present().count(),
        "finished": found.participants.finished().count(),
        "watched": count(found),
        "runs": runs,
        "link": settings.SITE_URL + reverse("participate", args=[slug]),
        "checkpoint": settings.CHECKPOINT.name,
    }
    return render(request, "studies/study.html", context)


@require_POST
def close(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Study, slug=slug)
    if request.POST.get("slug") != slug:
        messages.error(request, _("Type the study's short name to close it."))
    else:
        found.close()
        messages.success(request, _("The study is closed and takes no more answers."))
    return redirect(found)


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the results to everyone, or no longer. Only a closed study: its truths get known."""
    found = get_object_or_404(Study, slug=slug)
    publish = request.POST.get("published") == "yes"
    if not found.is_closed:
        messages.error(request, _("Close the study first: the results name every truth."))
    elif publish and (other := found.secret_sharers().first()):
        text = _("“%(study)s” is open and asks about some of the same photographs: close it first.")
        messages.error(request, text % {"study": other})
    else:
        found.published = publish
        found.save(update_fields=["published"])
    return redirect(found)
