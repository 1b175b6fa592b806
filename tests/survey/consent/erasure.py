"""python -m tests.survey.consent.erasure [careless]

In the data folder and the database of the environment: somebody's photograph goes the whole way,
then they withdraw. Prints as JSON where anything of it was before, and where it still is. With
"careless", some of it is forgotten on purpose, in each kind of place.
"""

import base64
import hashlib
import json
import pickle
import random
import re
import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import django

NAME = "Hong Gildong crying, summer 2025.jpg"
FORM_NAME = "agreement of Hong Gildong.pdf"
NOTE = "met at the institute on Tuesday"
FORM = b"%PDF-1.4\n" + b"signed by Hong Gildong on paper, and scanned " * 40
HEATMAP = random.Random(5).randbytes(4000)
WINDOW, STEP = 64, 512  # databases cut long values into pages


def main(*, careless: bool) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    photograph = a_photograph()
    secrets = secrets_of(photograph)
    taken_part(photograph)
    sqlite("PRAGMA wal_checkpoint(TRUNCATE)")  # into the database's own file
    before = found(secrets)
    if careless:
        sqlite("PRAGMA secure_delete = OFF")
    withdraw(photograph)
    if careless:
        forget(photograph)
    print(json.dumps({"before": before, "after": found(secrets)}))


def sqlite(statement: str) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.cursor().execute(statement)


def a_photograph():
    """As it comes from a phone, cropped by the worker's step, among others."""
    from django.core.files.base import ContentFile

    from survey.intake.people import Agreed, People, Who
    from survey.intake.process import process
    from survey.intake.store import Origin, take
    from survey.models import Photograph, Subject, Use
    from tests.survey import pictures
    from tests.survey.conftest import ready_photograph

    for number, expression in enumerate(("happy", "surprise", "angry", "sad", "neutral")):
        for kind in ("public", "private"):
            ready_photograph(kind, expression, number)
            ready_photograph(kind, expression, 100 + number)
    agreed = Agreed(date(2026, 1, 1), "v2", frozenset(Use))
    people = People(who=Who.ONE, pseudonym="P-77", agreed=agreed)
    original = pictures.with_gps(pictures.face("sad", 11), orientation=1)
    origin = Origin("private", people=people, expression="sad", given_by="Hong Gildong")
    outcome = take([(NAME, BytesIO(original))], origin, {})
    process(outcome.new[0].pk)
    subject = Subject.objects.get(pseudonym="P-77")
    subject.form.save("", ContentFile(FORM))
    Subject.objects.filter(pk=subject.pk).update(form_name=FORM_NAME, note=NOTE)
    # Only this one may be drawn as a sad private one.
    Photograph.objects.filter(kind="private", expression="sad").exclude(name=NAME).update(
        status="failed"
    )
    found = Photograph.objects.get(name=NAME)
    assert found.status == "ready", found.reason
    vars(found)["original"] = original
    return found


def secrets_of(photograph) -> dict[str, list[bytes]]:
    """What must not be found any more, each in the forms in which it could be."""
    with photograph.upload.open("rb") as file:
        stripped = vars(photograph)["stripped"] = file.read()
    crop, original = bytes(photograph.crop), vars(photograph)["original"]
    contents = {"original": original, "file": stripped, "crop": crop, "form": FORM}
    secrets = {name: windows(content) for name, content in contents.items()}
    for name, content in contents.items():
        digest = hashlib.sha256(content)
        secrets[f"digest of {name}"] = [digest.hexdigest().encode(), digest.digest()]
    for name, words in (("name", NAME), ("form's name", FORM_NAME), ("note", NOTE)):
        secrets[name] = [words.encode(), json.dumps(words)[1:-1].encode()]
    secrets["heatmap"] = windows(HEATMAP)
    secrets["whose"] = [b"Hong Gildong"]
    return secrets


