"""The participants, without anything by which somebody could be found: no name, invitation, code
of their device or hour. Their order is that of random numbers."""

from django.utils.translation import gettext_lazy as _

from survey.models import Exclusion, Participant

from .answers import CODE, COUNTED
from .columns import Column, Kind, Level, Row, levels_of, of, yes_no
from .snapshot import Person, Snapshot, people
from .tables import Batches, Table

OTHER = "other"
REASONS = (*levels_of(Exclusion.choices), Level(OTHER, _("Another reason")))
# Fields that are copied as they are.
SAID = ("age_band", "gender", "experience")
MEASURED = (
    *("longest_run", "top_share", "median_ms", "checks_asked", "checks_failed"),
    *("repeats_asked", "repeats_same", "skipped", "took_seconds"),
)
UNITS = {"median_ms": "ms", "took_seconds": "s"}

COLUMNS = (
    CODE,
    COUNTED,
    of(Participant, "simulated"),
    yes_no("imported", Participant._meta.get_field("imported").help_text),
    yes_no("excluded", _("Whether somebody of the team excluded them from the figures.")),
    Column(
        "excluded_reason",
        Kind.CATEGORY,
        Participant._meta.get_field("excluded_reason").help_text,
        levels=REASONS,
    ),
    of(Participant, "language", kind=Kind.CODE, width=10),
    *(of(Participant, name) for name in SAID),
    Column("answered", Kind.WHOLE, _("Images that they answered, without withdrawn ones.")),
    Column("right", Kind.WHOLE, _("Of these, images that they read as the truth says.")),
    *(of(Participant, name, unit=UNITS.get(name, "")) for name in MEASURED),
)


def rows(found: Snapshot) -> Batches:
    for persons in people(found):
        yield [_row(person) for person in persons]


def _row(person: Person) -> Row:
    row = person.row
    return (
        person.code,
        int(person.counted),
        int(row.simulated),
        int(row.imported_id is not None),
        int(row.is_excluded),
        _reason(row),
        row.language or None,
        *(getattr(row, name) or None for name in SAID),
        person.answered,
        person.right,
        *(getattr(row, name) for name in MEASURED),
    )


def _reason(row: Participant) -> str | None:
    """One of the usual ones: what was written in own words may say too much."""
    if not row.is_excluded:
        return None
    return row.excluded_reason if row.excluded_reason in Exclusion.values else OTHER


PARTICIPANTS = Table(
    "participants",
    _("Participants"),
    _(
        "A row for everybody who finished: what they said about themselves, how carefully they "
        "answered, how much they read right. Nothing that says who they are or when they came."
    ),
    COLUMNS,
    rows,
)
