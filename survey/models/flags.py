"""Rules by which somebody didn't answer carefully, and reasons to exclude them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from survey.analysis import quality


class Flag(models.TextChoices):
    """A rule by which somebody didn't answer carefully. Why each: survey.analysis.quality."""

    STRAIGHT = "straight", _("Straight-liner")
    CHECKS = "checks", _("Fails attention checks")
    FAST = "fast", _("Too fast")


class Exclusion(models.TextChoices):
    """The usual reasons to exclude somebody; any other is written down in words."""

    STRAIGHT = "straight", _("The same answer again and again")
    CHECKS = "checks", _("Failed attention checks")
    FAST = "fast", _("Answered too fast")
    TWICE = "twice", _("Took part twice")
    TRIAL = "trial", _("Was a try-out of the team")


def breaks(flag: Flag) -> models.Q:
    """The rule of *flag*, for querysets. Who hasn't finished breaks none."""
    if flag == Flag.STRAIGHT:
        run = models.Q(longest_run__gte=quality.STRAIGHT_RUN)
        return run | models.Q(top_share__gte=quality.STRAIGHT_SHARE)
    if flag == Flag.CHECKS:
        enough = models.Q(checks_asked__gte=quality.FEWEST_CHECKS)
        return enough & models.Q(checks_failed__gt=models.F("checks_asked") / 2.0)
    return models.Q(median_ms__lt=quality.FAST_MS)
