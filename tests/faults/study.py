"""The study that is answered, and what the database holds of it in the end."""

import json

from tests.stack import Stack

SLUG = "faults"

# Noise for faces: what is tested here doesn't look at them. No other study is drawn of them.
DRAW = """
from survey.models import Expression, Photograph, StudyItem
from tests.survey.conftest import open_study, ready_photograph
study = open_study({slug!r})
for position in range({images}):
    truth = Expression.values[position % 5]
    photograph = ready_photograph("public", truth, 1000 + position)
    StudyItem.objects.create(
        study=study, photograph=photograph, position=position, truth=truth, kind="public"
    )
    Photograph.objects.filter(pk=photograph.pk).update(status=Photograph.Status.REVIEW)
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
    stack.python(DRAW.format(slug=SLUG, images=images))


def stored(stack: Stack) -> dict[str, list[tuple[str, str]]]:
    """The (item, choice) of each participant who has finished."""
    rows = json.loads(stack.python(READ % SLUG).splitlines()[-1])
    return {
        who: [(item, choice) for item, choice in row["answers"]]
        for who, row in rows.items()
        if row["finished"]
    }
