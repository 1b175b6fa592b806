"""What everybody gave together, kept for a minute so that a result needn't read every answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count

from survey.analysis.accuracy import per_expression
from survey.analysis.arrays import Floats, Integers
from survey.analysis.scores import scores
from survey.analysis.shares import vote_shares, votes
from survey.models import Study

from .rows import Items, read_votes

KEPT_SECONDS = 60


@dataclass(frozen=True)
class Everybody:
    """The people who count, without those who finished within the last minute."""

    scores: Mapping[UUID, int]  # each participant's
    simulated: int  # so many of them
    expressions: tuple[float | None, ...]  # accuracy, 0 to 1, on the images of each
    votes: Integers  # [images]: people who answered it
    shares: Floats  # [images, 5]: of those votes


def everybody(study: Study, items: Items) -> Everybody:
    """Of 1,000 people reading 100,000 answers takes half a second; finding it kept, one query."""
    key = _key(study)
    kept: Everybody | None = cache.get(key)
    if kept is None:
        kept = _read(study, items)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _key(study: Study) -> str:
    """Changes with a withdrawal, of a person or an image, and with an exclusion, which so count at
    once; not when somebody finishes: a hundred people do so within minutes, and each of them would
    read all answers of all others."""
    gone = study.participants.aggregate(one=Count("withdrawn_at"), other=Count("excluded_at"))
    # A deleted study's number may come back.
    made = study.created_at.timestamp()
    return f"everybody-{study.pk}-{made}-{gone['one']}-{gone['other']}-{study.withdrawals}"


def _read(study: Study, items: Items) -> Everybody:
    voted = read_votes(study, items)
    right = scores(voted.choices, items.truth).tolist()
    return Everybody(
        scores=dict(zip(map(UUID, voted.people), right, strict=True)),
        simulated=int(voted.simulated.sum()),
        expressions=per_expression(voted.choices, items.truth),
        votes=votes(voted.choices).sum(axis=1),
        shares=vote_shares(voted.choices),
    )
