"""Somebody on photographs withdraws, or what they agreed to has ended: nothing of them is kept.

The steps here change the database in one transaction and note which files have to go; the edge
calls leftovers.clear_files() once that is committed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from survey.models import (
    Annotation,
    Heatmap,
    Photograph,
    Prediction,
    Study,
    StudyItem,
    Subject,
    Use,
)
from survey.models.images import PhotographQuerySet
from survey.models.leftovers import Leftover
from survey.studies.replace import replace
from survey.transfer import ledger


@dataclass(frozen=True)
class Gone:
    """How much of what went."""

    photographs: int = 0
    annotations: int = 0
    predictions: int = 0
    heatmaps: int = 0
    replaced: int = 0  # in drafts
    missing: int = 0  # in drafts, as nothing could stand in
    marked: int = 0  # places of frozen studies

    def as_json(self) -> dict[str, int]:
        return {name: count for name, count in asdict(self).items() if count}


@dataclass(frozen=True)
class Touched:
    """What a withdrawal would remove and where, for whoever has to confirm it."""

    photographs: int
    originals: int
    crops: int
    annotations: int
    predictions: int
    heatmaps: int
    drafts: tuple[tuple[Study, int], ...]  # each with its number of images
    frozen: tuple[tuple[Study, int], ...]


def touched_by(photographs: PhotographQuerySet) -> Touched:
    """What withdrawing *photographs* would do."""
    items = StudyItem.objects.filter(photograph__in=photographs)
    counts = Counter(items.values_list("study_id", flat=True))
    studies = [(s, counts[s.pk]) for s in Study.objects.filter(pk__in=counts)]
    return Touched(
        photographs=photographs.count(),
        originals=photographs.exclude(upload="").count(),
        crops=photographs.filter(crop__isnull=False).count(),
        annotations=Annotation.objects.filter(photograph__in=photographs).count(),
        predictions=Prediction.objects.filter(item__in=items).count(),
        heatmaps=Heatmap.objects.filter(item__in=items).count(),
        drafts=tuple((study, count) for study, count in studies if study.is_draft),
        frozen=tuple((study, count) for study, count in studies if not study.is_draft),
    )


@transaction.atomic
def withdraw_person(subject: Subject, *, by: Any = None) -> Gone:
    """All photographs of *subject*, the signed form and what was noted. Twice changes nothing.

    The row stays, so that nothing is taken in under this pseudonym again.
    """
    locked = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    gone = withdraw_photographs(locked.photographs.all(), by=by)
    Leftover.objects.note([locked.form.name or ""])
    for use in Use:
        setattr(locked, use.value, False)
    locked.form = locked.form_name = locked.note = locked.text_version = ""
    locked.agreed_on = locked.until = locked.warned_at = None
    locked.withdrawn_at = locked.withdrawn_at or timezone.now()
    locked.version += 1
    locked.save()
    transaction.on_commit(partial(ledger.note, [locked.pk], ledger.SUBJECT), robust=True)
    return gone


@transaction.atomic
def withdraw_photographs(photographs: PhotographQuerySet, *, by: Any = None) -> Gone:
    """Files, crops, labels, predictions and heatmaps of *photographs*; drafts get others in their
    place, in frozen studies the places stay, marked."""
    # Under a lock, as a worker may be replacing a file this very moment.
    rows = photographs.select_for_update(of=("self",)).order_by("pk").values_list("pk", "upload")
    files = dict(rows)
    if not files:
        return Gone()
    items = StudyItem.objects.filter(photograph__in=list(files))
    held = Study.objects.filter(pk__in=items.values("study")).order_by("pk")
    studies = list(held.select_for_update(of=("self",)))
    places = list(items.select_for_update(of=("self",)).values_list("pk", flat=True))
    marked = sum(_mark(study, items.filter(study=study)) for study in studies if study.frozen_at)
    predictions, _kinds = Prediction.objects.filter(item__in=places).delete()
    heatmaps, _kinds = Heatmap.objects.filter(item__in=places).delete()
    swaps = [
        replace(study, items.filter(study=study), out=files, by=by)
        for study in studies
        if study.is_draft
    ]
    annotations, _kinds = Annotation.objects.filter(photograph__in=list(files)).delete()
    Photograph.objects.filter(pk__in=list(files)).delete()
    Leftover.objects.note(files.values())
    transaction.on_commit(partial(ledger.note, list(files)), robust=True)  # for old backups
    return Gone(
        photographs=len(files),
        annotations=annotations,
        predictions=predictions,
        heatmaps=heatmaps,
        replaced=sum(done for done, _missing in swaps),
        missing=sum(missing for _done, missing in swaps),
        marked=marked,
    )


def _mark(study: Study, items: Iterable[StudyItem]) -> int:
    """Their places stay, without anything that tells who or what was there."""
    leaving = list(items)
    _keep_apart(study, {item.person for item in leaving if item.person})
    changed = StudyItem.objects.filter(pk__in=[item.pk for item in leaving]).update(
        photograph=None, truth="", person="", withdrawn_at=timezone.now()
    )
    Study.objects.filter(pk=study.pk).update(withdrawals=F("withdrawals") + changed)
    return changed


def _keep_apart(study: Study, people: set[str]) -> None:
    """Number the places of *people* who have several: a participant's order, in which no two of
    one person follow each other, is computed from that and must not change in the middle."""
    last = study.items.aggregate(last=Max("alike"))["last"] or 0
    for person in sorted(people):
        theirs = study.items.filter(person=person)
        if theirs.filter(~Q(alike=None)).exists() or theirs.count() < 2:
            continue
        last += 1
        theirs.update(alike=last)
