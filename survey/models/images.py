"""Photographs: uploaded, then checked and cropped by a worker, then perhaps drawn into a study."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .expressions import Expression, is_expression
from .files import upload_name
from .subjects import Subject, Use, permits

# A photograph that killed its worker this often will do so again.
MOST_ATTEMPTS = 3
# A queued photograph whose message was sent this long ago may have lost it.
MESSAGE_LOST_AFTER = timedelta(seconds=45)


class Reason(models.TextChoices):
    """Why a photograph was refused, failed or waits for a person."""

    EMPTY = "empty", _("The file is empty.")
    TOO_LARGE = "too_large", _("The file is larger than 20 MB.")
    TOO_MANY_PIXELS = "too_many_pixels", _("The picture has more than 25 million pixels.")
    FORMAT = "format", _("Only JPEG, PNG and WebP pictures can be read (HEIC: export as JPEG).")
    ANIMATED = "animated", _("The picture is animated: one still picture is needed.")
    DAMAGED = "damaged", _("The picture is damaged or incomplete.")
    NO_FACE = "no_face", _("No face was found.")
    SEVERAL_FACES = "several_faces", _("Several faces were found.")
    UNUSABLE = "unusable", _("Refused by a person: not usable.")
    CRASHED = "crashed", _("Reading the picture failed repeatedly. Upload it again to retry.")


class LabelRule(models.TextChoices):
    """Where a photograph's truth comes from."""

    SOURCE = "source", _("As its data set says")
    INTENTION = "intention", _("What the person meant to show")
    MAJORITY = "majority", _("What most labellers see")
    SETTLED = "settled", _("Settled by a person")


class PhotographQuerySet(models.QuerySet["Photograph"]):
    def real(self) -> "PhotographQuerySet":
        """Not the demo's. Not as demo=False: SQLite has no index for the NOT that it becomes."""
        return self.filter(demo__in=[False])

    def ready(self) -> "PhotographQuerySet":
        """With a crop and a known expression: these can be drawn into a study."""
        return self.filter(status=Photograph.Status.READY).exclude(expression="")

    def drawable(self) -> "PhotographQuerySet":
        """Ready, in no study whose results, and so whose truths, are public, and permitted.

        Public and drawn ones need nobody's consent; of a private one somebody is known who allows
        it in the survey.
        """
        consenting = permits(Use.SURVEY, timezone.localdate(), "subject__")
        free = models.Q(kind=Photograph.Kind.PUBLIC) | models.Q(demo=True)
        return self.ready().filter(free | consenting).exclude(items__study__published=True)

    def labellable(self) -> "PhotographQuerySet":
        """Private ones with a crop, whose person hasn't withdrawn and whose consent hasn't ended.

        Labels may come before the consent is recorded: a photograph without is drawn nowhere.
        """
        ended = models.Q(until__lt=timezone.localdate()) | models.Q(withdrawn_at__isnull=False)
        # Few have: a list of them is quicker than a look at everybody's row.
        without = Subject.objects.filter(ended).values("pk")
        private = self.filter(status=Photograph.Status.READY, kind=Photograph.Kind.PRIVATE)
        return private.real().exclude(subject__in=without)

    def in_review(self) -> "PhotographQuerySet":
        """Waiting for a person's decision, the longest waiting first."""
        own = self.real().filter(status=Photograph.Status.REVIEW)
        return own.order_by("enqueued_at", "pk")

    def waiting(self) -> "PhotographQuerySet":
        return self.filter(status=Photograph.Status.QUEUED)

    def forgotten(self) -> "PhotographQuerySet":
        """Still queued, their message sent so long ago that it may be lost; the oldest first."""
        lost = self.waiting().filter(enqueued_at__lt=timezone.now() - MESSAGE_LOST_AFTER)
        return lost.order_by("enqueued_at")


