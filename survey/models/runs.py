"""A model's answers to a study's images, and single photographs for the live API."""

import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .checkpoints import Checkpoint
from .files import upload_name
from .studies import Study, StudyItem

MOST_ATTEMPTS = 5
# A run stores a batch every few hundred milliseconds; one silent this long has lost its worker.
# Long enough for a cold worker to load torch and the network.
SILENT_AFTER = timedelta(seconds=30)
RECOGNITION_KEPT = timedelta(minutes=10)


class Status(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Failure(models.TextChoices):
    """Why a run failed, where it is ours to say. Other reasons are kept as they were raised."""

    DIED = "died", _("The worker died at every attempt.")
    REPLACED = "replaced", _("The weights were replaced after this run was asked for.")
    GONE = "gone", _("The folder of the weights is not there any more.")


class ModelRunQuerySet(models.QuerySet["ModelRun"]):
    def done(self) -> "ModelRunQuerySet":
        return self.filter(status=Status.DONE)

    def unfinished(self) -> "ModelRunQuerySet":
        return self.filter(status__in=[Status.QUEUED, Status.RUNNING])

    def silent(self) -> "ModelRunQuerySet":
        """Unfinished, and nothing was heard of them for so long that their worker is gone."""
        return self.unfinished().filter(heard_at__lt=timezone.now() - SILENT_AFTER)


class ModelRun(models.Model):
    """One model answering every image of one study."""

    id = models.UUIDField(
        primary_key=True,
        default=uuid.uuid4,
        editable=False,
        help_text=_("The number of the run in which the model answered."),
    )
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="runs")
    title = models.CharField(max_length=100, blank=True)
    checkpoint = models.CharField(
        max_length=500, blank=True, help_text=_("Folder of the weights; a table has none.")
    )
    registered = models.ForeignKey(
        Checkpoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="runs"
    )
    table = models.BooleanField(default=False, help_text=_("Its probabilities came as a table."))
    card = models.JSONField(default=dict, help_text=_("The checkpoint's card at that time."))
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ModelRunQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.study_id})"

    @property
    def name(self) -> str:
        """What tables and legends call this model."""
        return self.title or Path(self.checkpoint).name

    @property
    def why(self) -> str:
        """What people read about a failure, in their language where the reason is ours."""
        known = self.reason in Failure.values
        return str(Failure(self.reason).label) if known else self.reason

    @property
    def is_finished(self) -> bool:
        return self.status in (Status.DONE, Status.FAILED)


class Prediction(models.Model):
    """A model's probabilities for one image, in the order of the five expressions."""

    run = models.ForeignKey(ModelRun, on_delete=models.CASCADE, related_name="predictions")
    item = models.ForeignKey(StudyItem, on_delete=models.CASCADE, related_name="predictions")
    probabilities = models.JSONField(
        help_text=_("The model’s probability for this expression (softmax): the five add up to 1.")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("run", "item"), name="prediction_once_per_item"),
        )

    def __str__(self) -> str:
        return f"{self.run_id}: {self.item_id}"


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    def unanswered(self) -> "RecognitionQuerySet":
        """Asked for so long ago that their message may be lost."""
        lost = timezone.now() - SILENT_AFTER
        return self.filter(status=Status.QUEUED, created_at__lt=lost)

    def outdated(self) -> "RecognitionQuerySet":
        return self.filter(created_at__lt=timezone.now() - RECOGNITION_KEPT)


class Recognition(models.Model):
    """One photograph sent to /api/recognize: kept only until its answer was given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.FileField(upload_to=upload_name)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    reason = models.CharField(max_length=20, blank=True)
    faces = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RecognitionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.id}: {self.status}"

    def forget(self) -> None:
        """The photograph was sent to be read, not to be kept."""
        self.upload.delete(save=False)
        self.delete()
