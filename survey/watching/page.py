"""Everything that templates/watching/_now.html reads, in one documented object."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from survey.models import Flag, Study
from survey.participation.asked import images_of

from . import charts
from .counts import Counted, count, members
from .history import History, Moment, history, today

MOST_DAYS = 60


@dataclass(frozen=True)
class WatchPage:
    study: Study
    at: datetime
    counted: tuple[Counted, ...]  # people first, then the groups that there are
    shown: Counted  # the group whose figures are drawn
    hours: charts.Columns  # of today: began, finished
    days: charts.Columns | None  # the last ones, today included; None on the first day
    stopped: charts.Columns  # images answered by those who gave up
    answer_seconds: float | None  # medians
    person_minutes: float | None
    flagged: tuple[tuple[Flag, int], ...]
    languages: tuple[tuple[str, int], ...]


def watch_page(study: Study, query: Mapping[str, str]) -> WatchPage:
    """*query*: ?group=. At most six statements, whoever and how many there are."""
    counted = count(study)
    shown = _chosen(counted, query.get("group", ""))
    # All of them are found from an index alone, and there mostly is one group.
    rows = study.participants.all() if len(counted) == 1 else members(study, shown.group)
    found, hours = history(study, rows, shown.group, shown.began), today(rows)
    return WatchPage(
        study=study,
        at=timezone.localtime(),
        counted=counted,
        shown=shown,
        hours=_columns([f"{hour}" for hour in range(24)], hours),
        days=_days(found, hours),
        stopped=_stopped(found, len(images_of(study).ids)),
        answer_seconds=None if found.answer_ms is None else found.answer_ms / 1000,
        person_minutes=None if found.person_seconds is None else found.person_seconds / 60,
        flagged=tuple(shown.flagged.items()),
        languages=_languages(shown.languages),
    )


def _chosen(counted: tuple[Counted, ...], wanted: str) -> Counted:
    """The group asked for, else the first one with anybody in it."""
    for each in counted:
        if each.group == wanted:
            return each
    return next((each for each in counted if each.began), counted[0])


def _columns(labels: list[str], moments: tuple[Moment, ...]) -> charts.Columns:
    began, finished = [each.began for each in moments], [each.finished for each in moments]
    return charts.columns(labels, [("began", began), ("finished", finished)])


def _days(found: History, hours: tuple[Moment, ...]) -> charts.Columns | None:
    """A column for each day since the first on which somebody came."""
    if not found.days:
        return None
    now = timezone.localdate()
    first = max(min(found.days), now - timedelta(days=MOST_DAYS - 1))
    days = [first + timedelta(days=n) for n in range((now - first).days + 1)]
    so_far = Moment(sum(each.began for each in hours), sum(each.finished for each in hours))
    moments = {**found.days, now: so_far}
    return _columns(
        [_day(day) for day in days], tuple(moments.get(day, Moment(0, 0)) for day in days)
    )


def _day(day: date) -> str:
    return f"{day:%m-%d}"  # short, and the same in every language


def _stopped(found: History, images: int) -> charts.Columns:
    names, people = charts.bins(found.stopped, images)
    return charts.columns(names, [("stopped", people)])


def _languages(found: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The most frequent first, by name where the site speaks them."""
    names = dict(settings.LANGUAGES)
    ordered = sorted(found.items(), key=lambda each: -each[1])
    return tuple((gettext(str(names.get(code, code))), n) for code, n in ordered)