class Photograph(models.Model):
    """One uploaded picture and the 96×96 gray crop that people and models see of it."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("Public")
        PRIVATE = "private", _("Private")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        READY = "ready", _("Ready")
        REVIEW = "review", _("Needs review")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200, help_text=_("What the file was called."))
    source = models.CharField(
        max_length=200, blank=True, help_text=_("The data set that it comes from.")
    )
    source_version = models.CharField(
        max_length=50, blank=True, help_text=_("The data set’s version.")
    )
    licence = models.CharField(
        max_length=100, blank=True, help_text=_("Under which terms it may be used.")
    )
    given_by = models.CharField(max_length=200, blank=True, help_text=_("Who gave it."))
    person = models.CharField(
        max_length=100, blank=True, help_text=_("Pseudonym, within a public source.")
    )
    subject = models.ForeignKey(
        Subject,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="photographs",
        help_text=_("Who is on a private one."),
    )
    expression = models.CharField(
        max_length=10, choices=Expression, blank=True, help_text=_("The truth.")
    )
    rule = models.CharField(
        max_length=10, choices=LabelRule, blank=True, help_text=_("Where the truth comes from.")
    )
    intended = models.CharField(
        max_length=10, choices=Expression, blank=True, help_text=_("What the person meant.")
    )
    votes = models.JSONField(
        null=True, blank=True, help_text=_("How often each was said, by its data set's people.")
    )
    agreement = models.FloatField(
        null=True, blank=True, help_text=_("The share of labellers or votes for the truth.")
    )
    demo = models.BooleanField(
        default=False, help_text=_("Drawn by a program; stays out of studies of real photographs.")
    )
    cropped = models.BooleanField(default=False, help_text=_("Was a crop already."))
    upload = models.FileField(upload_to=upload_name, blank=True)
    digest = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        help_text=_("SHA-256 of the file as it was uploaded."),
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    width = models.PositiveIntegerField(null=True, help_text=_("Pixels, upright."))
    height = models.PositiveIntegerField(null=True, help_text=_("Pixels, upright."))
    faces = models.JSONField(default=list, help_text=_("Boxes found: [x1, y1, x2, y2] each."))
    box = models.JSONField(null=True, blank=True, help_text=_("The box that was cropped."))
    crop = models.BinaryField(null=True, editable=False)  # a PNG of 96×96 gray pixels
    attempts = models.PositiveSmallIntegerField(default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)
    enqueued_at = models.DateTimeField(default=timezone.now)

    objects = PhotographQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "name")
        indexes = (
            models.Index(fields=("status", "enqueued_at")),
            # The list is filtered within this, in its order, for the same reason.
            models.Index(
                fields=(
                    *("demo", "-created_at", "name", "status", "kind"),
                    *("expression", "source", "subject", "person"),
                ),
                name="photograph_list",
            ),
            # The pool is counted from this alone: rows are heavy with their crops.
            models.Index(
                fields=("demo", "status", "kind", "expression", "subject"), name="photograph_pool"
            ),
            # So is what is to be labelled, and chosen: it holds all that the question needs.
            models.Index(
                fields=("demo", "status", "kind", "subject", "id"), name="photograph_to_label"
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="photograph_ready_has_crop",
                condition=~models.Q(status="ready") | models.Q(crop__isnull=False),
            ),
            models.CheckConstraint(
                name="photograph_expression_known",
                condition=is_expression("expression") | models.Q(expression=""),
            ),
            models.CheckConstraint(
                name="photograph_public_has_no_subject",
                condition=models.Q(kind="private") | models.Q(subject=None),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def audit_name(self) -> str:
        """What the audit trail keeps for good: a file's name may be a person's."""
        return str(self.id)[:8]

    def label_as(self, expression: str, votes: dict[str, int] | None = None) -> None:
        """Take *expression* as said with an upload or by an editor; doesn't save.

        Of a private photograph it is what the person meant, and the truth unless labellers have
        decided about it; of a public one what its data set says, until somebody corrects it.
        """
        kept = self.votes if votes is None else votes
        if self.kind == self.Kind.PRIVATE:
            self.intended = expression
            if self.rule in (LabelRule.MAJORITY, LabelRule.SETTLED):
                return
            self.rule = LabelRule.INTENTION
        elif self.expression != expression:
            self.rule = LabelRule.SETTLED if self.expression else LabelRule.SOURCE
        self.expression, self.votes = expression, kept
        self.agreement = kept.get(expression, 0) / sum(kept.values()) if kept else None

    @property
    def whose(self) -> str:
        """The photographed person among those of all sources; "" where nobody knows."""
        return whose(self.source, self.person, self.subject_id)


def whose(source: str, person: str, subject_id: int | None) -> str:
    """See Photograph.whose; for lists that don't read whole rows."""
    if subject_id:
        return f"subject/{subject_id}"
    return f"{source}/{person}" if person else ""
