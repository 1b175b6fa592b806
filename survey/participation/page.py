"""What the question page carries: everything that its scripts need before the first face."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from survey.models import Expression, Participant

from .practice import practice_faces
from .state import state_of
from .texts import question_texts

FOLDER = "js/question"
# All are named in the page, so that none waits until another one's imports have been read. With
# two stylesheets and the first face they are 18 requests, of which browsers send six at once: on a
# slow line each further six would cost the first face half a second.
MODULES = sorted(
    f"{FOLDER}/{path.name}" for path in (settings.BASE_DIR / "static" / FOLDER).glob("*.js")
)


def question_page(participant: Participant, csrf: str) -> dict[str, Any]:
    """The state is in it, so that the first face needs no further request but its own."""
    slug = participant.study.slug
    state = state_of(participant)
    is_new = not (state["answers"] or state["skipped"])
    practice = practice_faces() if participant.study.practice and is_new else []
    return {
        "study": slug,
        "participant": str(participant.id),
        "api": {
            name: reverse(f"api_{name}", args=[slug]) for name in ("state", "answers", "finish")
        },
        "result": reverse("result", args=[slug]),
        "start": reverse("participate", args=[slug]),
        "plain": reverse("plain", args=[slug]),
        "later": reverse("return_link", args=[slug]),
        "csrf": csrf,
        "expressions": [
            {"value": expression.value, "label": str(expression.label)} for expression in Expression
        ],
        "texts": question_texts(),
        "practice": practice,
        "state": state,
        "first_face": practice[0]["face"] if practice else _first_face(state),
    }


def _first_face(state: dict[str, Any]) -> str:
    """The picture to load at once: the first without an answer; "" where there is none."""
    done = {*state["answers"], *map(str, state["skipped"])}
    return next((item["face"] for item in state["items"] if str(item["id"]) not in done), "")
