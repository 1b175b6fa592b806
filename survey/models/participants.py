"""Participants: who agreed to take part, without saying who."""

import hashlib
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from survey.analysis import quality

from .about import AgeBand, Experience, Gender
from .flags import Exclusion, Flag, breaks
from .imports import AnswerImport
from .studies import Study
from .texts import Consent

# Who has answered within this time is in the middle of it; who was silent for longer, has given up.
ACTIVE = timedelta(minutes=10)
SILENT = timedelta(minutes=30)


def token_digest(token: str) -> str:
    """What the database keeps of a secret that only its owner has: a copy of it opens nothing."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class Invitation(models.Model):
    """A link for one person. Looking at it uses nothing up: the first answer does.

    A label often is a name. So nothing here says whose an invitation became, and when is a day,
    not the moment in which an answer came.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100, blank=True, help_text=_("For the admin’s own list."))
    created_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.label or str(self.pk)

    @property
    def is_used(self) -> bool:
        return self.used_on is not None


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def finished(self) -> "ParticipantQuerySet":
        return self.filter(finished_at__isnull=False)

    def counted(self) -> "ParticipantQuerySet":
        """Finished, and not excluded: those that figures are about."""
        return self.finished().filter(excluded_at=None)

    def unfinished(self) -> "ParticipantQuerySet":
        """Neither finished nor withdrawn: in the middle of it, or given up."""
        return self.filter(finished_at=None, withdrawn_at=None)

    def heard_within(self, time: timedelta) -> "ParticipantQuerySet":
        return self.filter(heard_within(time))

    def given_up(self) -> "ParticipantQuerySet":
        return self.unfinished().exclude(heard_within(SILENT))

    def flagged(self, flag: Flag) -> "ParticipantQuerySet":
        return self.filter(breaks(flag))

    def unmeasured(self) -> "ParticipantQuerySet":
        """Finished, without the figures that are counted when people finish."""
        return self.finished().filter(longest_run=None)

    def excluded(self) -> "ParticipantQuerySet":
        return self.filter(excluded_at__isnull=False)

    def staying(self) -> "ParticipantQuerySet":
        return self.filter(withdrawn_at=None)

    def with_token(self, study_slug: str, token: str) -> "ParticipantQuerySet":
        return self.filter(study__slug=study_slug, token_digest=token_digest(token))

    def with_receipt(self, receipt: str) -> "ParticipantQuerySet":
        return self.filter(receipt_digest=token_digest(receipt))


def heard_within(time: timedelta) -> models.Q:
    """Began or answered an image within *time*."""
    since = timezone.now() - time
    answers: Any = Participant._meta.get_field("answers").related_model
    recent = answers.objects.filter(answered_at__gte=since)  # the database makes this list once
    return models.Q(consented_at__gte=since) | models.Q(pk__in=recent.values("participant"))


class Participant(models.Model):
    """Someone who agreed to take part. Nothing here says who: no name, no IP address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="participants")
    token_digest = models.CharField(max_length=64, unique=True)
    receipt_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    seed = models.BigIntegerField(help_text=_("Gives the order of the images."))
    language = models.CharField(
        max_length=10, blank=True, help_text=_("In which language they took part.")
    )
    consent_version = models.CharField(max_length=20, help_text=_("Of the site’s own text."))
    consent = models.ForeignKey(
        Consent,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,  # it goes with the whole study only
        help_text=_("The study’s text, where it has one."),
    )
    consented_at = models.DateTimeField(default=timezone.now)
    invitation = models.ForeignKey(
        Invitation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="participants",
        help_text=_("Only until the first answer, which uses it up."),
    )
    age_band = models.CharField(
        max_length=10, choices=AgeBand, blank=True, help_text=_("How old they say they are.")
    )
    gender = models.CharField(
        max_length=10, choices=Gender, blank=True, help_text=_("What they say their gender is.")
    )
    experience = models.CharField(
        max_length=10,
        choices=Experience,
        blank=True,
        help_text=_("Whether they say they have done tests like this before."),
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text=_("All that was answered is deleted.")
    )
    simulated = models.BooleanField(
        default=False, help_text=_("A program answered: no finding about people.")
    )
    imported = models.ForeignKey(
        AnswerImport,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="participants",
        help_text=_("They answered elsewhere, for example in a form, and came in as a file."),
    )
    excluded_at = models.DateTimeField(null=True, blank=True)
    excluded_reason = models.CharField(
        max_length=500, blank=True, help_text=_("Why they were excluded from the figures.")
    )
    excluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    # How carefully they answered, counted once, when they finish: lists of 100,000 ask for it.
    longest_run = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("The most same answers in a row.")
    )
    top_share = models.FloatField(
        null=True, blank=True, help_text=_("The share of the answer they gave most, of 20 or more.")
    )
    median_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("The median of their response times.")
    )
    checks_asked = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Attention checks that they answered.")
    )
    checks_failed = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Attention checks that they answered wrongly.")
    )
    repeats_asked = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Images that they answered twice.")
    )
    repeats_same = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Of these, images that they answered alike.")
    )
    skipped = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Images that their device couldn’t show.")
    )
    took_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("From agreeing to the end, pauses included.")
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ("consented_at",)
        indexes = (
            models.Index(fields=("study", "finished_at")),
            models.Index(fields=("study", "consented_at", "id"), name="participant_list"),
            # Those whom figures leave out are few.
            models.Index(
                fields=("study", "excluded_at", "finished_at"),
                condition=models.Q(excluded_at__isnull=False),
                name="participant_excluded",
            ),
            # The sweep looks for them every ten seconds, and nearly always there are none.
            models.Index(
                fields=("finished_at",),
                condition=models.Q(longest_run=None, finished_at__isnull=False),
                name="participant_unmeasured",
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="participant_withdrawn_not_finished",
                condition=models.Q(withdrawn_at=None) | models.Q(finished_at=None),
            ),
            models.CheckConstraint(
                name="participant_excluded_for_a_reason",
                condition=models.Q(excluded_at=None) | ~models.Q(excluded_reason=""),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def audit_name(self) -> str:
        """A part of the random id: it tells people apart and says of nobody who they are."""
        return str(self.id)[:8]

    @property
    def is_excluded(self) -> bool:
        return self.excluded_at is not None

    @property
    def why_excluded(self) -> str:
        """A usual reason in the reader's language, or what was written down."""
        usual = self.excluded_reason in Exclusion.values
        return str(Exclusion(self.excluded_reason).label) if usual else self.excluded_reason

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The rules that they break: breaks() for one row."""
        straight = (self.longest_run or 0) >= quality.STRAIGHT_RUN
        straight |= (self.top_share or 0) >= quality.STRAIGHT_SHARE
        asked = self.checks_asked or 0
        failing = asked >= quality.FEWEST_CHECKS and 2 * (self.checks_failed or 0) > asked
        fast = self.median_ms is not None and self.median_ms < quality.FAST_MS
        broken = {Flag.STRAIGHT: straight, Flag.CHECKS: failing, Flag.FAST: fast}
        return tuple(flag for flag, is_so in broken.items() if is_so)

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def may_answer(self) -> bool:
        return self.study.is_open and not (self.is_finished or self.is_withdrawn)

    @property
    def may_see_result(self) -> bool:
        return self.is_finished and not self.study.holds_results_back

    @property
    def has_told_about(self) -> bool:
        """Every question that the study asks has its answer, "prefer not to say" included."""
        return all(getattr(self, question.value) for question in self.study.asked)
