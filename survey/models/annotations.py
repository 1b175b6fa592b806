"""What labellers say private photographs show, blind to each other and to any model."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .expressions import Expression, is_expression
from .images import LabelRule, Photograph

# One photograph's labels: labeller and choice, in the labellers' order; "" for "can't tell".
Said = tuple[tuple[int, str], ...]


class Annotation(models.Model):
    """One labeller's choice for one photograph; an empty one: they can't tell."""

    photograph = models.ForeignKey(Photograph, on_delete=models.CASCADE, related_name="annotations")
    labeller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="annotations"
    )
    choice = models.CharField(max_length=10, choices=Expression, blank=True)
    response_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("From the image's paint to the choice.")
    )
    sequence = models.PositiveIntegerField(
        default=0, help_text="Counts up with the labeller's choices: the highest one holds."
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=("labeller", "at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("photograph", "labeller"), name="annotation_once_per_labeller"
            ),
            models.CheckConstraint(
                name="annotation_choice_known",
                condition=is_expression("choice") | models.Q(choice=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.photograph_id}: {self.choice}"


class LabelTallyQuerySet(models.QuerySet["LabelTally"]):
    def differing(self) -> "LabelTallyQuerySet":
        """Labellers say different things of them."""
        return self.filter(disagreement__gt=0)

    def without_majority(self) -> "LabelTallyQuerySet":
        return self.filter(majority="")

    def against_intention(self) -> "LabelTallyQuerySet":
        """Most labellers see something else than was meant."""
        meant = self.exclude(majority="").exclude(intended="")
        return meant.exclude(majority=models.F("intended"))

    def in_doubt(self) -> "LabelTallyQuerySet":
        """One of these: somebody should look."""
        against = ~models.Q(intended__in=["", models.F("majority")])
        return self.filter(models.Q(disagreement__gt=0) | models.Q(majority="") | against)


class LabelTally(models.Model):
    """What all labellers say of one photograph, counted: photographs' rows are heavy with their
    crops, and figures about all of them need light ones. labels.tally keeps it current."""

    photograph = models.OneToOneField(
        Photograph, primary_key=True, on_delete=models.CASCADE, related_name="tally"
    )
    said = models.TextField(help_text="labeller:choice, in the labellers' order.")
    labels = models.PositiveSmallIntegerField(help_text="Labellers, with those who can't tell.")
    majority = models.CharField(
        max_length=10, choices=Expression, blank=True, help_text="Of more than half of them."
    )
    # Copies of the photograph's.
    intended = models.CharField(max_length=10, choices=Expression, blank=True)
    truth = models.CharField(max_length=10, choices=Expression, blank=True)
    rule = models.CharField(max_length=10, choices=LabelRule, blank=True)
    disagreement = models.FloatField(help_text="The share who don't say what most say.")
    decided = models.BooleanField(
        default=False, help_text="Somebody has chosen its rule since it was last in doubt."
    )

    objects = LabelTallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "label tallies"
        indexes = (
            models.Index(fields=("decided", "-disagreement", "photograph"), name="tally_to_settle"),
            models.Index(
                fields=("intended", "majority", "disagreement", "labels", "decided"),
                name="tally_figures",
            ),
        )

    def __str__(self) -> str:
        return f"{self.photograph_id}: {self.said}"

    @property
    def who_said(self) -> Said:
        return read_said(self.said)

    @property
    def choices(self) -> list[str]:
        """What each labeller says; "" who can't tell."""
        return [choice for _labeller, choice in self.who_said]


def read_said(text: str) -> Said:
    """LabelTally.said as pairs of labeller and choice."""
    pairs = (part.split(":") for part in text.split())
    return tuple((int(labeller), choice) for labeller, choice in pairs)


def written_said(said: Said) -> str:
    return " ".join(f"{labeller}:{choice}" for labeller, choice in said)
