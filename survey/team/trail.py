"""The audit trail, from its newest event on. Quick with a million of them: it is read by the
events' numbers, which grow with time, and nothing is counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from survey.models import Event

CHUNK = 2_000


@dataclass(frozen=True)
class Filters:
    who: str | None = None  # "": the program itself; None: everybody
    verb: str = ""
    kind: str = ""
    name: str = ""
    since: date | None = None
    until: date | None = None  # the last day

    def events(self) -> QuerySet[Event]:
        found = Event.objects.order_by("-pk")
        if self.who is not None:
            found = found.filter(actor_name=self.who)
        if self.verb:
            found = found.filter(verb=self.verb)
        if self.kind:
            found = found.filter(target_kind=self.kind)
        if self.name:
            found = found.filter(target_name__icontains=self.name)
        if self.since:
            first = _first_of(self.since)
            found = found.none() if first is None else found.filter(pk__gte=first)
        if self.until and (first := _first_of(self.until + timedelta(days=1))):
            found = found.filter(pk__lt=first)
        return found


def page_of(events: QuerySet[Event], before: int | None, size: int) -> tuple[list[Event], bool]:
    """*size* events that are older than number *before*, and whether there are older ones still."""
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events[: size + 1])
    return found[:size], len(found) > size


def all_of(events: QuerySet[Event]) -> Iterator[Event]:
    """All of them, in many short looks: no reader keeps the database busy."""
    before = None
    more = True
    while more:
        found, more = page_of(events, before, CHUNK)
        yield from found
        before = found[-1].pk if found else None


def _first_of(day: date) -> int | None:
    """The number of the first event on *day* or after it."""
    begins = timezone.make_aware(datetime.combine(day, time.min))
    later = Event.objects.filter(at__gte=begins).order_by("at", "pk")
    return later.values_list("pk", flat=True).first()
