"""The words that the question page's scripts show: they have no other way to the catalogues."""

from django.utils.translation import gettext as _


def question_texts() -> dict[str, str]:
    """Every text by the name the scripts know it by; {names} in braces are filled in there."""
    return {
        "face": _("Face {number} of {total}"),
        "minutes_left": _("about {minutes} min left"),
        "minute_left": _("less than a minute left"),
        "saved": _("Saved"),
        "saving": _("Saving…"),
        "offline": _("Offline · kept on this device"),
        "offline_in_page": _("Offline · keep this page open"),
        "unsent": _("Not sent yet · kept on this device"),
        "unsent_in_page": _("Not sent yet · keep this page open"),
        "online_again": _("Online again. Everything is saved."),
        "load_failed": _("The faces didn’t load"),
        "face_failed": _("This face didn’t load"),
        "face_waiting": _("Waiting for the connection"),
        "face_failed_why": _(
            "The site can be reached, but not this picture. Without it you lose nothing: the "
            "others count as before."
        ),
        "digits_on": _("Keys 1–5: on"),
        "digits_off": _("Keys 1–5: off"),
        "check": _("This is a check: please choose “{label}”"),
        "practice": _("Practice {number} / {total} · nothing is stored"),
        "practice_face": _("Practice face {number} of {total}"),
        "practice_right": _("“{shows}”: that’s what this face is meant to show."),
        "practice_other": _("You chose “{chosen}”. This face is meant to show “{shows}”."),
        "practice_next": _("Next practice face"),
        "practice_begin": _("Begin with the {count} faces"),
        "halfway": _("Halfway"),
        "halfway_why": _(
            "{answered} of {total} are done. Rest your eyes for a moment, if you like: nothing is "
            "lost, and no time is counted."
        ),
        "storage_failed": _(
            "This browser can’t keep answers, so each one is sent at once. Please stay online."
        ),
        "failed_why": _("The connection may be gone. Nothing you answered is lost."),
        "finishing": _("Saving the last answers…"),
        "finishing_offline": _("Waiting for the connection"),
        "finishing_kept": _(
            "Your answers are kept on this device and sent as soon as it is online again. You may "
            "also close this page and open it later."
        ),
        "finishing_kept_in_page": _(
            "Your answers are only kept in this page. Please leave it open: they are sent as soon "
            "as this device is online again."
        ),
        "refused": _("The last answers weren’t taken"),
        "refused_closed": _("This study has closed"),
        "refused_closed_why": _("It takes no more answers. Thank you for those you gave."),
        "refused_invitation": _("This invitation was used by somebody else"),
        "refused_invitation_why": _(
            "Each invitation is for one person, and somebody has answered with it before you. "
            "Please ask whoever invited you for another one."
        ),
        "refused_withdrawn": _("You have withdrawn"),
        "refused_withdrawn_why": _(
            "All your answers are deleted, here and on the site. Nothing more is sent."
        ),
        "refused_unknown": _(
            "The site doesn’t know this browser any more. Perhaps its cookies were deleted, or "
            "this page was open for a very long time. With your personal link you can go on."
        ),
        "refused_otherwise": _("The site gave no reason that helps here."),
        "unsaved_kept": _("Answers not saved yet, but kept on this device: {count}."),
        "unsaved_in_page": _("Answers not saved yet: {count}. Please leave this page open."),
    }
