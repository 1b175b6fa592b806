"""The admin's pages for answers of elsewhere: upload, say which column is which, look, import."""

import hashlib

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from survey.audit import record
from survey.intake.names import clean_name
from survey.models import Study, Verb

from . import pending as files
from .columns import without_personal
from .dry_run import look, places_of
from .mapping import BadMapping, Mapping, guessed
from .page import mapping_of, mapping_page, positions, read_form, read_order
from .pending import NoSuchFile, Pending
from .store import CannotImport, import_answers, require_new, require_undrafted
from .table import MOST_BYTES, BadTable, read_table

PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "POST"])
def answer_imports(request: HttpRequest, slug: str) -> HttpResponse:
    """What came in so far; POST uploads a file, which is looked at before it counts."""
    study = get_object_or_404(Study, slug=slug)
    error = ""
    if request.method == "POST":
        try:
            return redirect("answer_import", slug, _uploaded(request, study).token)
        except (BadTable, CannotImport) as problem:
            error = str(problem)
    return _list(request, study, error)


def _list(
    request: HttpRequest, study: Study, error: str = "", *, not_typed: int = 0
) -> HttpResponse:
    rows = (
        study.imports.select_related("imported_by")
        .annotate(people=Count("participants"))
        .order_by("-created_at", "-pk")
    )
    context = {
        "study": study,
        "error": error,
        "not_typed": not_typed,  # the import whose name was typed wrongly
        "typed": request.POST.get("name", ""),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    status = 400 if error or not_typed else 200
    return render(request, "transfer/imports.html", context, status=status)


def _uploaded(request: HttpRequest, study: Study) -> Pending:
    """Raises BadTable, CannotImport."""
    require_undrafted(study)
    file = request.FILES.get("file")
    if file is None:
        raise BadTable(_("Choose a file."))
    data = file.read(MOST_BYTES + 1)
    digest = hashlib.sha256(data).hexdigest()
    require_new(study, digest)
    table, dropped = without_personal(read_table(data))
    if len(table.header) < 1:
        raise BadTable(_("Only columns that say who somebody is are in the file."))
    mapping = guessed(table, positions(places_of(study)))
    name = clean_name(file.name or "") or _("answers")
    said = mapping.as_json()
    return files.keep(study.pk, table, said, name=name, digest=digest, dropped=dropped)


@never_cache
@require_http_methods(["GET", "POST"])
def answer_import(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Which column is which image, and what would come of it. POST: check, order, import, drop."""
    study = get_object_or_404(Study, slug=slug)
    try:
        pending = files.find(study.pk, token)
    except NoSuchFile:
        messages.error(request, _("This file waits no longer. Nothing of it is kept: upload it."))
        return redirect("answer_imports", slug)
    if request.method == "GET":
        return _shown(request, study, pending)
    action = request.POST.get("action", "check")
    if action == "drop":
        files.forget(pending)
        messages.success(request, _("The file is gone; nothing was imported."))
        return redirect("answer_imports", slug)
    try:
        return _acted(request, study, pending, action)
    except (BadMapping, CannotImport) as problem:
        return _shown(request, study, pending, str(problem))


def _shown(request: HttpRequest, study: Study, pending: Pending, error: str = "") -> HttpResponse:
    typed = request.POST.dict() if error else None
    page = mapping_page(study, pending, error=error, typed=typed)
    context = {"page": page, "study": study}
    return render(request, "transfer/mapping.html", context, status=400 if error else 200)


def _acted(request: HttpRequest, study: Study, pending: Pending, action: str) -> HttpResponse:
    """Raises BadMapping, CannotImport."""
    places = places_of(study)
    read = read_order if action == "order" else read_form
    new = read(request.POST.dict(), pending, places)
    is_seen = new == mapping_of(pending, places)
    if action == "import" and is_seen:
        return _imported(request, study, pending, new)
    files.changed(pending, new.as_json())
    if action == "import":
        messages.warning(
            request, _("You changed how the file is read. Look at what comes of it, then import.")
        )
    return redirect("answer_import", study.slug, pending.token)


def _imported(
    request: HttpRequest, study: Study, pending: Pending, mapping: Mapping
) -> HttpResponse:
    places = places_of(study)
    run = look(pending.table, mapping, places)
    made = import_answers(
        study,
        run,
        places,
        mapping,
        name=pending.name,
        digest=pending.digest,
        user=request.user,
    )
    people = len(run.people)
    record(request.user, Verb.ADDED, made, study=study.slug, people=people, answers=run.answers)
    files.forget(pending)
    text = ngettext("%(n)d person was imported.", "%(n)d people were imported.", people)
    messages.success(request, text % {"n": people})
    return redirect("answer_imports", study.slug)


@require_POST
def take_back_import(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Remove an import and its people, once the file's name was typed."""
    study = get_object_or_404(Study, slug=slug)
    made = get_object_or_404(study.imports, pk=number)
    if request.POST.get("name", "").strip() != made.name.strip():
        return _list(request, study, not_typed=made.pk)
    with transaction.atomic():
        people = made.participants.count()
        # Before: what is gone has no number any more.
        record(request.user, Verb.REMOVED, made, study=slug, people=people)
        made.delete()
    text = ngettext(
        "%(n)d imported person and their answers are gone.",
        "%(n)d imported people and their answers are gone.",
        people,
    )
    messages.success(request, text % {"n": people})
    return redirect("answer_imports", slug)
