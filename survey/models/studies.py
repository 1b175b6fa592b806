"""Studies and the images drawn into them. A study is frozen the moment it is drawn."""

import hashlib
import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .about import Question
from .expressions import Expression, is_expression
from .images import Photograph


class Study(models.Model):
    class Entry(models.TextChoices):
        LINK = "link", _("Anyone who has the link")
        INVITATION = "invitation", _("Single-use invitation links")
        CODE = "code", _("Anyone who has the link and the group’s code")

    slug = models.SlugField(max_length=50, unique=True)
    title = models.CharField(max_length=200)
    seed = models.BigIntegerField(help_text=_("Draws the same images from the same photographs."))
    digest = models.CharField(max_length=64, editable=False)
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
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("study", args=[self.slug])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_full(self) -> bool:
        """Enough people have finished; those who have begun may still end."""
        if self.quota is None:
            return False
        return self.participants.finished().filter(simulated=False).count() >= self.quota

    @property
    def holds_results_back(self) -> bool:
        """Who has finished waits for the close before they see anything of a truth or a model."""
        return self.result_at_close and self.is_open

    @property
    def asked(self) -> list[Question]:
        """What this study asks people about themselves, in the order of the page."""
        return [question for question in Question if question.value in self.questions]

    def close(self) -> None:
        """Take no more answers. Closing twice keeps the first time."""
        if self.is_open:
            self.closed_at = timezone.now()
            self.save(update_fields=["closed_at"])

    def shows_results_to_everyone(self) -> bool:
        """Published, and closed: while a study is open its truths must not leave the server."""
        return self.published and not self.is_open

    def open_sharers(self) -> models.QuerySet["Study"]:
        """Open studies that ask about photographs of this one."""
        sharers = Study.objects.filter(
            closed_at=None, items__photograph__in=self.items.values("photograph")
        )
        return sharers.exclude(pk=self.pk).distinct()

    def computed_digest(self) -> str:
        """The frozen set's fingerprint: SHA-256 over position, truth, kind and pixels' PNG."""
        digest = hashlib.sha256()
        for item in self.items.select_related("photograph").order_by("position"):
            crop = hashlib.sha256(bytes(item.photograph.crop or b"")).hexdigest()
            digest.update(f"{item.position} {item.truth} {item.kind} {crop}\n".encode())
        return digest.hexdigest()


class StudyItem(models.Model):
    """One image of a study. What matters is copied: to edit a photograph changes no study.

    The id is random, so that an address tells a participant nothing about the image.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="items")
    photograph = models.ForeignKey(Photograph, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    truth = models.CharField(max_length=10, choices=Expression)
    kind = models.CharField(max_length=10, choices=Photograph.Kind)
    person = models.CharField(
        max_length=301, blank=True, help_text=_("Who is photographed, where that is known.")
    )

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("study", "photograph"), name="item_once_per_study"),
            models.UniqueConstraint(fields=("study", "position"), name="item_position"),
            models.CheckConstraint(name="item_truth_known", condition=is_expression("truth")),
        )

    def __str__(self) -> str:
        return f"{self.study_id}/{self.position}"
