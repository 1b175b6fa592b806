"""Answers that were collected elsewhere, for example with a Google Form."""

from django.conf import settings
from django.db import models

from .studies import Study


class AnswerImport(models.Model):
    """One file of answers. Deleting it takes the people it brought with it."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="imports")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(fields=("study", "digest"), name="import_file_once"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def audit_name(self) -> str:
        """What the audit trail keeps for good: a file's name may be a person's."""
        return f"#{self.pk}"
