"""Uploads become rows: checked, told apart by their content, kept under a name of our own."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from survey.models import Photograph
from survey.models.images import Reason

from .archives import Archive, BadArchive, is_archive
from .checks import Refused, check
from .labels import BadLabels, Label, read_labels
from .names import clean_name


@dataclass(frozen=True)
class Origin:
    """What is the same for all files of one upload."""

    kind: str
    source: str = ""
    expression: str = ""
    cropped: bool = False
    show_in_results: bool = False
    demo: bool = False
    uploaded_by: Any = None


@dataclass
class Outcome:
    """What became of an upload."""

    new: list[Photograph] = field(default_factory=list)  # waiting to be cropped
    known: list[Photograph] = field(default_factory=list)  # the same bytes were here already
    refused: list[tuple[str, str]] = field(default_factory=list)  # name, reason in words


def take(
    files: Iterable[tuple[str, BinaryIO]], origin: Origin, labels: Mapping[str, Label]
) -> Outcome:
    """Store every picture among *files*; a ZIP is opened and may bring a labels.csv of its own."""
    outcome = Outcome()
    for name, file in files:
        if is_archive(name):
            _take_archive(name, file, origin, labels, outcome)
        else:
            _take_picture(name, file, origin, labels, outcome)
    return outcome


def _take_archive(
    name: str, file: BinaryIO, origin: Origin, labels: Mapping[str, Label], outcome: Outcome
) -> None:
    try:
        archive = Archive(file)
        inside = archive.labels()
        labels = {**(_unambiguous(read_labels(inside), archive) if inside else {}), **labels}
    except (BadArchive, BadLabels) as error:
        outcome.refused.append((shown_name(name), str(error)))
        return
    for member, content in archive.pictures():
        _take_picture(member, content, origin, labels, outcome)


def _unambiguous(labels: Mapping[str, Label], archive: Archive) -> Mapping[str, Label]:
    """*labels*, unless one of them fits pictures in several folders. Raises BadLabels."""
    times = Counter(clean_name(name) for name in archive.names())
    twice = sorted(name for name in labels if times[name] > 1)
    if twice:
        raise BadLabels([_("Several pictures are called %(name)s.") % {"name": twice[0]}])
    return labels


def _take_picture(
    name: str, file: BinaryIO, origin: Origin, labels: Mapping[str, Label], outcome: Outcome
) -> None:
    try:
        check(file)
    except Refused as error:
        outcome.refused.append((shown_name(name), str(error.reason.label)))
        return
    label = labels.get(clean_name(name)) or Label(origin.expression)
    photograph, is_new = _store(name, file, origin, label)
    (outcome.new if is_new else outcome.known).append(photograph)


def _store(name: str, file: BinaryIO, origin: Origin, label: Label) -> tuple[Photograph, bool]:
    """The photograph with these bytes, and whether it is new. The same file twice is one row."""
    digest = content_digest(file)
    if known := Photograph.objects.filter(digest=digest).first():
        if not _is_said_differently(known, origin):
            return _told_more(known, label), False
        label = replace(
            label,
            expression=label.expression or known.expression,
            person=label.person or known.person,
        )
        remove(known)
    photograph = Photograph(
        kind=origin.kind,
        name=shown_name(name),
        source=origin.source,
        cropped=origin.cropped,
        show_in_results=origin.show_in_results if label.show is None else label.show,
        demo=origin.demo,
        uploaded_by=origin.uploaded_by,
        expression=label.expression,
        person=label.person,
        digest=digest,
    )
    photograph.upload.save("", File(file), save=False)
    try:
        with transaction.atomic():
            photograph.save(force_insert=True)
    except IntegrityError:  # two uploads of the same file at once
        photograph.upload.delete(save=False)
        return Photograph.objects.get(digest=digest), False
    return photograph, True


def _is_said_differently(known: Photograph, origin: Origin) -> bool:
    """Whether *known* has to be taken in anew: its workers died, or it was said to be of another
    kind, or to be no crop. What a study holds stays as it is."""
    crashed = known.reason == Reason.CRASHED
    said = (known.kind, known.cropped, known.demo)
    differs = said != (origin.kind, origin.cropped, origin.demo)
    return (crashed or differs) and not known.items.exists()


def content_digest(file: BinaryIO) -> str:
    """SHA-256 of the whole file; leaves it at its start."""
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def _told_more(photograph: Photograph, label: Label) -> Photograph:
    """A label stays what it is once it is known; a consent is as it was said last."""
    if label.expression and not photograph.expression:
        photograph.expression = label.expression
        photograph.person = photograph.person or label.person
    if label.show is not None:
        photograph.show_in_results = label.show
    photograph.save(update_fields=["expression", "person", "show_in_results"])
    return photograph


def remove(photograph: Photograph) -> None:
    """Delete row, crop and file. Raises ProtectedError, and deletes nothing, if a study holds it.

    The file's name is read under a lock: a worker may be replacing it this very moment.
    """
    with transaction.atomic():
        current = Photograph.objects.select_for_update().filter(pk=photograph.pk).first()
        if current is None:
            return
        upload = current.upload
        current.delete()
    if upload:
        upload.storage.delete(upload.name or "")


def shown_name(name: str) -> str:
    return clean_name(name) or "photograph"
