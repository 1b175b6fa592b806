"""What one export is about: the study's images, models and people when it began.

Whoever finishes later is in none of its tables; whoever withdraws meanwhile is in none from then
on. A part of the people is in memory at a time, however many there are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import CharField, Count, F, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.crypto import salted_hmac

from survey.models import Answer, ModelRun, Participant, Study
from survey.participation.asked import ever_asked
from survey.runs.crops import file_name

ANSWERS_AT_ONCE = 25_000
PEOPLE_AT_ONCE = 500
ID = 16  # bytes of an id
SALT = "survey.results.exports"


@dataclass(frozen=True)
class Item:
    """An image that wasn't withdrawn. *number*: from 1, its place among all of the study."""

    id: UUID
    number: int
    position: int
    truth: str
    kind: str

    @property
    def file_name(self) -> str:
        """What the archive of the crops calls it."""
        return file_name(self.position)


@dataclass(frozen=True)
class Snapshot:
    study: Study
    day: date
    items: tuple[Item, ...]  # in the study's order
    runs: tuple[ModelRun, ...]  # done ones; of those of one name the newest
    ids: bytes  # of everybody who had finished, in an order that tells nothing of when

    @cached_property
    def positions(self) -> dict[UUID, int]:
        return {item.id: item.position for item in self.items}


@dataclass(frozen=True)
class Person:
    """*code* stands for them in every table, and in no address of the site."""

    code: str
    row: Participant
    answered: int
    right: int
    counted: bool  # in the figures of the results page


# An answer: the image's position, the choice, milliseconds, whether the page was out of sight.
Given = tuple[int, str, int | None, bool]


def snapshot(study: Study) -> Snapshot:
    rows = study.items.order_by("position")
    columns = rows.values_list("id", "position", "truth", "kind", "withdrawn_at")
    numbered = enumerate(columns, start=1)
    finished = study.participants.finished().order_by("pk").values_list("pk", flat=True)
    return Snapshot(
        study=study,
        day=timezone.localdate(),
        items=tuple(Item(row[0], n, *row[1:4]) for n, row in numbered if row[4] is None),
        runs=_newest(study.runs.done().order_by("-created_at")),
        ids=b"".join(person.bytes for person in finished.iterator()),
    )


def _newest(runs: Iterable[ModelRun]) -> tuple[ModelRun, ...]:
    by_name: dict[str, ModelRun] = {}
    for run in runs:
        by_name.setdefault(run.name, run)
    return tuple(reversed(by_name.values()))


def people(found: Snapshot) -> Iterator[list[Person]]:
    """Everybody who has finished, some at a time."""
    for ids in _parts(found):
        present = Answer.objects.filter(participant__in=ids, item__withdrawn_at=None).order_by()
        is_right = Count("pk", filter=Q(choice=F("item__truth")))
        rows = present.values_list("participant").annotate(given=Count("pk"), right=is_right)
        yield _persons(found, ids, {person: (given, right) for person, given, right in rows})


def with_answers(found: Snapshot) -> Iterator[tuple[list[Person], Mapping[UUID, list[Given]]]]:
    """The same, with what they answered to images that weren't withdrawn."""
    truths = {item.position: item.truth for item in found.items}
    for ids in _parts(found):
        given = _answers(ids)
        counts = {
            person: (len(own), sum(truths.get(answer[0]) == answer[1] for answer in own))
            for person, own in given.items()
        }
        yield _persons(found, ids, counts), given


def _parts(found: Snapshot) -> Iterator[list[UUID]]:
    most = max(1, min(PEOPLE_AT_ONCE, ANSWERS_AT_ONCE // max(1, len(found.items))))
    for start in range(0, len(found.ids), most * ID):
        part = found.ids[start : start + most * ID]
        yield [UUID(bytes=part[at : at + ID]) for at in range(0, len(part), ID)]


def _persons(
    found: Snapshot, ids: list[UUID], counts: Mapping[UUID, tuple[int, int]]
) -> list[Person]:
    made = []
    for row in Participant.objects.finished().filter(pk__in=ids).order_by("pk"):
        row.study = found.study
        given, right = counts.get(row.pk, (0, 0))
        counted = not row.is_excluded and 2 * given >= len(found.items)
        made.append(Person(code_of(row), row, given, right, counted))
    return made


def code_of(person: Participant) -> str:
    """Always the same for the same person, and only this site could say whose it is."""
    said = f"{person.study_id}/{person.pk}"
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()[:16]


def _answers(ids: list[UUID]) -> Mapping[UUID, list[Given]]:
    by_text: dict[str, list[Given]] = {}
    given: dict[UUID, list[Given]] = {}
    for person in ids:
        # Databases write ids in two ways; making ids of ten million texts takes half a minute.
        given[person] = by_text[str(person)] = by_text[person.hex] = []
    rows = Answer.objects.filter(participant__in=ids, item__withdrawn_at=None).order_by()
    text = Cast("participant_id", CharField())
    columns = ("item__position", "choice", "response_ms", "hidden")
    for person_text, position, choice, ms, hidden in rows.values_list(text, *columns):
        by_text[person_text].append((position, choice, ms, hidden))
    return given


def places(found: Snapshot, person: Person) -> dict[int, int]:
    """By an image's position: at which place it was shown, checks counted, from 1. Nothing is
    known of who answered elsewhere."""
    if person.row.imported_id:
        return {}
    position, shown = found.positions, dict[int, int]()
    for place, trial in enumerate(ever_asked(person.row), start=1):
        at = position.get(trial.image.id) if trial.kind == "image" and trial.image else None
        if at is not None:
            shown[at] = place
    return shown
