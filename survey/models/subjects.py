"""The people in private photographs, each under a pseudonym, and what they agreed to."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .files import upload_name


class Use(models.TextChoices):
    """What somebody allows their photographs to be used for. The values are Subject's fields."""

    SURVEY = "in_survey", _("In the survey")
    RESULTS = "in_results", _("Shown to participants beside their result")
    PUBLICATION = "in_publication", _("Shown in published results")
    TRAINING = "in_training", _("Used for training networks")


def permits(use: Use, today: date, prefix: str = "") -> models.Q:
    """For querysets: the subject allows *use* on *today*. *prefix*: "subject__" for photographs."""
    unlimited = models.Q(**{f"{prefix}until": None})
    allowed = models.Q(**{f"{prefix}{use.value}": True, f"{prefix}withdrawn_at": None})
    return allowed & (unlimited | models.Q(**{f"{prefix}until__gte": today}))


class Standing(models.TextChoices):
    """How it stands with somebody's consent."""

    VALID = "valid", pgettext_lazy("consent", "Valid")
    MISSING = "missing", pgettext_lazy("consent", "Not recorded")
    EXPIRING = "expiring", pgettext_lazy("consent", "Ends soon")
    EXPIRED = "expired", pgettext_lazy("consent", "Ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")


def soon(today: date) -> date:
    """What ends up to this day ends soon."""
    return today + timedelta(days=settings.CONSENT_WARNING_DAYS)


class SubjectQuerySet(models.QuerySet["Subject"]):
    def standing(self, standing: str) -> "SubjectQuerySet":
        today = timezone.localdate()
        here = self.filter(withdrawn_at=None)
        agreed = here.exclude(agreed_on=None)
        return {
            Standing.VALID: agreed.filter(models.Q(until=None) | models.Q(until__gt=soon(today))),
            Standing.MISSING: here.filter(agreed_on=None),
            Standing.EXPIRING: agreed.filter(until__gte=today, until__lte=soon(today)),
            Standing.EXPIRED: agreed.filter(until__lt=today),
            Standing.WITHDRAWN: self.exclude(withdrawn_at=None),
        }[Standing(standing)]

    def expiring(self) -> "SubjectQuerySet":
        return self.standing(Standing.EXPIRING)

    def expired(self) -> "SubjectQuerySet":
        return self.standing(Standing.EXPIRED)

    def ending(self) -> dict[str, int]:
        """Of how many the consent ends soon, or has ended: templates/consent/_ending.html."""
        today = timezone.localdate()
        agreed = self.filter(withdrawn_at=None).exclude(agreed_on=None)
        return agreed.aggregate(
            soon=models.Count("pk", filter=models.Q(until__gte=today, until__lte=soon(today))),
            ended=models.Count("pk", filter=models.Q(until__lt=today)),
        )


class Subject(models.Model):
    """Somebody in private photographs. Without a date of agreement nothing is allowed yet.

    Whoever has withdrawn keeps a row that says so, and nothing else of theirs is kept.
    """

    pseudonym = models.CharField(max_length=100, unique=True)
    agreed_on = models.DateField(null=True, blank=True)
    text_version = models.CharField(
        max_length=50, blank=True, help_text=_("Which wording of the form they signed.")
    )
    form = models.FileField(upload_to=upload_name, blank=True)
    form_name = models.CharField(max_length=200, blank=True)
    in_survey = models.BooleanField(default=False)
    in_results = models.BooleanField(default=False)
    in_publication = models.BooleanField(default=False)
    in_training = models.BooleanField(default=False)
    until = models.DateField(null=True, blank=True, help_text=_("The last day it holds."))
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was said that it expires soon.")
    )
    note = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    version = models.PositiveIntegerField(default=1, help_text=_("Counts its changes."))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ("pseudonym",)
        constraints = (
            models.CheckConstraint(
                name="subject_allows_after_agreeing",
                condition=models.Q(agreed_on__isnull=False)
                | models.Q(in_survey=False, in_results=False, in_publication=False)
                & models.Q(in_training=False),
            ),
            models.CheckConstraint(
                name="subject_withdrawn_allows_nothing",
                condition=models.Q(withdrawn_at=None)
                | models.Q(in_survey=False, in_results=False, in_publication=False)
                & models.Q(in_training=False, form=""),
            ),
        )

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def audit_name(self) -> str:
        """What the audit trail keeps for good."""
        return f"#{self.pk}"

    @property
    def standing(self) -> Standing:
        """Today."""
        today = timezone.localdate()
        if self.withdrawn_at:
            return Standing.WITHDRAWN
        if self.agreed_on is None:
            return Standing.MISSING
        if self.until is None or self.until > soon(today):
            return Standing.VALID
        return Standing.EXPIRING if self.until >= today else Standing.EXPIRED

    @property
    def days_left(self) -> int | None:
        return None if self.until is None else (self.until - timezone.localdate()).days

    @property
    def uses(self) -> list[Use]:
        """What was agreed to, whether it still holds or not."""
        return [use for use in Use if getattr(self, use.value)]

    def allows(self, use: Use) -> bool:
        """Today."""
        in_time = self.until is None or timezone.localdate() <= self.until
        return bool(getattr(self, use.value)) and self.withdrawn_at is None and in_time
