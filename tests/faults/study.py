"""The study that is answered, and what the database holds of it in the end."""

import json

from tests.stack import Stack

SLUG = "faults"

# Noise for faces: what is tested here doesn't look at them.
DRAW = """
from survey.models import Expression, Photograph
from survey.studies.draw import draw_study
from tests.survey.conftest import ready_photograph
for kind in Photograph.Kind.values:
    for number, expression in enumerate(Expression.values):
        for n in range({per_group}):
            ready_photograph(kind, expression, 1000 * number + n)
half = {per_group} * len(Expression.values)
draw_study({slug!r}, title="Faults", public=half, private=half, seed=1)
"""
READ = """
import json
from survey.models import Answer, Participant
rows = {}
for participant in Participant.objects.filter(study__slug=%r):
    answers = list(participant.answers.values_list("item_id", "choice"))
    rows[str(participant.id)] = {
        "answers": [[str(item), choice] for item, choice in answers],
        "finished": participant.is_finished,
    }
print(json.dumps(rows))
"""


def draw(stack: Stack, images: int) -> None:
    assert images % 10 == 0, "five expressions, public and private"
    stack.python(DRAW.format(slug=SLUG, per_group=images // 10))


def stored(stack: Stack) -> dict[str, list[tuple[str, str]]]:
    """The (item, choice) of each participant who has finished."""
    rows = json.loads(stack.python(READ % SLUG).splitlines()[-1])
    return {
        who: [(item, choice) for item, choice in row["answers"]]
        for who, row in rows.items()
        if row["finished"]
    }
