"""What the labelling page carries: the participants' question, with a sixth answer."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from survey.models import Expression
from survey.participation.page import MODULES as QUESTION
from survey.participation.texts import question_texts

from .label import UNSURE, done_by, state_of, waiting_for

FOLDER = Path(settings.BASE_DIR) / "static"
OWN = sorted(str(path.relative_to(FOLDER)) for path in (FOLDER / "js/labels").glob("*.js"))
MODULES = [*OWN, *(module for module in QUESTION if not module.endswith("/main.js"))]


def answers() -> list[dict[str, str]]:
    five = [{"value": each.value, "label": str(each.label)} for each in Expression]
    return [*five, {"value": UNSURE, "label": _("Can’t tell")}]


def labelling_page(labeller: User, csrf: str) -> dict[str, Any]:
    """As participation.page.question_page; *before*: faces labelled before the first in it."""
    state, done = state_of(labeller), done_by(labeller)
    return {
        "owner": f"labeller {labeller.pk}",
        "api": {
            "state": reverse("api_labels"),
            "answers": reverse("api_labels"),
            "finish": reverse("api_labels_finish"),
        },
        "start": reverse("labelling"),
        "plain": reverse("labelling_plain"),
        "later": reverse("labelling_pause"),
        "csrf": csrf,
        "expressions": answers(),
        "texts": texts(),
        "state": state,
        "before": done - len(state["answers"]),
        "total": done + waiting_for(labeller).count(),
        "first_face": _first(state),
    }


def _first(state: dict[str, Any]) -> str:
    open_ones = (item for item in state["items"] if str(item["id"]) not in state["answers"])
    return next((item["face"] for item in open_ones), "")


def texts() -> dict[str, str]:
    """Where a labeller's situation isn't a participant's."""
    return question_texts() | {
        "digits_on": _("Keys 1–6: on"),
        "digits_off": _("Keys 1–6: off"),
        "finishing": _("Saving the last labels…"),
        "finishing_kept": _(
            "Your labels are kept on this device and sent as soon as it is online again. You may "
            "also close this page and open it later."
        ),
        "refused": _("The last labels weren’t taken"),
        "refused_unknown": _(
            "You are signed out, or may no longer label. Sign in again in another tab and try "
            "again: nothing that you chose is lost."
        ),
    }
