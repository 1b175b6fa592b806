"""Uploads become rows: checked, told apart by their content, kept under a name of our own."""

import errno
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.core.files import File
from django.db import IntegrityError, OperationalError, transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from survey.labels.tally import keep_current
from survey.models import Photograph
from survey.models.images import Reason

from .archives import Archive, BadArchive, is_archive
from .checks import Refused, check
from .labels import BadLabels, Label, read_labels
from .names import clean_name
from .people import People, Withdrew

# What Photograph.label_as changes.
LABEL_FIELDS = ["expression", "rule", "intended", "votes", "agreement"]


@dataclass(frozen=True)
class Origin:
    """What is the same for all files of one upload."""

    kind: str
    source: str = ""
    source_version: str = ""
    licence: str = ""
    given_by: str = ""
    people: People = field(default_factory=People)  # on private ones
    expression: str = ""
    cropped: bool = False
    demo: bool = False
    uploaded_by: Any = None


@dataclass
class Outcome:
    """What became of an upload."""

    new: list[Photograph] = field(default_factory=list)  # waiting to be cropped
    known: list[Photograph] = field(default_factory=list)  # the same bytes were here already
    refused: list[tuple[str, str]] = field(default_factory=list)  # name, reason in words

    def counts(self) -> dict[str, Any]:
        """For the audit trail."""
        new, known, refused = len(self.new), len(self.known), len(self.refused)
        return {"new": new, "known": known, "refused": refused}


class DiskFull(OSError):
    """No room is left; nothing of the upload was kept."""


def take(
    files: Iterable[tuple[str, BinaryIO]], origin: Origin, labels: Mapping[str, Label]
) -> Outcome:
    """Store every picture among *files*; a ZIP is opened and may bring a labels.csv of its own.

    Raises DiskFull, and then none of them is kept.
    """
    outcome = Outcome()
    try:
        for name, file in files:
            if is_archive(name):
                _take_archive(name, file, origin, labels, outcome)
            else:
                _take_picture(name, file, origin, labels, outcome)
    except (OSError, OperationalError) as error:
        if not is_full(error):
            raise
        _give_back(outcome, origin)
        raise DiskFull from error
    return outcome


def is_full(error: Exception) -> bool:
    """Whether disk or database said that no room is left."""
    if isinstance(error, OperationalError):
        words = str(error).lower()
        return "disk is full" in words or "no space left" in words
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _give_back(outcome: Outcome, origin: Origin) -> None:
    for photograph in outcome.new:
        remove(photograph)
    origin.people.forget_made()


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
    label = labels.get(clean_name(name)) or Label(origin.expression)
    try:
        check(file)
        photograph, is_new = _store(name, file, origin, label)
    except Refused as error:
        outcome.refused.append((shown_name(name), str(error.reason.label)))
    except Withdrew as error:
        outcome.refused.append((shown_name(name), str(error)))
    else:
        (outcome.new if is_new else outcome.known).append(photograph)


def _store(name: str, file: BinaryIO, origin: Origin, label: Label) -> tuple[Photograph, bool]:
    """The photograph with these bytes, and whether it is new. The same file twice is one row."""
    digest = content_digest(file)
    known = Photograph.objects.filter(digest=digest).first()
    if known and not _is_said_differently(known, origin):
        return _told_more(known, label, origin), False
    photograph = _described(name, origin, label, digest)
    if known:
        _take_over(photograph, known)
    keep_file(photograph, file)
    try:
        with transaction.atomic():
            _name_person(photograph, origin, label.person)
            replaced = _deleted(known) if known else None
            photograph.save(force_insert=True)
    except BaseException as error:
        drop_file(photograph.upload)
        if not isinstance(error, IntegrityError):
            raise
        return Photograph.objects.get(digest=digest), False  # two uploads of it at once
    drop_file(replaced)
    return photograph, True


def _described(name: str, origin: Origin, label: Label, digest: str) -> Photograph:
    photograph = Photograph(
        kind=origin.kind,
        name=shown_name(name),
        source=origin.source,
        source_version=origin.source_version,
        licence=origin.licence,
        given_by=origin.given_by,
        cropped=origin.cropped,
        demo=origin.demo,
        uploaded_by=origin.uploaded_by,
        digest=digest,
    )
    if label.expression:
        photograph.label_as(label.expression, label.votes)
    return photograph


def _take_over(photograph: Photograph, known: Photograph) -> None:
    """What was known of the file and isn't said anew."""
    if known.expression and not photograph.expression:
        photograph.label_as(known.expression, known.votes)
    if photograph.kind == known.kind:
        photograph.person, photograph.subject = known.person, known.subject


def _name_person(photograph: Photograph, origin: Origin, person: str) -> None:
    """Private ones show a subject, whose consent counts; public and drawn ones only a name."""
    if photograph.kind == Photograph.Kind.PRIVATE and not photograph.demo:
        if person or photograph.subject is None:
            photograph.subject = origin.people.of(person)
    else:
        photograph.person = person or photograph.person


def keep_file(photograph: Photograph, file: BinaryIO) -> None:
    """Store the file; of one that can't be stored whole, nothing stays."""
    name = photograph.upload.field.generate_filename(photograph, "")
    try:
        photograph.upload = photograph.upload.storage.save(name, File(file))
    except BaseException:
        photograph.upload.storage.delete(name)
        raise


def drop_file(upload: FieldFile | None) -> None:
    if upload:
        upload.storage.delete(upload.name or "")


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


def _told_more(photograph: Photograph, label: Label, origin: Origin) -> Photograph:
    """What is known stays; what was missing is taken. Raises Withdrew."""
    fields: list[str] = []
    if label.expression and not photograph.expression:
        photograph.label_as(label.expression, label.votes)
        fields += LABEL_FIELDS
    if photograph.subject is None and photograph.kind == origin.kind:
        with transaction.atomic():
            _name_person(photograph, origin, photograph.person or label.person)
        fields += ["person", "subject"]
    photograph.save(update_fields=fields)
    keep_current([photograph.pk])  # it may have labels already
    return photograph


def remove(photograph: Photograph) -> None:
    """Delete row, crop and file. Raises ProtectedError, and deletes nothing, if a study has it."""
    with transaction.atomic():
        upload = _deleted(photograph)
    drop_file(upload)


def _deleted(photograph: Photograph) -> FieldFile | None:
    """Delete the row; its file is the caller's, once that is committed.

    The file's name is read under a lock: a worker may be replacing it this very moment.
    """
    current = Photograph.objects.select_for_update().filter(pk=photograph.pk).first()
    if current is None:
        return None
    current.delete()
    return current.upload


def shown_name(name: str) -> str:
    return clean_name(name) or "photograph"
