"""Answers: one per participant and image, the newest, whatever the network does to them."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .expressions import Expression, is_expression
from .participants import Participant
from .studies import StudyItem


class KeyReused(ValueError):
    """An answer's key came back with another content."""


Row = TypeVar("Row", bound="Reply")


class ReplyQuerySet(models.QuerySet[Row]):
    def keep(self, rows: Sequence[Row]) -> None:
        """Store *rows*, of one participant, in one statement: of two for one place the newest.

        The newest has the highest sequence; of two with the same one it is the later to come.
        An older one changes nothing. Raises KeyReused, and django.db.IntegrityError where a row
        points at nothing or its key stands elsewhere; call it in a transaction.
        """
        fields = self.model._meta.concrete_fields[1:]  # without the primary key
        table, values = self.model._meta.db_table, [self._as_stored(row, fields) for row in rows]
        row = f"({', '.join(['%s'] * len(fields))})"
        columns = [str(field.column) for field in fields]
        with connection.cursor() as cursor:
            # All names are this program's own; what people sent goes in as parameters.
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608
                f"VALUES {', '.join([row] * len(rows))} {unless_newer(self.model)} RETURNING key",
                [value for each in values for value in each],
            )
            kept = {UUID(str(key)) for (key,) in cursor.fetchall()}
        self._check_reuse([each for each in rows if each.key not in kept])

    def _check_reuse(self, dropped: list[Row]) -> None:
        """Rows that were not stored are old, or have a key that already means something else."""
        stored = self.in_bulk([row.key for row in dropped], field_name="key") if dropped else {}
        for row in dropped:
            if (same := stored.get(row.key)) and not row.says_what(same):
                raise KeyReused(row.key)

    @staticmethod
    def _as_stored(row: Row, fields: "Sequence[models.Field[Any, Any]]") -> list[Any]:
        return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


class Reply(models.Model):
    """*key* is made by the browser, so that sending a reply twice stores it once. *sequence*
    counts the participant's replies: of two for one place the higher one is the newer."""

    PLACE: str  # the column that, beside the participant's, makes a reply the only one

    key = models.UUIDField(unique=True)
    sequence = models.PositiveIntegerField()
    choice = models.CharField(
        max_length=10, choices=Expression, help_text=_("What they say the image shows.")
    )
    response_ms = models.PositiveIntegerField(
        null=True, help_text=_("From the image’s paint to the answer, without time out of sight.")
    )
    hidden = models.BooleanField(
        default=False, help_text=_("The page was out of sight between paint and answer.")
    )
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def says_what(self, other: "Reply") -> bool:
        return (self.choice, self.sequence) == (other.choice, other.sequence)


def unless_newer(model: type[Reply]) -> str:
    """The end of an INSERT: of two rows for one place the newest stays, and a row that is there
    already stays as it came first."""
    table, place = model._meta.db_table, f"participant_id, {model.PLACE}"
    same = " AND ".join(
        f"excluded.{name} = {table}.{name}" for name in ("key", "choice", "sequence")
    )
    changed = ", ".join(
        f"{name} = CASE WHEN {same} THEN {table}.{name} ELSE excluded.{name} END"
        for name in (str(field.column) for field in model._meta.concrete_fields[1:])
    )
    return (
        f"ON CONFLICT ({place}) DO UPDATE SET {changed} WHERE ({same}) OR "
        f"(excluded.key <> {table}.key AND excluded.sequence >= {table}.sequence)"
    )


class Answer(Reply):
    """What a participant says an image shows."""

    PLACE = "item_id"

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(StudyItem, on_delete=models.CASCADE, related_name="answers")

    objects = ReplyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("participant", "item"), name="answer_once_per_item"),
            models.CheckConstraint(name="answer_choice_known", condition=is_expression("choice")),
        )
        # Who is answering now is looked for among ten million, and found without reading a row.
        indexes = (models.Index(fields=("answered_at", "participant"), name="answer_lately"),)

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.choice}"


class CheckAnswer(Reply):
    """A reply to a repeated image or an attention check. In a table of its own: no score, no
    vote and no export of answers can count it by mistake."""

    PLACE = "trial"

    class Kind(models.TextChoices):
        REPEAT = "repeat"
        ATTENTION = "attention"

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="checks")
    trial = models.UUIDField()  # see survey.participation.trials
    kind = models.CharField(max_length=10, choices=Kind)
    item = models.ForeignKey(StudyItem, on_delete=models.CASCADE, null=True)
    expected = models.CharField(max_length=10, choices=Expression, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("participant", "trial"), name="check_once_per_trial"),
            models.CheckConstraint(name="check_choice_known", condition=is_expression("choice")),
        )

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.kind} {self.choice}"


class Skip(models.Model):
    """An image that a participant's device could not show, so that they went on without it."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="skips")
    trial = models.UUIDField()  # an item's id, or that of a check
    skipped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("participant", "trial"), name="skip_once_per_trial"),
        )

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.trial}"
