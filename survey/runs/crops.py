"""A study's images for the people of another model: crops and an empty table, without truths."""

import csv
import io
import zipfile
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from classifier.expressions import EXPRESSIONS
from survey.models import Photograph, Study, StudyItem, Use
from survey.models.subjects import permits
from survey.spreadsheets import BOM

FOLDER = "images"


class Chunks(io.RawIOBase):
    """What was written since it was last taken: a ZIP leaves while it is made."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def may_be_given() -> Q:
    """Of a study's items: public or drawn ones, and private ones whose consent still holds."""
    free = Q(kind=Photograph.Kind.PUBLIC) | Q(photograph__demo=True)
    return free | permits(Use.SURVEY, timezone.localdate(), "photograph__subject__")


def allowed(study: Study) -> list[StudyItem]:
    """Images that may be given, in the study's order."""
    found = study.items.present().filter(may_be_given()).order_by("position")
    return list(found.only("id", "position", "study"))


def file_name(position: int) -> str:
    return f"{position:03d}.png"


def archive(study: Study, items: list[StudyItem]) -> Iterator[bytes]:
    """A ZIP in pieces; one image at a time is in memory."""
    out = Chunks()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(f"{study.slug}.csv", BOM + template(items))
        for item in items:
            # Asked for anew: a consent may be withdrawn while the archive leaves.
            current = StudyItem.objects.present().select_related("photograph").filter(pk=item.pk)
            if (row := current.first()) and (png := row.png):
                made.writestr(f"{FOLDER}/{file_name(row.position)}", png)
                yield out.take()
    yield out.take()


def template(items: list[StudyItem]) -> str:
    """The table to fill in."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["image", *EXPRESSIONS])
    writer.writerows([file_name(item.position), *[""] * len(EXPRESSIONS)] for item in items)
    return out.getvalue()
