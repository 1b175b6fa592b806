"""Who may begin: anyone with the link, holders of a group's code, or of an invitation of their own.

A link alone is weak: its cookie keeps one browser from beginning twice, and nobody more.
"""

import re
import secrets
import unicodedata

from survey.models import Consent, Invitation, Participant, Study
from survey.models.participants import token_digest

from . import steps

# As codes are compared. Nothing counts the wrong ones: nobody's address is looked at, so that
# whoever sends many would lock the whole group out. At a hundred a second, one of eight letters
# and digits of chance is found after 450 years; a word that others would try is found at once.
SHORTEST_CODE = 8


class NotInvited(Exception):
    """This study is only for those who have an invitation."""


class UnknownInvitation(LookupError):
    """No invitation of this study has this secret."""


class WrongCode(Exception):
    """This isn't the group's code."""


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
    study: Study,
    language: str,
    *,
    invitation: Invitation | None = None,
    code: str = "",
    consent: Consent | None = None,
    token: str = "",
) -> tuple[Participant, str]:
    """Start, for someone who may; what ``steps.start`` returns and raises.

    Also raises NotInvited, WrongCode. An invitation opens any study of its own.
    """
    require_entry(study, invitation)
    if invitation is None and study.entry == Study.Entry.CODE:
        _check_code(study, code)
    return steps.start(study, language, invitation, consent=consent, token=token)


def _check_code(study: Study, typed: str) -> None:
    given, wanted = (as_code(text).encode() for text in (typed, study.group_code))
    if not wanted or not secrets.compare_digest(given, wanted):
        raise WrongCode


def as_code(typed: str) -> str:
    """As codes are compared: without spaces, hyphens and case, full-width letters like others."""
    plain = unicodedata.normalize("NFKC", typed).casefold()
    return re.sub(r"[\s\-]", "", plain)
