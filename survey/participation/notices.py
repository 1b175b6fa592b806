"""Pages that say in plain words why someone can't begin or go on, and what they can do."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from survey.models import Study
from survey.models.texts import words_of

from . import entry, steps
from .session import receipt_of, token_of


@dataclass(frozen=True)
class Notice:
    status: int
    title: str | Promise
    text: str | Promise


FULL = Notice(
    410,
    _("Enough people have taken part"),
    _("This study has as many participants as it needs. Thank you for wanting to help."),
)
NOT_INVITED = Notice(
    403,
    _("This study is by invitation"),
    _("Please open the invitation link that was sent to you. This address alone isn’t enough."),
)
INVITATION_USED = Notice(
    403,
    _("This invitation has been used"),
    _(
        "Somebody has answered with it already, and each invitation is for one person. If that was "
        "you, go on in the browser in which you began, or with your personal link. Otherwise ask "
        "the person who invited you for a new one."
    ),
)
UNKNOWN_INVITATION = Notice(
    404,
    _("This invitation isn’t known"),
    _(
        "Perhaps the link was cut off when it was copied. Please open the whole link, or ask the "
        "person who invited you for a new one."
    ),
)
NOT_WITH_THIS_INVITATION = Notice(
    200,
    _("Somebody has begun in this browser already"),
    _(
        "But not with this invitation. Whoever begins with it here hides what was begun before, "
        "unless its own personal link is known. If that was you, stay as it is."
    ),
)
UNKNOWN_LINK = Notice(
    404,
    _("This personal link isn’t known"),
    _("Perhaps it was cut off when it was copied. Please open the whole link once more."),
)
NOT_OPEN = Notice(
    403,
    _("This study isn’t open yet"),
    _("Nobody can take part yet. Please come back once you hear that it has begun."),
)
PAUSED = Notice(
    403,
    _("This study is paused"),
    _(
        "Nobody can begin at the moment: please come back later. If you have begun already, go on "
        "in the browser in which you began, or with your personal link."
    ),
)
CLOSED = Notice(
    410,
    _("This study has ended"),
    _("It takes no more answers. Thank you for wanting to help."),
)
CLOSED_BEFORE_THE_END = Notice(
    410,
    _("This study has ended"),
    _(
        "It was closed before you had answered everything. Thank you for what you did: it remains "
        "stored, but only complete participations are counted. With your receipt code you can "
        "still have it deleted."
    ),
)
WITHDRAWN = Notice(
    200,
    _("You have withdrawn"),
    _("Everything that you answered in this study is deleted."),
)

# What beginning and answering refuse; the forms show a wrong code beside its field.
REFUSALS: dict[type[Exception], Notice] = {
    steps.StudyClosed: CLOSED,
    steps.StudyNotOpen: NOT_OPEN,
    steps.StudyPaused: PAUSED,
    steps.StudyFull: FULL,
    steps.InvitationUsed: INVITATION_USED,
    entry.NotInvited: NOT_INVITED,
    entry.UnknownInvitation: UNKNOWN_INVITATION,
}


def notice_page(
    request: HttpRequest, study: Study, notice: Notice, *, receipt: bool = False, **more: Any
) -> HttpResponse:
    """*receipt*: with the code by which this browser's participant can withdraw."""
    token = token_of(request, study.slug)
    context = {
        "study": study,
        "words": words_of(study),
        "notice": notice,
        "receipt": receipt_of(token) if receipt and token else "",
        **more,
    }
    return render(request, "participation/notice.html", context, status=notice.status)
