"""The audit trail: who saw, brought in, changed, exported or removed what, when and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy


class Verb(models.TextChoices):
    SAW = "saw", pgettext_lazy("audit", "looked at")
    ADDED = "added", pgettext_lazy("audit", "added")
    CHANGED = "changed", pgettext_lazy("audit", "changed")
    EXPORTED = "exported", pgettext_lazy("audit", "exported")
    REMOVED = "removed", pgettext_lazy("audit", "removed")
    SIGNED_IN = "signed-in", pgettext_lazy("audit", "signed in")
    SIGNED_OUT = "signed-out", pgettext_lazy("audit", "signed out")
    LOCKED = "locked", pgettext_lazy("audit", "locked by wrong passwords")


class Event(models.Model):
    """One thing that somebody did. Never changed; names are copied, as what they name may go.

    Participants aren't in it, and no address of any machine.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    actor_name = models.CharField(max_length=150, blank=True)
    verb = models.CharField(max_length=10, choices=Verb)
    target_kind = models.CharField(max_length=40, help_text="The model's name: study, photograph.")
    target_id = models.CharField(max_length=40, blank=True)
    target_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        # The trail is read by its numbers, from the newest: survey/team/trail.py.
        indexes = (
            models.Index(fields=("target_kind", "target_id")),
            models.Index(fields=("target_kind", "id")),
            models.Index(fields=("actor_name", "id")),
            models.Index(fields=("verb", "id")),
        )

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.target_kind} {self.target_name}"
