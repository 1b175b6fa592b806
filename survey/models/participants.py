"""Participants and their answers: one answer per participant and image, the newest."""

import hashlib
import random
import uuid
from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from .expressions import Expression, is_expression
from .studies import Study, StudyItem


def token_digest(token: str) -> str:
    """What the database keeps of a participant's secret: a copy of it opens no session."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def finished(self) -> "ParticipantQuerySet":
        return self.filter(finished_at__isnull=False)

    def with_token(self, study_slug: str, token: str) -> "ParticipantQuerySet":
        return self.filter(study__slug=study_slug, token_digest=token_digest(token))


class Participant(models.Model):
    """Someone who agreed to take part. Nothing here says who: no name, no IP address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="participants")
    token_digest = models.CharField(max_length=64, unique=True)
    seed = models.BigIntegerField(help_text="Gives the order of the images.")
    language = models.CharField(max_length=10, blank=True)
    consent_version = models.CharField(max_length=20)
    consented_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    simulated = models.BooleanField(default=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ("consented_at",)
        indexes = (models.Index(fields=("study", "finished_at")),)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    def in_order(self, items: Iterable[StudyItem]) -> list[StudyItem]:
        """*items* in this participant's own order, the same at every call."""
        shuffled = sorted(items, key=lambda item: item.position)
        random.Random(self.seed).shuffle(shuffled)
        return shuffled


class Answer(models.Model):
    """What a participant says an image shows.

    *key* is made by the browser, so that sending an answer twice stores it once. *sequence* counts
    the participant's answers: of two for one image the higher one is the newer.
    """

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(StudyItem, on_delete=models.CASCADE, related_name="answers")
    key = models.UUIDField(unique=True)
    sequence = models.PositiveIntegerField()
    choice = models.CharField(max_length=10, choices=Expression)
    response_ms = models.PositiveIntegerField(null=True)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("participant", "item"), name="answer_once_per_item"),
            models.CheckConstraint(name="answer_choice_known", condition=is_expression("choice")),
        )

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.choice}"
