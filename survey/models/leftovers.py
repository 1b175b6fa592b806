"""What a withdrawal still has to remove once it is committed."""

from collections.abc import Iterable

from django.db import models


class LeftoverQuerySet(models.QuerySet["Leftover"]):
    def note(self, files: Iterable[str]) -> None:
        """*files*, by their names in the storage, and the database's own traces."""
        self.bulk_create(Leftover(file=name) for name in files if name)
        self.create(file="")

    def files(self) -> "LeftoverQuerySet":
        return self.exclude(file="")

    def traces(self) -> "LeftoverQuerySet":
        return self.filter(file="")


class Leftover(models.Model):
    """A file that must go, or (without one) what the database keeps of deleted rows.

    Noted in the transaction that deletes the rows: a crash right after it can't keep anything.
    """

    file = models.CharField(max_length=100, blank=True)  # a name of chance, which says nothing
    at = models.DateTimeField(auto_now_add=True)

    objects = LeftoverQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file or "traces"
