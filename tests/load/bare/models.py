from django.db import models


class Row(models.Model):
    """As wide as survey.models.Answer; its key has an index, too."""

    key = models.UUIDField(unique=True)
    item = models.UUIDField()
    choice = models.CharField(max_length=10)
    sequence = models.PositiveIntegerField()
    response_ms = models.PositiveIntegerField(null=True)
    hidden = models.BooleanField(default=False)
    answered_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.key}"
