"""Who came how far, and how carefully they answer: from the participants' own rows alone.

One statement reads all of them, another those who are in the middle of it. How carefully is said
of those who finished and aren't excluded, since their figures are counted when they finish.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum

from survey.analysis.quality import Share
from survey.models import Flag, Participant, Study
from survey.models.flags import breaks
from survey.models.participants import ACTIVE, SILENT, heard_within

Group = Literal["people", "simulated", "imported"]
GROUPS: tuple[Group, ...] = ("people", "simulated", "imported")
IS_IMPORTED = ExpressionWrapper(Q(imported__isnull=False), output_field=BooleanField())


def group_of(simulated: bool, is_imported: bool) -> Group:
    return "imported" if is_imported else "simulated" if simulated else "people"


def belonging_to(group: Group) -> dict[str, bool]:
    """For filter()."""
    if group == "imported":
        return {"imported__isnull": False}
    return {"imported__isnull": True, "simulated": group == "simulated"}


def members(study: Study, group: Group) -> QuerySet[Participant]:
    return study.participants.filter(**belonging_to(group))


@dataclass(frozen=True)
class Counted:
    """People, a program's simulated ones, or those of a file. Of who withdrew nothing else is
    known any more."""

    group: Group
    began: int  # all that ever agreed
    finished: int
    withdrew: int
    excluded: int
    active: int  # in the middle now
    pausing: int  # silent, not yet for so long that they have given up
    gave_up: int
    repeats: Share  # images that were asked twice and answered the same both times
    attention: Share  # checks that were answered as they asked
    skipped: int  # images that a device couldn't show, and that weren't answered elsewhere
    flagged: Mapping[Flag, int]
    languages: Mapping[str, int]

    @property
    def unfinished(self) -> int:
        return self.began - self.finished - self.withdrew


def count(study: Study) -> tuple[Counted, ...]:
    """People, and others where there are any. Two statements."""
    rows = list(_totals(study))
    heard = {group_of(row["simulated"], row["is_imported"]): row for row in _heard(study)}
    found = []
    for group in GROUPS:
        mine = [row for row in rows if group_of(row["simulated"], row["is_imported"]) == group]
        if mine or group == "people":
            found.append(_counted(group, mine, heard.get(group, {})))
    return tuple(found)


def _totals(study: Study) -> Iterable[Mapping[str, Any]]:
    counts = Q(excluded_at=None)
    rows = study.participants.order_by().values("simulated", "language", is_imported=IS_IMPORTED)
    return rows.annotate(
        began=Count("pk"),
        finished=Count("finished_at"),
        withdrew=Count("withdrawn_at"),
        excluded=Count("excluded_at"),
        asked_twice=Sum("repeats_asked", filter=counts),
        same=Sum("repeats_same", filter=counts),
        checked=Sum("checks_asked", filter=counts),
        failed=Sum("checks_failed", filter=counts),
        unseen=Sum("skipped", filter=counts),
        **{f"flag_{flag.value}": Count("pk", filter=breaks(flag)) for flag in Flag},
    )


def _heard(study: Study) -> Iterable[Mapping[str, Any]]:
    """Of those who are in the middle of it. Few have done something within half an hour."""
    rows = study.participants.unfinished().heard_within(SILENT).order_by()
    return rows.values("simulated", is_imported=IS_IMPORTED).annotate(
        active=Count("pk", filter=heard_within(ACTIVE)), lately=Count("pk")
    )


def _counted(group: Group, rows: list[Mapping[str, Any]], heard: Mapping[str, Any]) -> Counted:
    def total(name: str) -> int:
        return sum(row[name] or 0 for row in rows)

    active, lately = heard.get("active", 0), heard.get("lately", 0)
    languages = {row["language"]: row["began"] - row["withdrew"] for row in rows}
    return Counted(
        group=group,
        began=total("began"),
        finished=total("finished"),
        withdrew=total("withdrew"),
        excluded=total("excluded"),
        active=active,
        pausing=lately - active,
        gave_up=total("began") - total("finished") - total("withdrew") - lately,
        repeats=Share(total("same"), total("asked_twice")),
        attention=Share(total("checked") - total("failed"), total("checked")),
        skipped=total("unseen"),
        flagged={flag: total(f"flag_{flag.value}") for flag in Flag},
        languages={code: n for code, n in languages.items() if code and n},
    )
