"""The editors' side of labels: how far labellers agree, and what counts where they don't."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from survey.audit import record
from survey.models import Expression, LabelRule, Photograph, Verb

from .agreement_page import agreement_page
from .settle import Change, Plan, Settled, apply, plan, settle
from .settle_page import DecisionForm, DoubtForm, RuleForm, card, chosen_of

PER_PAGE = 24
CHANGES_PER_EVENT = 500
DEFAULT_LEAST = 2


@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    return render(request, "labels/agreement.html", agreement_page())


@never_cache
@require_http_methods(["GET", "POST"])
def settling(request: HttpRequest) -> HttpResponse:
    """Photographs in doubt; POST: what counts for those that were ticked."""
    decision, chosen = DecisionForm(request.POST or None), {}
    if request.method == "POST":
        chosen = chosen_of(request.POST.getlist("photograph"))
        if decision.is_valid() and chosen:
            rule = LabelRule(decision.cleaned_data["rule"])
            done = settle(chosen, rule, decision.cleaned_data["expression"])
            note(request.user, done.changes)
            tell(request, done)
            return redirect(f"{reverse('settling')}?{request.GET.urlencode()}")
        if not chosen:
            messages.error(request, _("Choose photographs first: each has a box to tick."))
    filters = DoubtForm(request.GET)
    page = Paginator(filters.found(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "cards": [card(tally) for tally in page],
        "decision": decision,
        "chosen": {str(pk) for pk in chosen},
    }
    return render(request, "labels/settle.html", context, status=400 if decision.errors else 200)


def note(user: AbstractBaseUser | AnonymousUser, changes: list[Change]) -> None:
    for change in changes:
        record(
            user,
            Verb.CHANGED,
            Photograph(pk=change.photograph),
            truth=[change.before[0], change.after[0]],
            rule=[change.before[1], change.after[1]],
        )


def tell(request: HttpRequest, done: Settled) -> None:
    truths = sum(change.is_of_truth for change in done.changes)
    text = ngettext("%(n)d truth changed.", "%(n)d truths changed.", truths)
    messages.success(request, _("The decisions are kept.") + " " + text % {"n": truths})
    if done.without:
        text = ngettext(
            "%(n)d has no majority, or no known intention, and stays as it is.",
            "%(n)d have no majority, or no known intention, and stay as they are.",
            done.without,
        )
        messages.warning(request, text % {"n": done.without})
    if done.meanwhile:
        text = ngettext(
            "%(n)d got other labels meanwhile: please look again.",
            "%(n)d got other labels meanwhile: please look again.",
            done.meanwhile,
        )
        messages.warning(request, text % {"n": done.meanwhile})


@never_cache
@require_http_methods(["GET", "POST"])
def rule_for_all(request: HttpRequest) -> HttpResponse:
    """GET: what a rule for all would change; POST: it does, if that is still what was shown."""
    said = request.POST or request.GET or {"rule": LabelRule.MAJORITY, "least": DEFAULT_LEAST}
    form = RuleForm(said)
    if not form.is_valid():
        return render(request, "labels/rule.html", {"form": form}, status=400)
    rule, least = LabelRule(form.cleaned_data["rule"]), form.cleaned_data["least"]
    options: dict[str, Any] = {"by_hand_too": form.cleaned_data["by_hand_too"]}
    preview = plan(rule, least, **options)
    if request.method == "POST":
        if request.POST.get("changing") == str(preview.changing):
            note_all(request.user, apply(rule, least, **options), rule)
            text = ngettext("%(n)d truth changed.", "%(n)d truths changed.", preview.changing)
            messages.success(request, text % {"n": preview.changing})
            return redirect("agreement")
        messages.warning(request, _("Labels have changed meanwhile. This is what it would do now."))
    context = {"form": form, "plan": preview, "moves": moves_of(preview)}
    return render(request, "labels/rule.html", context)


def moves_of(preview: Plan) -> list[tuple[str, str, int]]:
    """The table of changes with their names."""
    name = {each.value: str(each.label) for each in Expression} | {"": "–"}
    return [(name[old], name[new], number) for old, new, number in preview.moves]


def note_all(
    user: AbstractBaseUser | AnonymousUser, changes: list[Change], rule: LabelRule
) -> None:
    """Some hundred to an event: a rule may change all there are."""
    for start in range(0, len(changes), CHANGES_PER_EVENT):
        some = changes[start : start + CHANGES_PER_EVENT]
        rows = [[str(change.photograph), change.before, change.after] for change in some]
        record(user, Verb.CHANGED, Photograph, rule=rule.value, changes=rows)
