"""Studies and the images drawn into them: drawn as a draft, frozen, opened, closed."""

import hashlib
import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .about import Question
from .expressions import Expression, is_expression
from .images import Photograph
from .subjects import Use, permits

EQUIVALENCE_MARGIN = 5.0  # points; an admin sets another one before the study opens


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("study", "Draft")  # images and words can be changed
    FROZEN = "frozen", pgettext_lazy("study", "Frozen")  # nothing can; nobody answers yet
    OPEN = "open", pgettext_lazy("study", "Open")
    PAUSED = "paused", pgettext_lazy("study", "Paused")  # who has begun may end, nobody begins
    CLOSED = "closed", pgettext_lazy("study", "Closed")  # for good


class StudyQuerySet(models.QuerySet["Study"]):
    def announced(self) -> "StudyQuerySet":
        """Those that participants may learn of: not drafts."""
        return self.exclude(state=State.DRAFT)

    def in_time(self) -> "StudyQuerySet":
        """Not past the day on which they close by themselves."""
        return self.filter(models.Q(closes_at=None) | models.Q(closes_at__gt=timezone.now()))

    def admitting(self) -> "StudyQuerySet":
        """People may begin."""
        return self.in_time().filter(state=State.OPEN)

    def secret(self) -> "StudyQuerySet":
        """Frozen and not closed: their truths must not leave the server."""
        unclosed = [State.FROZEN, State.OPEN, State.PAUSED]
        return self.in_time().filter(state__in=unclosed)

    def overdue(self) -> "StudyQuerySet":
        """Still open, though their day has come."""
        running = self.filter(state__in=[State.FROZEN, State.OPEN, State.PAUSED])
        return running.filter(closes_at__lte=timezone.now())


