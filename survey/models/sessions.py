"""Where somebody is signed in: for them to see, and to end."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class SignIn(models.Model):
    """One session of one user. No address of any machine: a browser's and system's name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins"
    )
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-seen_at",)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.device}"
