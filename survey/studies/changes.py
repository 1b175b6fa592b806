"""Two people at one study: who comes second is told what was changed, and overwrites nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from survey.models import Event, Study


class What:
    """What an event of a study says was changed."""

    MADE, COPIED, DRAWN, SWAPPED, UNDONE = "made", "copied", "drawn", "swapped", "undone"
    EXCLUDED, ALLOWED, MENDED, SETTINGS = "excluded", "allowed", "mended", "settings"
    FROZEN, OPENED, PAUSED, CLOSED = "frozen", "opened", "paused", "closed"
    PUBLISHED, HIDDEN, DELETED = "published", "hidden", "deleted"


WORDS: Mapping[str, str | Promise] = {
    What.MADE: pgettext_lazy("changed", "made it"),
    What.COPIED: pgettext_lazy("changed", "copied it"),
    What.DRAWN: pgettext_lazy("changed", "drew its images"),
    What.SWAPPED: pgettext_lazy("changed", "swapped an image"),
    What.UNDONE: pgettext_lazy("changed", "took a swap back"),
    What.EXCLUDED: pgettext_lazy("changed", "excluded a photograph"),
    What.ALLOWED: pgettext_lazy("changed", "allowed an excluded photograph again"),
    What.MENDED: pgettext_lazy("changed", "replaced images"),
    What.SETTINGS: pgettext_lazy("changed", "changed texts and settings"),
    What.FROZEN: pgettext_lazy("changed", "froze it"),
    What.OPENED: pgettext_lazy("changed", "opened it"),
    What.PAUSED: pgettext_lazy("changed", "paused it"),
    What.CLOSED: pgettext_lazy("changed", "closed it"),
    What.PUBLISHED: pgettext_lazy("changed", "published its results"),
    What.HIDDEN: pgettext_lazy("changed", "hid its results"),
}


class Changed(Exception):
    """Somebody was faster: the version that a form began with is not the study's any more."""


class NotADraft(Exception):
    """What is asked for can only be done to a draft."""


@dataclass(frozen=True)
class Change:
    who: str
    what: str | Promise
    at: datetime


def hold(slug: str, version: str | int | None) -> Study:
    """The study, held until the transaction ends: nobody else changes it meanwhile.

    Raises Http404, and Changed where the form that was sent began with another version.
    """
    study = Study.objects.select_for_update().filter(slug=slug).first()
    if study is None:
        raise Http404
    if str(version or "") != str(study.version):
        raise Changed
    return study


def hold_draft(slug: str, version: str | int | None) -> Study:
    """Also raises NotADraft."""
    try:
        study = hold(slug, version)
    except Changed:
        if not Study.objects.filter(slug=slug, state="draft").exists():
            raise NotADraft from None
        raise
    if not study.is_draft:
        raise NotADraft
    return study


def count_change(study: Study) -> int:
    """The study's new version."""
    Study.objects.filter(pk=study.pk).update(version=F("version") + 1)
    study.refresh_from_db(fields=["version"])
    return study.version


def changes_since(study: Study, version: str | int | None) -> list[Change]:
    """Who did what since; the newest first."""
    since = int(str(version)) if str(version).isdecimal() else 0
    of_study = Event.objects.filter(target_kind="study", target_id=str(study.pk))
    found = of_study.filter(details__version__gt=since)[:5]
    return [
        Change(event.actor_name or str(_("the program")), WORDS[event.details["what"]], event.at)
        for event in found
        if event.details.get("what") in WORDS
    ]
