"""A draft's images: the recipe, what the pool lacks, the drawn set and its swaps."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from survey.analysis.power import margin
from survey.models import Expression, Photograph, Study, StudyItem

from . import swap as swaps
from .changes import Changed, NotADraft, What, hold_draft
from .draw import choose, lacking, place, unusable
from .forms import RecipeForm
from .noting import CONFLICT, note, refused_page, told_since
from .pool import Pool, tally
from .recipe import Recipe
from .sampling import TooFew

PER_PAGE = 60
CANDIDATES_PER_PAGE = 40
PEOPLE = 42  # as many as answered in the original study


@never_cache
@require_http_methods(["GET", "POST"])
def study_draw(request: HttpRequest, slug: str) -> HttpResponse:
    """POST draws; with "check" it only says what the pool lacks, with "seed" it makes another."""
    study = get_object_or_404(Study, slug=slug)
    if request.method == "GET":
        return images_page(request, study)
    if "draw" in request.POST:
        return _draw(request, study)
    form = _form(study, request.POST)
    if "seed_anew" in request.POST:
        data = request.POST.copy()
        data["seed"] = str(secrets.randbelow(10_000))
        form = _form(study, data)
    return images_page(request, study, form)


def _form(study: Study, data: Any = None) -> RecipeForm:
    sources = Photograph.objects.filter(demo=study.demo, status=Photograph.Status.READY)
    names = sources.order_by().values_list("source", flat=True).distinct()
    return RecipeForm(data, study=study, sources=names)


def _draw(request: HttpRequest, study: Study) -> HttpResponse:
    form = _form(study, request.POST)
    if not form.is_valid():
        return images_page(request, study, form, status=400)
    recipe, seed = form.recipe(), form.cleaned_data["seed"]
    try:
        with transaction.atomic():
            study = hold_draft(study.slug, request.POST.get("version"))
            if study.swaps.exists() and not form.cleaned_data["lose_swaps"]:
                form.add_error("lose_swaps", _swaps_lost(study))
                return images_page(request, study, form, status=400)
            place(study, choose(recipe, seed, demo=study.demo), recipe, seed)
            note(request, study, What.DRAWN, images=recipe.images, seed=seed)
    except Changed:
        return images_page(request, study, form, status=CONFLICT)
    except NotADraft:
        return refused_page(request, study)
    except TooFew:
        return images_page(request, study, form, status=400)
    text = ngettext("%(n)d image is drawn.", "%(n)d images are drawn.", recipe.images)
    messages.success(request, text % {"n": recipe.images})
    return redirect("study_draw", study.slug)


def _swaps_lost(study: Study) -> str:
    n = study.swaps.count()
    text = ngettext(
        "%(n)d swap made by hand is lost by that: tick the box, or keep the images.",
        "%(n)d swaps made by hand are lost by that: tick the box, or keep the images.",
        n,
    )
    return text % {"n": n}


def images_page(
    request: HttpRequest, study: Study, form: RecipeForm | None = None, *, status: int = 200
) -> HttpResponse:
    form = form or _form(study)
    recipe = Recipe.read(study.recipe)
    if form.is_bound and set(form.errors) <= {"lose_swaps"}:
        recipe = form.recipe()
    elif not form.is_bound and not study.recipe:
        recipe = Recipe.even(form.initial["public"], form.initial["private"])
    told = told_since(request, study) if status == CONFLICT else None
    context = {
        "study": study,
        "form": form,
        "recipe": recipe,
        # Who sends the form once more after they were told means it.
        "version": told.version if told else request.POST.get("version", study.version),
        "told": told,
        **(_of_draft(study, recipe) if study.is_draft else {}),
        **_preview(request, study),
        **_margin(recipe if recipe.images else None, study),
    }
    return render(request, "studies/images.html", context, status=status)


def _of_draft(study: Study, recipe: Recipe) -> dict[str, Any]:
    pool: Pool = tally(recipe, demo=study.demo)
    excluded = Photograph.objects.filter(pk__in=Recipe.read(study.recipe).excluded)
    return {
        "pool": pool,
        "swaps": study.swaps.count(),
        "last_swap": swaps.last_swap(study),
        "unusable": unusable(study) if study.items.exists() else [],
        "lacking": lacking(study).total() if study.items.exists() else 0,
        "excluded": excluded.defer("crop", "faces"),
    }


def _preview(request: HttpRequest, study: Study) -> dict[str, Any]:
    items: QuerySet[StudyItem] = study.items.select_related("photograph__subject").defer(
        "photograph__crop", "photograph__faces"
    )
    kind, expression = request.GET.get("kind", ""), request.GET.get("expression", "")
    if kind in Photograph.Kind.values:
        items = items.filter(kind=kind)
    if expression in Expression.values:
        items = items.filter(truth=expression)
    return {
        "page": Paginator(items, PER_PAGE).get_page(request.GET.get("page")),
        "kind": kind,
        "expression": expression,
        "kinds": Photograph.Kind.choices,
        "expressions": Expression.choices,
    }


def _margin(recipe: Recipe | None, study: Study) -> dict[str, Any]:
    people = (recipe.people if recipe else None) or study.quota or PEOPLE
    images = recipe.images if recipe else study.items.count()
    points = margin(people, images) if images else None
    return {"people": people, "images": images, "points": points, "twice": 2 * (points or 0)}


@never_cache
@require_http_methods(["GET", "POST"])
def study_swap(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Who could stand in for one image; POST takes one of them, any one, or excludes it."""
    study = get_object_or_404(Study, slug=slug)
    if not study.is_draft:
        return refused_page(request, study)
    if request.method == "POST":
        return _swap(request, study, position)
    item = get_object_or_404(study.items.select_related("photograph__subject"), position=position)
    found = swaps.candidates(study, (item.kind, item.truth), leaving=item)
    page = Paginator(found.select_related("subject"), CANDIDATES_PER_PAGE)
    context = {"study": study, "item": item, "page": page.get_page(request.GET.get("page"))}
    return render(request, "studies/swap.html", context)


