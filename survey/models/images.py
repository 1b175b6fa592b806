"""Photographs: uploaded, then checked and cropped by a worker, then perhaps drawn into a study."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .expressions import Expression, is_expression

# A photograph that killed its worker this often will do so again.
MOST_ATTEMPTS = 3
# A queued photograph whose message was sent this long ago may have lost it.
MESSAGE_LOST_AFTER = timedelta(seconds=45)


class Reason(models.TextChoices):
    """Why a photograph was refused, failed or waits for a person."""

    EMPTY = "empty", _("The file is empty.")
    TOO_LARGE = "too_large", _("The file is larger than 20 MB.")
    TOO_MANY_PIXELS = "too_many_pixels", _("The picture has more than 25 million pixels.")
    FORMAT = "format", _("Only JPEG, PNG and WebP pictures can be read (HEIC: export as JPEG).")
    ANIMATED = "animated", _("The picture is animated: one still picture is needed.")
    DAMAGED = "damaged", _("The picture is damaged or incomplete.")
    NO_FACE = "no_face", _("No face was found.")
    SEVERAL_FACES = "several_faces", _("Several faces were found.")
    CRASHED = "crashed", _("Reading the picture failed repeatedly. Upload it again to retry.")


def upload_name(photograph: "Photograph", filename: str) -> str:
    """An own name: what the user called the file never reaches the disk."""
    del filename
    return f"{photograph.id.hex[:2]}/{uuid.uuid4().hex}"


class PhotographQuerySet(models.QuerySet["Photograph"]):
    def ready(self) -> "PhotographQuerySet":
        """With a crop and a known expression: these can be drawn into a study."""
        return self.filter(status=Photograph.Status.READY).exclude(expression="")

    def drawable(self) -> "PhotographQuerySet":
        """Ready, and in no study whose results, and so whose truths, are public."""
        return self.ready().exclude(items__study__published=True)

    def waiting(self) -> "PhotographQuerySet":
        return self.filter(status=Photograph.Status.QUEUED)

    def forgotten(self) -> "PhotographQuerySet":
        """Still queued, their message sent so long ago that it may be lost; the oldest first."""
        lost = self.waiting().filter(enqueued_at__lt=timezone.now() - MESSAGE_LOST_AFTER)
        return lost.order_by("enqueued_at")


class Photograph(models.Model):
    """One uploaded picture and the 96×96 gray crop that people and models see of it."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("Public")
        PRIVATE = "private", _("Private")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        READY = "ready", _("Ready")
        REVIEW = "review", _("Needs review")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200, help_text=_("What the file was called."))
    source = models.CharField(max_length=200, blank=True)
    person = models.CharField(max_length=100, blank=True, help_text=_("Pseudonym."))
    expression = models.CharField(max_length=10, choices=Expression, blank=True)
    demo = models.BooleanField(
        default=False, help_text=_("Drawn by a program; stays out of studies of real photographs.")
    )
    cropped = models.BooleanField(default=False, help_text=_("Was a crop already."))
    show_in_results = models.BooleanField(
        default=False, help_text=_("A private photograph may be shown to people who finished.")
    )
    upload = models.FileField(upload_to=upload_name, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    width = models.PositiveIntegerField(null=True, help_text=_("Pixels, upright."))
    height = models.PositiveIntegerField(null=True, help_text=_("Pixels, upright."))
    faces = models.JSONField(default=list, help_text=_("Boxes found: [x1, y1, x2, y2] each."))
    box = models.JSONField(null=True, blank=True, help_text=_("The box that was cropped."))
    crop = models.BinaryField(null=True, editable=False)  # a PNG of 96×96 gray pixels
    attempts = models.PositiveSmallIntegerField(default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)
    enqueued_at = models.DateTimeField(default=timezone.now)

    objects = PhotographQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "name")
        indexes = (models.Index(fields=("status", "enqueued_at")),)
        constraints = (
            models.CheckConstraint(
                name="photograph_ready_has_crop",
                condition=~models.Q(status="ready") | models.Q(crop__isnull=False),
            ),
            models.CheckConstraint(
                name="photograph_expression_known",
                condition=is_expression("expression") | models.Q(expression=""),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def whose(self) -> str:
        """The photographed person among those of all sources; "" where nobody knows."""
        return f"{self.source}/{self.person}" if self.person else ""
