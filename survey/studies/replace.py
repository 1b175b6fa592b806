"""A draft whose photographs have to go gets others in their place, by its own recipe."""

import random
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from survey.models import Photograph, Study, StudyItem, Swap


def replace(
    study: Study, items: Iterable[StudyItem], *, out: Collection[UUID], by: Any = None
) -> tuple[int, int]:
    """Exchange *items* of the draft *study*; how many were, and how many places are empty now.

    The same draft and pool give the same photographs. *out*: which must not come in.
    """
    done = missing = 0
    for item in sorted(items, key=lambda each: each.position):
        new = _stand_in(study, item, out)
        if new is None:
            item.delete()
            missing += 1
        else:
            item.photograph, item.person = new, new.whose
            item.save(update_fields=["photograph", "person"])
            done += 1
        Swap.objects.create(
            study=study, position=item.position, added=new, reason=Swap.Reason.WITHDRAWN, by=by
        )
    Study.objects.filter(pk=study.pk).update(version=F("version") + 1)
    return done, missing


def _stand_in(study: Study, item: StudyItem, out: Collection[UUID]) -> Photograph | None:
    """Of the same kind and expression; None where the pool has no other."""
    pool = Photograph.objects.drawable().filter(demo=study.demo, kind=item.kind)
    pool = pool.filter(_recipe(study), expression=item.truth).exclude(pk__in=out)
    free = pool.exclude(items__study=study).order_by("digest").defer("crop", "faces")
    candidates = [each for each in free if each.whose not in _full(study, item)]
    if not candidates:
        return None
    return random.Random(f"{study.seed} {item.position}").choice(candidates)


def _recipe(study: Study) -> Q:
    recipe = study.recipe
    lets_in = ~Q(source__in=recipe.get("excluded_sources") or [])
    lets_in &= ~Q(pk__in=recipe.get("excluded") or [])
    least = recipe.get("least_agreement")
    if least is not None:
        enough = Q(agreement__gte=least)
        lets_in &= enough | Q(agreement=None) if recipe.get("unknown_agreement", True) else enough
    return lets_in


def _full(study: Study, leaving: StudyItem) -> set[str]:
    """People of whom the draft has as many images as it may."""
    most = study.recipe.get("most_per_person")
    if most is None:
        return set()
    staying = study.items.exclude(pk=leaving.pk).values_list("person", flat=True)
    return {person for person, count in Counter(staying).items() if person and count >= most}
