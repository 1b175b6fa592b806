"""When people began and finished, where they gave up, how long they took: of one group.

Where there are many people, what reads every row is kept for a while, each part for a time of its
own so that one look in a row pays for one of them; today is read at every look.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar, cast

import numpy as np
from django.core.cache import cache
from django.db.models import CharField, Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils import timezone

from survey.models import Answer, Participant, Study

from .counts import Group

MANY = 2_000  # people: below, everything is read at every look
KEPT_SECONDS = {"days": 300, "stopped": 40, "times": 30}
# "2026-11-25 04:0": times as text up to tens of minutes, in UTC, are what both databases group by
# without help. Zones are whole or half hours from it, or (Nepal) a quarter: five minutes off.
SLOT = len("2026-11-25 04:0")
When = TypeVar("When", int, date)
Part = TypeVar("Part")


@dataclass(frozen=True)
class Moment:
    """Those who began and those who finished within one hour or on one day."""

    began: int
    finished: int


@dataclass(frozen=True)
class History:
    days: dict[date, Moment]  # before today; days without anybody are missing
    stopped: dict[int, int]  # images answered → people who then gave up
    answer_ms: float | None  # the median over people of each one's median
    person_seconds: float | None  # the median over people


def history(study: Study, rows: QuerySet[Participant], group: Group, people: int) -> History:
    """*rows*: those of *group*, so many *people*. Three statements, fewer where some is kept."""
    now = timezone.localdate()
    # A deleted study's number may come back.
    key = f"{study.pk}-{study.created_at.timestamp()}-{group}-{now}"

    def kept(part: str, read: Callable[[], Part]) -> Part:
        if people <= MANY:
            return read()
        found: Any = cache.get_or_set(f"watch-{part}-{key}", read, KEPT_SECONDS[part])
        return cast(Part, found)

    answer_ms, person_seconds = kept("times", lambda: _medians(rows))
    return History(
        days=kept("days", lambda: _days(rows, now)),
        stopped=kept("stopped", lambda: _stopped(rows)),
        answer_ms=answer_ms,
        person_seconds=person_seconds,
    )


def today(rows: QuerySet[Participant]) -> tuple[Moment, ...]:
    """For each of its 24 hours."""
    start = midnight(timezone.localdate())
    slots = _slots(rows, start, start + timedelta(days=1))
    hours = _moments((timezone.localtime(slot).hour, what, n) for slot, what, n in slots)
    return tuple(hours.get(hour, Moment(0, 0)) for hour in range(24))


def _days(rows: QuerySet[Participant], now: date) -> dict[date, Moment]:
    slots = _slots(rows, None, midnight(now))
    return _moments((timezone.localdate(slot), what, n) for slot, what, n in slots)


def _medians(rows: QuerySet[Participant]) -> tuple[float | None, float | None]:
    timed = rows.filter(finished_at__isnull=False, excluded_at=None)
    times = list(timed.order_by().values_list("median_ms", "took_seconds"))
    return _median(one for one, _ in times), _median(other for _, other in times)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())


def _slots(
    rows: QuerySet[Participant], since: datetime | None, until: datetime
) -> list[tuple[datetime, str, int]]:
    """(ten minutes, "consented_at" or "finished_at", people)."""

    def grouped(field: str) -> QuerySet[Participant, tuple[str, str, int]]:
        bounds = {f"{field}__lt": until} | ({f"{field}__gte": since} if since else {})
        text = Substr(Cast(field, CharField()), 1, SLOT)
        named = rows.filter(**bounds).order_by().values(slot=text, what=Value(field))
        return named.annotate(n=Count("*")).values_list("slot", "what", "n")

    both = grouped("consented_at").union(grouped("finished_at"), all=True)
    return [(_as_time(slot), what, n) for slot, what, n in both]


def _as_time(slot: str) -> datetime:
    return datetime.strptime(f"{slot}0", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def _moments(found: Iterable[tuple[When, str, int]]) -> dict[When, Moment]:
    counts: Counter[tuple[When, str]] = Counter()
    for when, what, n in found:
        counts[when, what] += n
    times = {when for when, _what in counts}
    return {at: Moment(counts[at, "consented_at"], counts[at, "finished_at"]) for at in times}


def _stopped(rows: QuerySet[Participant]) -> dict[int, int]:
    theirs = Answer.objects.filter(participant=OuterRef("pk")).order_by()
    counted = theirs.values("participant").annotate(n=Count("pk")).values("n")
    silent = rows.given_up().order_by()  # type: ignore[attr-defined]
    reached = silent.annotate(reached=Coalesce(Subquery(counted), 0)).values("reached")
    return dict(reached.annotate(n=Count(F("id"))).values_list("reached", "n"))


def _median(values: Iterable[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None
