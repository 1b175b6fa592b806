"""Tables with a row for each image: what it is, how people voted, what models said."""

from collections import Counter
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from survey.models import (
    Answer,
    Expression,
    ModelRun,
    Photograph,
    Prediction,
    StudyItem,
    Use,
)
from survey.runs.crops import file_name

from .answers import CORRECT, EXPRESSIONS, FILE, IMAGE
from .columns import Cell, Column, Kind, Level, Row, of, yes_no
from .snapshot import Snapshot, people
from .tables import Batches, Table

AT_ONCE = 1000
TRUTH = of(StudyItem, "truth", "true_category")
KIND = of(StudyItem, "kind")
# A public photograph's own: where it can be found again. Of a private one they might name someone.
PUBLIC = ("name", "source", "source_version", "digest")

IMAGES_COLUMNS = (
    IMAGE,
    FILE,
    yes_no("withdrawn", _("Consent was withdrawn: nothing but the image’s place is left.")),
    TRUTH,
    KIND,
    Column(
        "person",
        Kind.WHOLE,
        _("Images with the same number show the same person. Empty where nobody knows."),
    ),
    of(Photograph, "rule"),
    of(Photograph, "intended"),
    of(Photograph, "agreement"),
    of(Photograph, "licence"),
    *(of(Photograph, name, "file_name" if name == "name" else "") for name in PUBLIC),
    yes_no(
        "may_be_shown",
        _("Whether the face may be shown in what is published, on the day of this export."),
    ),
)


def image_rows(found: Snapshot) -> Batches:
    shown = StudyItem.objects.shown_for(Use.PUBLICATION).filter(study=found.study)
    may_be_shown = set(shown.values_list("pk", flat=True))
    person_numbers: dict[str, int] = {}
    columns = ("rule", "intended", "agreement", "licence", *PUBLIC)
    rows = found.study.items.order_by("position").values_list(
        "pk",
        "withdrawn_at",
        "truth",
        "kind",
        "person",
        "position",
        *(f"photograph__{name}" for name in columns),
    )
    batch: list[Row] = []
    for number, row in enumerate(rows.iterator(AT_ONCE), start=1):
        batch.append(_image(number, row, person_numbers, row[0] in may_be_shown))
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    yield batch


def _image(number: int, row: tuple[Any, ...], people: dict[str, int], shown: bool) -> Row:
    _pk, withdrawn_at, truth, kind, person, position, *rest = row
    name = file_name(position)
    if withdrawn_at:
        return (number, name, 1, *[None] * (len(IMAGES_COLUMNS) - 3))
    same = people.setdefault(person, len(people) + 1) if person else None
    about, where = rest[:4], rest[4:]
    if kind != Photograph.Kind.PUBLIC:
        where = [None] * len(PUBLIC)
    cells: list[Cell] = [value if value != "" else None for value in (*about, *where)]
    return (number, name, 0, truth, kind, same, *cells, int(shown))


IMAGES = Table(
    "images",
    _("Images"),
    _(
        "A row for each image: what it shows and who says so, and of public ones where they come "
        "from. No picture, and of private ones nothing that names somebody."
    ),
    IMAGES_COLUMNS,
    image_rows,
)

# FER+'s columns in its order, and our expression that each counts.
FERPLUS = {
    "neutral": Expression.NEUTRAL,
    "happiness": Expression.HAPPY,
    "surprise": Expression.SURPRISE,
    "sadness": Expression.SAD,
    "anger": Expression.ANGRY,
    "disgust": None,
    "fear": None,
    "contempt": None,
}
USAGES = {Photograph.Kind.PUBLIC: "PublicTest", Photograph.Kind.PRIVATE: "PrivateTest"}
VOTES_COLUMNS = (
    Column(
        "Usage",
        Kind.CATEGORY,
        KIND.about,
        levels=tuple(Level(value, kind.label) for kind, value in USAGES.items()),
    ),
    Column("Image name", Kind.CODE, FILE.about, width=16),
    *(
        Column(
            name,
            Kind.WHOLE,
            _("How many of those whom the figures count chose it.")
            if expression
            else _("Always 0: this study doesn’t ask for it."),
        )
        for name, expression in FERPLUS.items()
    ),
    Column("unknown", Kind.WHOLE, _("How many of those whom the figures count gave no answer.")),
    Column("NF", Kind.WHOLE, _("Always 0: every image of a study shows a face.")),
)


def vote_rows(found: Snapshot) -> Batches:
    votes: Counter[tuple[int, str]] = Counter()
    counted = 0
    for persons in people(found):
        ids = [person.row.pk for person in persons if person.counted]
        counted += len(ids)
        given = Answer.objects.filter(participant__in=ids, item__withdrawn_at=None).order_by()
        rows = given.values_list("item__position", "choice").annotate(Count("pk"))
        for position, choice, n in rows:
            votes[position, choice] += n
    yield [_votes(item.position, item.kind, item.file_name, votes, counted) for item in found.items]


def _votes(
    position: int, kind: str, name: str, votes: Counter[tuple[int, str]], counted: int
) -> Row:
    each = [votes[position, choice.value] if choice else 0 for choice in FERPLUS.values()]
    return (USAGES[Photograph.Kind(kind)], name, *each, counted - sum(each), 0)


VOTES = Table(
    "votes",
    _("Votes"),
    _(
        "A row for each image with how often people chose each expression, in the columns of FER+ "
        "(fer2013new.csv), so that its readers can read it."
    ),
    VOTES_COLUMNS,
    vote_rows,
)

PREDICTIONS_COLUMNS = (
    Column("model", Kind.TEXT, _("What the model is called.")),
    of(ModelRun, "id", "run", kind=Kind.CODE, width=36),
    IMAGE,
    FILE,
    TRUTH,
    *(
        Column(name, Kind.NUMBER, Prediction._meta.get_field("probabilities").help_text)
        for name in EXPRESSIONS
    ),
    Column(
        "predicted_category",
        Kind.CATEGORY,
        _("The expression with the highest probability: the model’s answer."),
        levels=TRUTH.levels,
    ),
    CORRECT,
)


def prediction_rows(found: Snapshot) -> Batches:
    by_position = {item.position: item for item in found.items}
    for run in found.runs:
        batch: list[Row] = []
        rows = run.predictions.order_by("item__position")
        for position, row in rows.values_list("item__position", "probabilities").iterator(AT_ONCE):
            if (item := by_position.get(position)) is None:
                continue
            top = EXPRESSIONS[max(range(len(row)), key=row.__getitem__)]
            which = (run.name, str(run.pk), item.number, item.file_name, item.truth)
            batch.append((*which, *map(float, row), top, int(top == item.truth)))
        yield batch


PREDICTIONS = Table(
    "predictions",
    _("Models’ answers"),
    _(
        "A row for each model and image with its five probabilities. Of runs with the same name "
        "the newest."
    ),
    PREDICTIONS_COLUMNS,
    prediction_rows,
)
