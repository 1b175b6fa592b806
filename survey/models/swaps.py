"""Images of drafts that were exchanged for others."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from .images import Photograph
from .studies import Study


class Swap(models.Model):
    """One image of a draft that was exchanged for another, by hand or because it had to go."""

    class Reason(models.TextChoices):
        CHOSEN = "chosen", pgettext_lazy("swap", "By hand")
        WITHDRAWN = "withdrawn", pgettext_lazy("swap", "Consent was withdrawn")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="swaps")
    position = models.PositiveSmallIntegerField()
    removed = models.ForeignKey(
        Photograph, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added = models.ForeignKey(
        Photograph, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=10, choices=Reason, default=Reason.CHOSEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.study_id}/{self.position}"
