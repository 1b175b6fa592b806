"""Where in an image a model looked: asked for by an editor, made by a worker."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .expressions import Expression, is_expression
from .runs import SILENT_AFTER, Failure, ModelRun, Status
from .studies import StudyItem


class Flat(models.TextChoices):
    """The only reason of its own; others are a run's."""

    FLAT = "flat", _("Nothing in the picture speaks for this answer.")


class HeatmapQuerySet(models.QuerySet["Heatmap"]):
    def waiting(self) -> "HeatmapQuerySet":
        return self.filter(status=Status.QUEUED)

    def silent(self) -> "HeatmapQuerySet":
        """Waiting, and nothing was heard for so long that their worker is gone."""
        return self.waiting().filter(heard_at__lt=timezone.now() - SILENT_AFTER)


class Heatmap(models.Model):
    """A Grad-CAM of one image for what a model said about it.

    It shows something of the face: kept in a column, as the crop is, shown to whoever may see the
    crop, and deleted with it.
    """

    run = models.ForeignKey(ModelRun, on_delete=models.CASCADE, related_name="heatmaps")
    item = models.ForeignKey(StudyItem, on_delete=models.CASCADE, related_name="heatmaps")
    expression = models.CharField(
        max_length=10, choices=Expression, help_text=_("What the model looked for: its answer.")
    )
    png = models.BinaryField(null=True, editable=False)  # to lie over the face
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    reason = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    heard_at = models.DateTimeField(default=timezone.now)

    objects = HeatmapQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("run", "item"), name="heatmap_once_per_item"),
            models.CheckConstraint(
                name="heatmap_of_a_known", condition=is_expression("expression")
            ),
            models.CheckConstraint(
                name="heatmap_done_has_picture",
                condition=~models.Q(status="done") | models.Q(png__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("status", "heard_at"), name="heatmap_waiting"),)

    def __str__(self) -> str:
        return f"{self.run_id}: {self.item_id}"

    @property
    def why(self) -> str:
        """What people read about a failure, in their language where the reason is ours."""
        for reasons in (Flat, Failure):
            if self.reason in reasons.values:
                return str(reasons(self.reason).label)
        return self.reason
