"""Who may begin: anyone with the link, holders of a group's code, or of an invitation of their own.

A link alone is weak: its cookie keeps one browser from beginning twice, and nobody more.
"""

import re
import secrets
import unicodedata
from contextlib import suppress

from django.core.cache import cache

from survey.models import Invitation, Participant, Study
from survey.models.participants import token_digest

from . import steps

# For all of a study's people together, as nobody's address is looked at: many mistype a code in
# one minute, a program that guesses one needs millions. Each web process counts for itself.
MOST_WRONG_CODES = 60
WRONG_CODES_SECONDS = 60


class NotInvited(Exception):
    """This study is only for those who have an invitation."""


class UnknownInvitation(LookupError):
    """No invitation of this study has this secret."""


class WrongCode(Exception):
    """This isn't the group's code."""


class TooManyCodes(Exception):
    """So many wrong codes came in that somebody may be guessing."""


def invitation_of(study: Study, token: str) -> Invitation:
    """Raises UnknownInvitation."""
    found = study.invitations.filter(token_digest=token_digest(token)).first()
    if found is None:
        raise UnknownInvitation
    return found


def require_entry(study: Study, invitation: Invitation | None) -> None:
    """Raises NotInvited, and what ``steps.require_room`` does. A code is asked for later."""
    steps.require_room(study, invitation)
    if study.entry == Study.Entry.INVITATION and invitation is None:
        raise NotInvited


def enter(
    study: Study, language: str, *, invitation: Invitation | None = None, code: str = ""
) -> tuple[Participant, str]:
    """Start, for someone who may; what ``steps.start`` returns and raises.

    Also raises NotInvited, WrongCode, TooManyCodes. An invitation opens any study of its own.
    """
    require_entry(study, invitation)
    if invitation is None and study.entry == Study.Entry.CODE:
        _check_code(study, code)
    return steps.start(study, language, invitation)


def _check_code(study: Study, typed: str) -> None:
    counter = f"wrong-codes-{study.pk}"
    if cache.get(counter, 0) >= MOST_WRONG_CODES:
        raise TooManyCodes
    given, wanted = (as_code(text).encode() for text in (typed, study.group_code))
    if not wanted or not secrets.compare_digest(given, wanted):
        cache.add(counter, 0, WRONG_CODES_SECONDS)
        with suppress(ValueError):  # the minute is over
            cache.incr(counter)
        raise WrongCode


def as_code(typed: str) -> str:
    """As codes are compared: without spaces, hyphens and case, full-width letters like others."""
    plain = unicodedata.normalize("NFKC", typed).casefold()
    return re.sub(r"[\s\-]", "", plain)