def windows(content: bytes) -> list[bytes]:
    """Parts of it; not of its first third, where formats have the same in every file."""
    starts = range(max(len(content) // 3, 64), len(content) - WINDOW, STEP)
    parts = [content[at : at + WINDOW] for at in starts]
    return parts + [part.hex().encode() for part in parts]  # as a dump would write them


def taken_part(photograph) -> None:
    """Drawn, labelled, answered, read by a model, its figures kept in the cache."""
    from django.contrib.auth.models import User

    from survey.models import Annotation, Heatmap, ModelRun, Prediction, Study, StudyItem
    from survey.models.runs import Status
    from survey.participation.asked import trials_of
    from survey.results.own import own_result
    from survey.studies.draw import draw_study
    from survey.tasks import crop_photograph
    from tests.survey.participation.people import Person

    study = draw_study("faces", title="Faces", public=5, private=5, seed=1)
    draft = Study.objects.create(slug="draft", title="Draft", seed=2)
    StudyItem.objects.create(
        study=draft, photograph=photograph, position=1, truth="sad", kind="private"
    )
    labeller = User.objects.create_user("labeller")
    Annotation.objects.create(photograph=photograph, labeller=labeller, choice="angry")
    run = ModelRun.objects.create(study=study, status=Status.DONE)
    for item in study.items.all():
        Prediction.objects.create(run=run, item=item, probabilities=[0.1, 0.2, 0.3, 0.3, 0.1])
    asked = {"run": run, "item": study.items.get(photograph=photograph), "expression": "angry"}
    Heatmap.objects.create(**asked, status=Status.DONE, png=HEATMAP)  # where the model looked
    person = Person(study).finish(right=7)
    trials_of(person.row)
    own_result(person.row)
    crop_photograph.delay(str(photograph.pk))  # a message in the broker


def withdraw(photograph) -> None:
    from django.db import transaction

    from survey.consent import leftovers
    from survey.consent.withdrawal import withdraw_person

    with transaction.atomic():
        withdraw_person(photograph.subject)
    leftovers.clear()


def forget(photograph) -> None:
    """What a careless withdrawal would have forgotten."""
    from django.core.cache import cache
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from survey.models import Event, StudyItem
    from survey.tasks import crop_photograph

    photograph.subject, photograph.upload, photograph.name = None, "", "x"
    photograph.given_by, photograph.digest = "", "0" * 64
    photograph.save(force_insert=True)
    default_storage.save("aa/left", ContentFile(vars(photograph)["stripped"]))
    Event.objects.create(verb="added", target_kind="photograph", details={"name": NAME})
    digest = hashlib.sha256(bytes(photograph.crop)).hexdigest()
    StudyItem.objects.filter(withdrawn_at__isnull=False).update(fingerprint=digest)
    crop_photograph.delay(FORM_NAME)
    cache.set("face", bytes(photograph.crop))


def found(secrets: dict[str, list[bytes]]) -> list[str]:
    """Which of *secrets* are where."""
    hits = set()
    for where, content in everything():
        for name, forms in secrets.items():
            if any(form in content for form in forms):
                hits.add(f"{name}: {where}")
    return sorted(hits)


def everything() -> Iterator[tuple[str, bytes]]:
    """Every file of the data folder, every column of every table, every entry of the caches."""
    from django.conf import settings
    from django.core.cache import caches

    for path in Path(settings.VAR).rglob("*"):
        if path.is_file():
            yield str(path.relative_to(settings.VAR)), unpacked(path.read_bytes())
    yield from columns()
    for cache in caches.all():
        for key, kept in getattr(cache, "_cache", {}).items():
            yield f"cache {key}", kept if isinstance(kept, bytes) else pickle.dumps(kept)


def unpacked(content: bytes) -> bytes:
    """With what base64 hides in the broker's messages."""

    parts = re.findall(rb"[A-Za-z0-9+/]{40,}={0,2}", content) if len(content) < 100_000 else []
    decoded = []
    for part in parts:
        try:
            decoded.append(base64.b64decode(part))
        except ValueError:
            continue
    return b"\n".join([content, *decoded])


def columns() -> Iterator[tuple[str, bytes]]:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    yield f"{table}.{name}", as_bytes(value)


def as_bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return (value if isinstance(value, str) else json.dumps(value, default=str)).encode()


if __name__ == "__main__":
    main(careless="careless" in sys.argv)
