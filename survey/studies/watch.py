"""How it goes with a study's people: who came how far, and how carefully they answer."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from survey.analysis.arrays import NO_ANSWER, Integers
from survey.analysis.quality import Share, agreement, median_seconds
from survey.models import Answer, CheckAnswer, Skip, Study
from survey.results.rows import INDEX


@dataclass(frozen=True)
class Watched:
    """People, or a program's simulated ones. Of who withdrew nothing else is known any more."""

    simulated: bool
    began: int  # all that ever agreed
    finished: int
    withdrew: int
    repeats: Share  # images that were asked twice and answered the same both times
    attention: Share  # checks that were answered as they asked
    skipped: int  # images that a device couldn't show, and that weren't answered elsewhere
    seconds: float | None  # the median time to an answer


def people_watched(study: Study) -> tuple[Watched, ...]:
    """People, and simulated ones where there are any."""
    has_simulated = study.participants.filter(simulated=True).exists()
    return tuple(_watched(study, simulated) for simulated in (False, True)[: 1 + has_simulated])


def _watched(study: Study, simulated: bool) -> Watched:
    people = study.participants.filter(simulated=simulated)
    theirs = Q(participant__in=people)
    return Watched(
        simulated=simulated,
        **people.aggregate(
            began=Count("pk"), finished=Count("finished_at"), withdrew=Count("withdrawn_at")
        ),
        repeats=_repeats(theirs),
        attention=_attention(theirs),
        skipped=_skipped(study, theirs),
        seconds=median_seconds(_milliseconds(theirs)),
    )


def _repeats(theirs: Q) -> Share:
    first = Answer.objects.filter(participant=OuterRef("participant"), item=OuterRef("item"))
    asked = CheckAnswer.objects.filter(theirs, kind=CheckAnswer.Kind.REPEAT)
    pairs = asked.annotate(first=Subquery(first.values("choice"))).values_list("first", "choice")
    return _agreement(pairs)


def _attention(theirs: Q) -> Share:
    asked = CheckAnswer.objects.filter(theirs, kind=CheckAnswer.Kind.ATTENTION)
    return _agreement(asked.values_list("expected", "choice"))


def _agreement(pairs: Iterable[tuple[str | None, str]]) -> Share:
    indices = [(INDEX[one] if one else NO_ANSWER, INDEX[other]) for one, other in pairs]
    one, other = np.array(indices, np.int8).reshape(-1, 2).T
    return agreement(one, other)


def _skipped(study: Study, theirs: Q) -> int:
    answered = Answer.objects.filter(participant=OuterRef("participant"), item=OuterRef("trial"))
    images = Skip.objects.filter(theirs, trial__in=study.items.values("pk"))
    return images.filter(~Exists(answered)).count()


def _milliseconds(theirs: Q) -> Integers:
    timed = Answer.objects.filter(theirs, response_ms__isnull=False)
    return np.fromiter(timed.values_list("response_ms", flat=True), np.int64)
