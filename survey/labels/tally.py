"""Keeping each photograph's tally and agreement current, whatever changes them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from survey.analysis import agreement
from survey.models import Annotation, LabelTally, Photograph
from survey.models.annotations import Said, written_said

MOST_AT_ONCE = 500
COUNTED = [
    "said", "labels", "majority", "intended", "truth", "rule", "disagreement", "decided",
]  # fmt: skip


def keep_current(ids: Iterable[UUID]) -> None:
    """Count the labels of these photographs anew, and how far they agree with their truth.

    For whoever has changed labels, truth, intention or votes, within the same transaction. The
    rows are locked first: of two labellers at once, the second counts both.
    """
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), MOST_AT_ONCE):
        _keep(wanted[start : start + MOST_AT_ONCE])


@transaction.atomic
def _keep(ids: list[UUID]) -> None:
    rows = Photograph.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
    photographs = list(rows.only("expression", "intended", "rule", "votes", "agreement"))
    said = _said(ids)
    known = LabelTally.objects.in_bulk(ids)
    _count([(each, said[each.pk]) for each in photographs if each.pk in said], known)
    LabelTally.objects.filter(pk__in=[pk for pk in known if pk not in said]).delete()
    _agree(
        {
            each.pk: (
                each.agreement,
                agreement_of(each.expression, said.get(each.pk, ()), each.votes),
            )
            for each in photographs
        }
    )


def _said(ids: list[UUID]) -> dict[UUID, Said]:
    found: dict[UUID, list[tuple[int, str]]] = defaultdict(list)
    labels = Annotation.objects.filter(photograph__in=ids).order_by("labeller")
    for photograph, labeller, choice in labels.values_list("photograph", "labeller", "choice"):
        found[photograph].append((labeller, choice))
    return {pk: tuple(labels) for pk, labels in found.items()}


def _count(labelled: Iterable[tuple[Photograph, Said]], known: Mapping[UUID, LabelTally]) -> None:
    """A decision stands until most labellers say something else than when it was made."""
    tallies = []
    for photograph, said in labelled:
        choices = [choice for _labeller, choice in said]
        most, before = agreement.majority(choices), known.get(photograph.pk)
        tallies.append(
            LabelTally(
                photograph_id=photograph.pk,
                said=written_said(said),
                labels=len(choices),
                majority=most,
                intended=photograph.intended,
                truth=photograph.expression,
                rule=photograph.rule,
                disagreement=agreement.disagreement(choices),
                decided=before is not None and before.decided and before.majority == most,
            )
        )
    LabelTally.objects.bulk_create(
        tallies, update_conflicts=True, unique_fields=["photograph"], update_fields=COUNTED
    )


def _agree(shares: Mapping[UUID, tuple[float | None, float | None]]) -> None:
    """*shares*: photograph → agreement as it is kept, and as it should be."""
    same: dict[float | None, list[UUID]] = defaultdict(list)
    for pk, (before, now) in shares.items():
        if before != now:
            same[now].append(pk)
    for share, ids in same.items():
        Photograph.objects.filter(pk__in=ids).update(agreement=share)


def agreement_of(truth: str, said: Said, votes: Mapping[str, int] | None) -> float | None:
    """The share for the truth: of labellers (those who can't tell too), else of its votes."""
    if said:
        choices = [choice for _labeller, choice in said]
        return choices.count(truth) / len(choices) if truth else None
    return agreement.share_for(truth, votes) if votes else None
