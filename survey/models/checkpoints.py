"""The networks that admins brought in: they may answer studies once a worker has verified them."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_ATTEMPTS = 3
# Half a gigabyte is verified within this, by a cold worker on a busy machine.
SILENT_AFTER = timedelta(minutes=2)


class Refusal(models.TextChoices):
    """Why a worker refused one: the codes of the classifier's InvalidCheckpoint, and our own."""

    CARD = "card", _("The card can’t be used.")
    MISSING = "missing", _("The weights are not there any more.")
    HASH = "hash", _("The weights are not those that the card describes.")
    ARCHITECTURE = "architecture", _("The card names a network that this site can’t build.")
    DAMAGED = "damaged", _("The file of weights is damaged.")
    NAMES = "names", _("Weights are missing or unknown: this is another network.")
    SHAPE = "shape", _("A weight has another shape than the network’s.")
    TYPE = "type", _("A weight holds another kind of number than the network’s.")
    VALUES = "values", _("The network holds or gives values that are not finite.")
    CRASHED = "crashed", _("Verifying it failed repeatedly.")


class CheckpointQuerySet(models.QuerySet["Checkpoint"]):
    def ready(self) -> "CheckpointQuerySet":
        return self.filter(status=Checkpoint.Status.READY)

    def unrefused(self) -> "CheckpointQuerySet":
        """Of these, no two hold the same weights."""
        return self.exclude(status=Checkpoint.Status.REFUSED)

    def silent(self) -> "CheckpointQuerySet":
        """Being verified, and nothing was heard for so long that the worker is gone."""
        checking = self.filter(status=Checkpoint.Status.CHECKING)
        return checking.filter(heard_at__lt=timezone.now() - SILENT_AFTER)


class Checkpoint(models.Model):
    """A folder of weights (safetensors) and card (JSON) under VAR/checkpoints, or elsewhere."""

    class Status(models.TextChoices):
        CHECKING = "checking", _("Being verified")
        READY = "ready", _("Ready")
        REFUSED = "refused", pgettext_lazy("checkpoint", "Refused")

    name = models.CharField(max_length=100, unique=True)
    folder = models.CharField(max_length=500)
    uploaded = models.BooleanField(default=False, help_text=_("The folder is the site's own."))
    weights_sha256 = models.CharField(max_length=64, blank=True)
    card = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.CHECKING)
    reason = models.CharField(max_length=20, choices=Refusal, blank=True)
    details = models.TextField(blank=True, help_text=_("What the check said, in English."))
    attempts = models.PositiveSmallIntegerField(default=0)
    heard_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("weights_sha256",),
                condition=~models.Q(status="refused") & ~models.Q(weights_sha256=""),
                name="checkpoint_once_by_weights",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.READY

    @property
    def is_in_use(self) -> bool:
        """A run of it is not finished yet."""
        return self.runs.unfinished().exists()

    @property
    def accuracy(self) -> tuple[str, float | None] | None:
        """On the card's first set of images: what the set is called, and the share, 0 to 1."""
        return first_accuracy(self.card)


def first_accuracy(card: dict[str, Any]) -> tuple[str, float | None] | None:
    evaluations = card.get("evaluations", {})  # no card while the folder is yet to be read
    return next(((name, each["total"]) for name, each in evaluations.items()), None)
