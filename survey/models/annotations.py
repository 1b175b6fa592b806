"""What labellers say private photographs show, blind to each other and to any model."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .expressions import Expression, is_expression
from .images import Photograph


class Annotation(models.Model):
    """One labeller's choice for one photograph; an empty one: they can't tell."""

    photograph = models.ForeignKey(Photograph, on_delete=models.CASCADE, related_name="annotations")
    labeller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="annotations"
    )
    choice = models.CharField(max_length=10, choices=Expression, blank=True)
    response_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("From the image's paint to the choice.")
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("photograph", "labeller"), name="annotation_once_per_labeller"
            ),
            models.CheckConstraint(
                name="annotation_choice_known",
                condition=is_expression("choice") | models.Q(choice=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.photograph_id}: {self.choice}"
