"""A labeller's way: what they have labelled, what comes next, and a choice that is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CharField, Max
from django.db.models.functions import Cast, Substr
from django.urls import reverse
from django.utils import timezone

from survey.models import Annotation, Photograph
from survey.models.images import PhotographQuerySet

from .tally import keep_current

UNSURE = "unsure"  # what the page sends for "can't tell", which is stored as ""
SHUFFLES = 20  # in each direction
MOST_AHEAD = 300  # faces of one page; then it is loaded anew
MOST_BEHIND = 100  # faces that one can go back to


class UnknownItem(Exception):
    """Not a photograph that this labeller is asked about."""


@dataclass(frozen=True)
class Given:
    """One choice as the page sends it."""

    photograph: UUID
    choice: str  # an expression; "" for "can't tell"
    sequence: int
    response_ms: int | None = None


def labeller_of(user: AbstractBaseUser | AnonymousUser) -> User:
    """*user*, who has an account: only() lets nobody else in."""
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def waiting_for(labeller: User) -> PhotographQuerySet:
    """What *labeller* hasn't labelled yet, in an order of their own that stays over reloads."""
    waiting = Photograph.objects.labellable().exclude(annotations__labeller=labeller)
    # Ids are random: read from different digits on, and backwards, they give forty shuffles. A
    # hash would give more, and cost half a second for a hundred thousand.
    backwards, digit = divmod(labeller.pk % (2 * SHUFFLES), SHUFFLES)
    shuffled = Substr(Cast("id", CharField()), digit + 1)
    return waiting.order_by(shuffled.desc() if backwards else shuffled.asc())


def done_by(labeller: User) -> int:
    """How many they have labelled of what is still here to be labelled."""
    return Annotation.objects.filter(labeller=labeller).count()


def state_of(labeller: User) -> dict[str, Any]:
    """What the question's scripts need to know; see participation.state.

    The faces labelled last come first, so that one can go back to them.
    """
    last = last_of(labeller)[::-1]
    ahead = waiting_for(labeller).values_list("pk", flat=True)[:MOST_AHEAD]
    return {
        "items": [{"id": pk, "face": face_address(pk)} for pk in [*(pk for pk, _ in last), *ahead]],
        "answers": {str(pk): choice or UNSURE for pk, choice in last},
        "skipped": [],
        "sequence": highest_sequence(labeller),
        "finished": False,
        "pauses": False,
    }


def last_of(labeller: User) -> list[tuple[UUID, str]]:
    """The photographs labelled last, the newest first, with what was said; of those still here."""
    mine = Annotation.objects.filter(labeller=labeller).order_by("-at")
    last = list(mine.values_list("photograph", "choice")[:MOST_BEHIND])
    here = Photograph.objects.labellable().filter(pk__in=[pk for pk, _choice in last])
    allowed = set(here.values_list("pk", flat=True))
    return [(pk, choice) for pk, choice in last if pk in allowed]


def highest_sequence(labeller: User) -> int:
    mine = Annotation.objects.filter(labeller=labeller)
    return mine.aggregate(highest=Max("sequence"))["highest"] or 0


def face_address(photograph: UUID) -> str:
    return reverse("label_face", args=[photograph])


def keep(labeller: User, given: Iterable[Given]) -> None:
    """Store choices, all or none. Of several for one photograph the highest sequence holds, in
    whatever order they come and however often. Raises UnknownItem."""
    newest: dict[UUID, Given] = {}
    for choice in sorted(given, key=lambda choice: choice.sequence):
        newest[choice.photograph] = choice
    with transaction.atomic():
        ids = sorted(newest)
        rows = Photograph.objects.labellable().filter(pk__in=ids).order_by("pk")
        if len(rows.select_for_update(of=("self",)).values_list("pk")) < len(ids):
            raise UnknownItem
        mine = Annotation.objects.filter(labeller=labeller, photograph__in=ids)
        before = dict(mine.values_list("photograph", "sequence"))
        changed = [choice for pk, choice in newest.items() if choice.sequence >= before.get(pk, 0)]
        _store(labeller, changed)
        keep_current([choice.photograph for choice in changed])


def _store(labeller: User, choices: list[Given]) -> None:
    fields = ["choice", "sequence", "response_ms", "at"]
    Annotation.objects.bulk_create(
        [
            Annotation(
                photograph_id=given.photograph,
                labeller=labeller,
                choice=given.choice,
                sequence=given.sequence,
                response_ms=given.response_ms,
                at=timezone.now(),
            )
            for given in choices
        ],
        update_conflicts=True,
        unique_fields=["photograph", "labeller"],
        update_fields=fields,
    )
