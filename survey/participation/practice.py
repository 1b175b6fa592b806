"""Three drawn faces to try the question out on. Nothing that is answered here is stored."""

from typing import NamedTuple

from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from survey.models import Expression


class Practice(NamedTuple):
    """*picture*: under static/, drawn from *seed* by `manage.py draw_practice`."""

    picture: str
    seed: int
    shows: Expression
    why: Promise | str


FACES = (
    Practice(
        "faces/practice-1.png",
        202,
        Expression.HAPPY,
        _(
            "The corners of the mouth are pulled up, and the cheeks push small folds under the "
            "eyes."
        ),
    ),
    Practice(
        "faces/practice-2.png",
        204,
        Expression.SURPRISE,
        _("The brows are high, the eyes wide open, and the jaw has dropped."),
    ),
    Practice(
        "faces/practice-3.png",
        201,
        Expression.SAD,
        _("The inner ends of the brows are raised, and the corners of the mouth point down."),
    ),
)
# What an attention check shows: a face at rest, drawn the same way.
ATTENTION = Practice("faces/attention.png", 205, Expression.NEUTRAL, "")


def practice_faces() -> list[dict[str, str]]:
    """As the question page's scripts take them."""
    return [
        {"face": static(each.picture), "shows": each.shows.value, "why": str(each.why)}
        for each in FACES
    ]
