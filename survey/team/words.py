"""An event as a sentence, in the reader's language."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from survey.models import Event, Verb

# One of it, and many, by the model's name.
KINDS: dict[str, tuple[Promise | str, Promise | str]] = {
    "photograph": (_("photograph"), _("photographs")),
    "subject": (_("photographed person"), _("photographed people")),
    "annotation": (_("label"), _("labels")),
    "study": (_("study"), _("studies")),
    "studyitem": (_("image of a study"), _("images of a study")),
    "invitation": (_("invitation"), _("invitations")),
    "participant": (_("participant"), _("participants")),
    "answer": (_("answer"), _("answers")),
    "answerimport": (_("import of answers"), _("imports of answers")),
    "checkpoint": (_("model"), _("models")),
    "modelrun": (_("run of a model"), _("runs of models")),
    "heatmap": (
        _("picture of where a model looked"),
        _("pictures of where models looked"),
    ),
    "recognition": (_("photograph sent by a program"), _("photographs sent by programs")),
    "user": (_("person of the team"), _("people of the team")),
    "event": (_("audit trail"), _("audit trail")),
}
SENTENCES = {
    Verb.SAW: pgettext_lazy("audit", "%(who)s looked at %(what)s"),
    Verb.ADDED: pgettext_lazy("audit", "%(who)s added %(what)s"),
    Verb.CHANGED: pgettext_lazy("audit", "%(who)s changed %(what)s"),
    Verb.EXPORTED: pgettext_lazy("audit", "%(who)s exported %(what)s"),
    Verb.REMOVED: pgettext_lazy("audit", "%(who)s removed %(what)s"),
    Verb.SIGNED_IN: pgettext_lazy("audit", "%(who)s signed in"),
    Verb.SIGNED_OUT: pgettext_lazy("audit", "%(who)s signed out"),
    Verb.LOCKED: pgettext_lazy("audit", "%(what)s: locked by wrong passwords"),
}
DETAILS = {
    "active": pgettext_lazy("audit", "active"),
    "answers": pgettext_lazy("audit", "answers"),
    "box": pgettext_lazy("audit", "box"),
    "by": pgettext_lazy("audit", "by"),
    "changes": pgettext_lazy("audit", "changes"),
    "count": pgettext_lazy("audit", "number"),
    "device": pgettext_lazy("audit", "device"),
    "ended": pgettext_lazy("audit", "ended"),
    "excluded": pgettext_lazy("audit", "excluded"),
    "expression": pgettext_lazy("audit", "expression"),
    "format": pgettext_lazy("audit", "format"),
    "filters": pgettext_lazy("audit", "filters"),
    "kind": pgettext_lazy("audit", "kind"),
    "people": pgettext_lazy("audit", "people"),
    "published": pgettext_lazy("audit", "published"),
    "role": pgettext_lazy("audit", "role"),
    "rule": pgettext_lazy("audit", "rule"),
    "study": pgettext_lazy("audit", "study"),
    "tables": pgettext_lazy("audit", "tables"),
    "to": pgettext_lazy("audit", "to"),
    "truth": pgettext_lazy("audit", "truth"),
    "was": pgettext_lazy("audit", "was"),
    "what": pgettext_lazy("audit", "what"),
}


def sentence(event: Event) -> str:
    """admin removed photograph 3f2a91bc"""
    words = SENTENCES.get(Verb(event.verb)) if event.verb in Verb.values else None
    parts = {"who": event.actor_name or str(_("The program")), "what": _what(event)}
    return str(words) % parts if words else f"{parts['who']} {event.verb} {parts['what']}"


def details(event: Event) -> list[tuple[str, str]]:
    """What else is known, named: [("role", "editor")]. Also of events that are told by later
    versions of the program, and by none that is known here."""
    known = event.details if isinstance(event.details, dict) else {}
    return [(str(DETAILS.get(key, key)), _shown(value)) for key, value in known.items()]


def _what(event: Event) -> str:
    kind = event.target_kind
    one, many = KINDS.get(kind, (kind, kind))
    if not event.target_id:
        return str(many)
    return f"{one} {event.target_name or event.target_id}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(inner)}" for key, inner in value.items())
    return "–" if value in (None, "") else str(value)