def _swap(request: HttpRequest, study: Study, position: int) -> HttpResponse:
    chosen = request.POST.get("photograph")
    excluding = "exclude" in request.POST
    user = request.user if request.user.is_authenticated else None
    try:
        with transaction.atomic():
            study = hold_draft(study.slug, request.POST.get("version"))
            item = get_object_or_404(study.items.select_related("photograph"), position=position)
            done = (
                swaps.exclude(study, item, by=user)
                if excluding
                else swaps.swap(study, item, UUID(chosen) if chosen else None, by=user)
            )
            what = What.EXCLUDED if excluding else What.SWAPPED
            note(request, study, what, position=position, swap=_names(done))
    except Changed:
        return told_since(request, study).response(request, study)
    except NotADraft:
        return refused_page(request, study)
    except (swaps.NoCandidate, ValueError):
        messages.error(request, _("No photograph can come in for it by this recipe."))
        return redirect("study_swap", study.slug, position)
    messages.success(request, _("Image %(n)d was replaced.") % {"n": position})
    return redirect(reverse("study_draw", args=[study.slug]) + f"#image-{position}")


def _names(done: Any) -> dict[str, str]:
    removed, added = done.removed, done.added
    return {
        "removed": removed.audit_name if removed else "",
        "added": added.audit_name if added else "",
    }


@require_POST
def change_images(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Take the last swap back, allow an excluded photograph again, replace what can't be used."""
    study = get_object_or_404(Study, slug=slug)
    try:
        with transaction.atomic():
            study = hold_draft(slug, request.POST.get("version"))
            STEPS[what](request, study)
    except KeyError:
        raise Http404 from None
    except Changed:
        return told_since(request, study).response(request, study)
    except NotADraft:
        return refused_page(request, study)
    except swaps.NoCandidate:
        messages.error(request, _("The image that was there can’t come back by this recipe."))
    return redirect("study_draw", slug)


def _undo(request: HttpRequest, study: Study) -> None:
    done = swaps.undo(study)
    note(request, study, What.UNDONE, position=done.position, swap=_names(done))


def _allow(request: HttpRequest, study: Study) -> None:
    swaps.allow(study, request.POST.get("photograph", ""))
    note(request, study, What.ALLOWED)


def _mend(request: HttpRequest, study: Study) -> None:
    user = request.user if request.user.is_authenticated else None
    failed = swaps.mend(study, by=user)
    note(request, study, What.MENDED)
    if failed:
        text = ngettext(
            "For %(n)d place no photograph could be found by this recipe.",
            "For %(n)d places no photograph could be found by this recipe.",
            failed,
        )
        messages.error(request, text % {"n": failed})


STEPS = {"undo": _undo, "allow": _allow, "mend": _mend}
