"""Who is on an upload's private photographs: known people are found, new ones get a record."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from survey.models import Subject, Use


class Who(models.TextChoices):
    """Where it is said who is on them. A “person” in the file of labels holds in each case."""

    LATER = "later", _("As the file of labels says, else I say it later")
    ONE = "one", _("One person on all of them")
    EACH = "each", _("Each shows another person (pseudonyms are made)")


@dataclass(frozen=True)
class Agreed:
    """What new people agreed to."""

    on: date
    version: str = ""  # of the form's wording
    uses: frozenset[Use] = frozenset()
    until: date | None = None

    def as_fields(self) -> dict[str, Any]:
        allowed: dict[str, Any] = {use.value: use in self.uses for use in Use}
        said = {"agreed_on": self.on, "text_version": self.version, "until": self.until}
        return allowed | said


class Withdrew(ValueError):
    """Somebody's consent was withdrawn: nothing of theirs is kept."""

    def __init__(self, pseudonym: str) -> None:
        text = _("%(person)s has withdrawn: no photograph of theirs may be kept.")
        super().__init__(str(text) % {"person": pseudonym})


@dataclass
class People:
    """Finds or makes them for one upload. What known people agreed to isn't touched."""

    who: str = Who.LATER
    pseudonym: str = ""  # of the one person
    agreed: Agreed | None = None
    recorded_by: Any = None
    made: list[Subject] = field(default_factory=list)

    def of(self, person: str) -> Subject | None:
        """Who is on a photograph for which the labels name *person* ("" where they don't).

        Raises Withdrew. Call it in the transaction that stores the photograph.
        """
        if pseudonym := person or (self.pseudonym if self.who == Who.ONE else ""):
            return self._known_or_new(pseudonym)
        return self._nameless() if self.who == Who.EACH else None

    def _known_or_new(self, pseudonym: str) -> Subject:
        subject, is_new = Subject.objects.get_or_create(
            pseudonym=pseudonym, defaults=self._record()
        )
        if is_new:
            self.made.append(subject)
        if subject.withdrawn_at:
            raise Withdrew(pseudonym)
        return subject

    def _nameless(self) -> Subject:
        """Somebody new. The number is the row's, which no two uploads can take at once."""
        with transaction.atomic():
            subject = Subject.objects.create(pseudonym=uuid4().hex, **self._record())
            subject.pseudonym = f"P-{subject.pk:04}"
            while Subject.objects.filter(pseudonym=subject.pseudonym).exists():
                subject.pseudonym += "+"  # somebody chose this very name by hand
            subject.save(update_fields=["pseudonym"])
        self.made.append(subject)
        return subject

    def _record(self) -> dict[str, Any]:
        agreed = self.agreed.as_fields() if self.agreed else {}
        return {"recorded_by": self.recorded_by, **agreed}

    def forget_made(self) -> None:
        """The upload failed: whoever was made for it, and has no other photograph, goes again."""
        ids = [subject.pk for subject in self.made]
        Subject.objects.filter(pk__in=ids, photographs=None).delete()
        self.made.clear()
