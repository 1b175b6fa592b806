"""The networks that admins brought in: they may answer studies once a worker has verified them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    reason = models.TextField(blank=True)
    heard_at = models.DateTimeField(auto_now=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name
