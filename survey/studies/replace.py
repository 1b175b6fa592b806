"""A draft whose photographs have to go gets others in their place, by its own recipe."""

import random
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import F

from survey.models import Photograph, Study, StudyItem, Swap

from .swap import candidates


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
    """As one that is swapped by hand, but by the draft's seed; None where the pool has no other."""
    found = candidates(study, (item.kind, item.truth), leaving=item).exclude(pk__in=out)
    ids = list(found.values_list("pk", flat=True))
    if not ids:
        return None
    chosen = random.Random(f"{study.seed} {item.position}").choice(ids)
    return Photograph.objects.defer("crop", "faces").get(pk=chosen)
