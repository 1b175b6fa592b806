"""Tables with a row for each answer: ours in CIFAR-10H's manner, and model-vs-human's."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from survey.models import Answer, Expression, StudyItem

from .columns import Column, Kind, Level, Row, levels_of, of, yes_no
from .snapshot import Given, Person, Snapshot, places, with_answers
from .tables import Batches, Table

CODE = Column(
    "annotator_id",
    Kind.CODE,
    _("Stands for one participant in all tables of this study, and says nothing of who they are."),
    width=16,
)
IMAGE = Column("image", Kind.WHOLE, _("The image’s number in the study, from 1."))
FILE = Column(
    "image_filename",
    Kind.CODE,
    _("What the image is called in the archive of the study’s images."),
    width=16,
)
EXPRESSIONS = tuple(Expression.values)
NUMBER = {expression: index for index, expression in enumerate(EXPRESSIONS)}
NUMBERED = tuple(Level(index, each.label) for index, each in enumerate(Expression))
CORRECT = yes_no("correct", _("Whether the choice is the truth."))
COUNTED = yes_no(
    "counted",
    _("Whether the figures count this person: not excluded, and at least half answered."),
)

LONG = (
    CODE,
    Column(
        "trial_index",
        Kind.WHOLE,
        _(
            "At which place of everything they were asked this person saw the image, from 1. "
            "Empty for who answered elsewhere."
        ),
    ),
    yes_no(
        "is_attn_check",
        _("Always 0: attention checks and repeated images are in no row of this table."),
    ),
    of(StudyItem, "truth", "true_category"),
    of(Answer, "choice", "chosen_category"),
    Column("true_label", Kind.CATEGORY, _("The truth as a number."), levels=NUMBERED),
    Column("chosen_label", Kind.CATEGORY, _("The choice as a number."), levels=NUMBERED),
    yes_no("correct_guess", CORRECT.about),
    IMAGE,
    FILE,
    of(StudyItem, "kind", "subcategory"),
    of(Answer, "response_ms", "reaction_time", unit="ms"),
    of(Answer, "hidden"),
    COUNTED,
)


def long_rows(found: Snapshot) -> Batches:
    fixed = {
        (item.position, choice): (
            0,
            *(item.truth, choice, NUMBER[item.truth], NUMBER[choice], int(choice == item.truth)),
            *(item.number, item.file_name, item.kind),
        )
        for item in found.items
        for choice in EXPRESSIONS
    }
    for persons, given in with_answers(found):
        yield [
            (person.code, place, *fixed[position, choice], ms, int(hidden), int(person.counted))
            for person in persons
            for place, (position, choice, ms, hidden) in _in_order(found, person, given)
            if (position, choice) in fixed
        ]


def _in_order(
    found: Snapshot, person: Person, given: Mapping[UUID, list[Given]]
) -> list[tuple[int | None, Given]]:
    """Somebody's answers as they were asked, with their places; else in the study's order."""
    shown = places(found, person)
    own = given.get(person.row.pk, [])
    placed = [(shown.get(answer[0]), answer) for answer in own]
    return sorted(placed, key=lambda each: (each[0] or 0, each[1][0]))


ANSWERS = Table(
    "answers",
    _("Answers"),
    _(
        "A row for each answer of everybody who finished, in the manner of CIFAR-10H: "
        "who was asked, which image, what it shows, what they chose and how long it took."
    ),
    LONG,
    long_rows,
)

MISSED = "na"
RESPONSES = (*levels_of(Expression.choices), Level(MISSED, _("no answer")))
MODEL_VS_HUMAN = (
    Column(
        "subj",
        Kind.TEXT,
        _("“subject-” and the participant’s code, or the name of a model."),
    ),
    Column("session", Kind.WHOLE, _("Always 1.")),
    Column(
        "trial",
        Kind.WHOLE,
        _(
            "At which place this person saw the image, checks counted; of models and of who "
            "answered elsewhere the image’s number."
        ),
    ),
    of(Answer, "response_ms", "rt", kind=Kind.NUMBER, unit="s"),
    Column(
        "object_response",
        Kind.CATEGORY,
        _("What this person or model said; “na” where they gave no answer."),
        levels=RESPONSES,
    ),
    of(StudyItem, "truth", "category"),
    of(StudyItem, "kind", "condition"),
    Column("imagename", Kind.CODE, FILE.about, width=16),
)


def model_vs_human_rows(found: Snapshot) -> Batches:
    """Of those whom figures count a row for each image, answered or not; then the models'."""
    for persons, given in with_answers(found):
        counted = [person for person in persons if person.counted]
        yield [row for person in counted for row in _their_rows(found, person, given)]
    yield from _models_rows(found)


def _their_rows(
    found: Snapshot, person: Person, given: Mapping[UUID, list[Given]]
) -> Iterator[Row]:
    shown = places(found, person)
    said = {answer[0]: answer for answer in given.get(person.row.pk, [])}
    for item in sorted(found.items, key=lambda item: shown.get(item.position, item.number)):
        _position, choice, ms, _hidden = said.get(item.position, (0, MISSED, None, False))
        seconds = None if ms is None else ms / 1000
        trial = shown.get(item.position, item.number)
        fixed = (choice, item.truth, item.kind, item.file_name)
        yield (f"subject-{person.code}", 1, trial, seconds, *fixed)


def _models_rows(found: Snapshot) -> Batches:
    for run in found.runs:
        top = {
            position: EXPRESSIONS[max(range(len(row)), key=row.__getitem__)]
            for position, row in run.predictions.values_list("item__position", "probabilities")
        }
        yield [
            (run.name, 1, item.number, None, choice, item.truth, item.kind, item.file_name)
            for item in found.items
            for choice in [top.get(item.position, MISSED)]
        ]


COMPARED = Table(
    "model_vs_human",
    _("Model and people, side by side"),
    _(
        "The columns of model-vs-human, whose programs read it: everybody whom the figures count, "
        "and every model, with a row for each image."
    ),
    MODEL_VS_HUMAN,
    model_vs_human_rows,
)
