"""The five expressions as Django choices, in the classifier's order."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Expression(models.TextChoices):
    HAPPY = "happy", _("Happy")
    SURPRISE = "surprise", _("Surprised")
    ANGRY = "angry", _("Angry")
    SAD = "sad", _("Sad")
    NEUTRAL = "neutral", _("Neutral")


def is_expression(field: str) -> models.Q:
    """For a CheckConstraint: *field* holds one of the five."""
    return models.Q(**{f"{field}__in": Expression.values})
