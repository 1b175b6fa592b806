"""Single images of a draft are exchanged: by hand, or because they can't be used any more."""

import random
from collections import Counter
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from survey.models import Photograph, Study, StudyItem, Swap
from survey.models.images import PhotographQuerySet

from .draw import copied, lacking, unusable
from .pool import pool_of
from .recipe import Recipe
from .sampling import Group


class NoCandidate(LookupError):
    """No photograph may come in here."""


def candidates(
    study: Study, group: Group, *, leaving: StudyItem | None = None
) -> PhotographQuerySet:
    """Who may stand in for *leaving* (or fill a gap) by the draft's recipe; in a fixed order."""
    recipe = Recipe.read(study.recipe)
    kind, expression = group
    found = pool_of(recipe, demo=study.demo).filter(kind=kind, expression=expression)
    here = study.items.exclude(photograph=None)
    found = found.exclude(pk__in=here.values("photograph"))
    if recipe.most_per_person is not None:
        found = found.exclude(_of_people_at(recipe.most_per_person, study, leaving))
    return found.order_by("digest")


def _of_people_at(most: int, study: Study, leaving: StudyItem | None) -> Q:
    """Photographs of people of whom the draft has as many as it may."""
    staying = study.items.exclude(photograph=None)
    staying = staying.exclude(pk=leaving.pk) if leaving else staying
    names = ("photograph__subject", "photograph__source", "photograph__person")
    counts: Counter[tuple[int | None, str, str]] = Counter()
    for subject, source, person in staying.values_list(*names):
        if subject or person:
            counts[(subject, "", "") if subject else (None, source, person)] += 1
    full = [who for who, count in counts.items() if count >= most]
    out = Q(subject__in=[subject for subject, _source, _person in full if subject])
    for source in {source for subject, source, _person in full if not subject}:
        people = [person for s, of, person in full if not s and of == source]
        out |= Q(subject=None, source=source, person__in=people)
    return out


@transaction.atomic
def swap(
    study: Study,
    item: StudyItem,
    photograph_id: UUID | None = None,
    *,
    by: User | None = None,
    reason: Swap.Reason = Swap.Reason.CHOSEN,
) -> Swap:
    """Another photograph of the same kind and expression for *item*; None: any one, by chance.

    Raises NoCandidate.
    """
    found = candidates(study, (item.kind, item.truth), leaving=item)
    new = _one_of(found if photograph_id is None else found.filter(pk=photograph_id))
    removed = item.photograph
    _put(item, new)
    return Swap.objects.create(
        study=study, position=item.position, removed=removed, added=new, by=by, reason=reason
    )


def _one_of(found: PhotographQuerySet) -> Photograph:
    ids = list(found.values_list("pk", flat=True))
    if not ids:
        raise NoCandidate
    return Photograph.objects.defer("crop", "faces").get(pk=random.SystemRandom().choice(ids))


def _put(item: StudyItem, photograph: Photograph) -> None:
    for name, value in copied(photograph).items():
        setattr(item, name, value)
    item.save(update_fields=["photograph", "truth", "kind", "person"])


def last_swap(study: Study) -> Swap | None:
    """The newest, where it can be taken back."""
    swap = study.swaps.select_related("removed").last()
    if swap is None or swap.removed is None or swap.reason != Swap.Reason.CHOSEN:
        return None
    return swap


@transaction.atomic
def undo(study: Study) -> Swap:
    """Take the last swap back. Raises NoCandidate where its image can't come back."""
    swap = last_swap(study)
    if swap is None:
        raise NoCandidate
    item = study.items.filter(position=swap.position).first()
    if item is None:
        raise NoCandidate
    found = candidates(study, (item.kind, item.truth), leaving=item)
    back = found.filter(pk=swap.removed.pk).first() if swap.removed else None
    if back is None:
        raise NoCandidate
    _put(item, back)
    swap.delete()
    return swap


@transaction.atomic
def exclude(study: Study, item: StudyItem, *, by: User | None = None) -> Swap:
    """Never in this study: another one comes in. Raises NoCandidate, and nothing is changed."""
    recipe = Recipe.read(study.recipe)
    excluded = [*recipe.excluded, str(item.photograph_id)]
    study.recipe = {**recipe.as_json(), "excluded": sorted(set(excluded))}
    study.save(update_fields=["recipe"])
    return swap(study, item, by=by)


def allow(study: Study, photograph_id: str) -> None:
    """It may be drawn into this study again."""
    recipe = Recipe.read(study.recipe)
    kept = [each for each in recipe.excluded if each != photograph_id]
    study.recipe = {**recipe.as_json(), "excluded": kept}
    study.save(update_fields=["recipe"])


@transaction.atomic
def mend(study: Study, *, by: User | None = None) -> int:
    """Replace what can't be used and fill gaps, by chance; how many places could not be."""
    failed = 0
    for item in unusable(study):
        try:
            swap(study, item, by=by, reason=Swap.Reason.CHOSEN)
        except NoCandidate:
            failed += 1
    last = study.items.order_by("-position").values_list("position", flat=True).first() or 0
    for group in lacking(study).elements():
        try:
            new = _one_of(candidates(study, group))
        except NoCandidate:
            failed += 1
            continue
        last += 1
        StudyItem.objects.create(study=study, position=last, **copied(new))
        Swap.objects.create(study=study, position=last, added=new, by=by)
    return failed