class Study(models.Model):
    class Entry(models.TextChoices):
        LINK = "link", _("Anyone who has the link")
        INVITATION = "invitation", _("Single-use invitation links")
        CODE = "code", _("Anyone who has the link and the group’s code")

    slug = models.SlugField(max_length=50, unique=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    seed = models.BigIntegerField(help_text=_("Draws the same images from the same photographs."))
    recipe = models.JSONField(
        default=dict, blank=True, help_text=_("How its images are drawn: studies.recipe.")
    )
    digest = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, help_text=_("Counts a draft's changes."))
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    demo = models.BooleanField(default=False, help_text=_("Its faces are drawn by a program."))
    published = models.BooleanField(default=False, help_text=_("Anyone may read the results."))
    entry = models.CharField(max_length=10, choices=Entry, default=Entry.LINK)
    group_code = models.CharField(max_length=40, blank=True)
    quota = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("So many finish, then nobody else can begin.")
    )
    questions = models.JSONField(
        default=list, blank=True, help_text=_("What people are asked about themselves.")
    )
    practice = models.BooleanField(default=True, help_text=_("Three faces to try it out first."))
    repeats = models.PositiveSmallIntegerField(
        default=0, help_text=_("Images that are asked twice, for consistency.")
    )
    attention_checks = models.PositiveSmallIntegerField(
        default=0, help_text=_("Pages that name the answer to give.")
    )
    result_at_close = models.BooleanField(
        default=False, help_text=_("People see their result when the study has closed.")
    )
    equivalence_margin = models.FloatField(
        default=EQUIVALENCE_MARGIN,
        help_text=_("A smaller difference than this counts as none, in percentage points."),
    )
    withdrawals = models.PositiveIntegerField(
        default=0, help_text=_("Images taken out after it was frozen.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name_plural = "studies"
        constraints = (
            models.CheckConstraint(
                name="study_frozen_once_and_for_all",
                condition=models.Q(state="draft", frozen_at=None)
                | ~models.Q(state="draft") & models.Q(frozen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="study_equivalence_margin",
                condition=models.Q(equivalence_margin__gt=0, equivalence_margin__lte=100),
            ),
            models.CheckConstraint(
                name="study_closed_at_a_time",
                condition=models.Q(state="closed", closed_at__isnull=False)
                | ~models.Q(state="closed") & models.Q(closed_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("study", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_closed(self) -> bool:
        """For good: by hand, or because its day has come."""
        past = self.closes_at is not None and self.closes_at <= timezone.now()
        return self.state == State.CLOSED or (past and not self.is_draft)

    @property
    def is_open(self) -> bool:
        """It takes answers of who has begun."""
        return self.state in (State.OPEN, State.PAUSED) and not self.is_closed

    @property
    def admits(self) -> bool:
        """People may begin."""
        return self.state == State.OPEN and not self.is_closed

    @property
    def is_full(self) -> bool:
        """Enough people have finished; those who have begun may still end."""
        if self.quota is None:
            return False
        own = self.participants.finished().filter(simulated=False, imported=None)
        return own.count() >= self.quota

    @property
    def takes_margin(self) -> bool:
        """Nobody has answered yet, so that no answer can have shown which margin would suit. Who
        answered elsewhere may come in as a file before the study opens."""
        return not (self.opened_at or self.is_closed or self.participants.exists())

    @property
    def holds_results_back(self) -> bool:
        """Who has finished waits for the close before they see anything of a truth or a model."""
        return self.result_at_close and not self.is_closed

    @property
    def asked(self) -> list[Question]:
        """What this study asks people about themselves, in the order of the page."""
        return [question for question in Question if question.value in self.questions]

    def open(self) -> None:
        """People may begin, for the first time or again."""
        self.state, self.opened_at = State.OPEN, self.opened_at or timezone.now()
        self.save(update_fields=["state", "opened_at"])

    def close(self) -> None:
        """Take no more answers. Closing twice keeps the first time."""
        if self.state != State.CLOSED:
            now = timezone.now()
            self.closed_at = min(self.closes_at or now, now)
            self.state = State.CLOSED
            self.save(update_fields=["state", "closed_at"])

    def shows_results_to_everyone(self) -> bool:
        """Published, and closed: before that a study's truths must not leave the server."""
        return self.published and self.is_closed

    def secret_sharers(self) -> models.QuerySet["Study"]:
        """Frozen or open studies that ask about photographs of this one."""
        mine = self.items.exclude(photograph=None).values("photograph")
        sharers = Study.objects.secret().filter(items__photograph__in=mine)
        return sharers.exclude(pk=self.pk).distinct()

    def computed_digest(self) -> str:
        """The frozen study's fingerprint: SHA-256 over its items' and over every text."""
        digest = hashlib.sha256()
        for item in self.items.select_related("photograph").order_by("position"):
            digest.update(f"{item.computed_fingerprint()}\n".encode())
        for text in self.texts.order_by("language"):
            words = (text.language, text.title, text.introduction, text.closing)
            digest.update(f"{words}\n".encode())
        for consent in self.consents.order_by("language", "version"):
            digest.update(f"{(consent.language, consent.version, consent.text)}\n".encode())
        return digest.hexdigest()


class StudyItemQuerySet(models.QuerySet["StudyItem"]):
    def present(self) -> "StudyItemQuerySet":
        """Not withdrawn: those that people are asked about and that figures count."""
        return self.filter(withdrawn_at=None)

    def shown_for(self, use: Use) -> "StudyItemQuerySet":
        """Whose faces may be shown for *use*: public and drawn ones, and of private ones those
        whose person allows it today."""
        free = models.Q(kind=Photograph.Kind.PUBLIC) | models.Q(study__demo=True)
        allowed = permits(use, timezone.localdate(), "photograph__subject__")
        return self.present().filter(free | allowed)


class StudyItem(models.Model):
    """One image of a study. What matters is copied: to edit a photograph changes no study.

    The id is random, so that an address tells a participant nothing about the image. Where the
    person on it withdrew their consent the place remains, without photograph, truth and person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="items")
    photograph = models.ForeignKey(
        Photograph, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    position = models.PositiveSmallIntegerField()
    truth = models.CharField(
        max_length=10, choices=Expression, blank=True, help_text=_("What the image shows.")
    )
    kind = models.CharField(
        max_length=10,
        choices=Photograph.Kind,
        help_text=_("Whether it comes from a public data set or was given by somebody."),
    )
    person = models.CharField(
        max_length=301, blank=True, help_text=_("Who is photographed, where that is known.")
    )
    alike = models.PositiveSmallIntegerField(
        null=True,
        help_text="Places with the same number show the same person, of whom one was withdrawn.",
    )
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = StudyItemQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("study", "photograph"), name="item_once_per_study"),
            models.UniqueConstraint(fields=("study", "position"), name="item_position"),
            models.CheckConstraint(
                name="item_known_or_withdrawn",
                condition=is_expression("truth") & models.Q(withdrawn_at=None)
                | models.Q(truth="", person="", photograph=None, withdrawn_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.study_id}/{self.position}"

    @property
    def png(self) -> bytes:
        """The crop; nothing where it was withdrawn."""
        return bytes(self.photograph.crop or b"") if self.photograph else b""

    def computed_fingerprint(self) -> str:
        """SHA-256 over id, position, truth, kind and pixels' PNG; a withdrawn item's is the kept
        one. The random id in it keeps anybody from recognizing a photograph by it."""
        if self.photograph is None:
            return self.fingerprint
        crop = hashlib.sha256(self.png).hexdigest()
        words = f"{self.id} {self.position} {self.truth} {self.kind} {crop}"
        return hashlib.sha256(words.encode()).hexdigest()
