"""Studies that were drawn before there were drafts are frozen, and open or closed.

Whoever is named on a private photograph gets a record, which allows nothing until somebody notes
what they agreed to. The fingerprints follow the new formula (StudyItem.computed_fingerprint).
"""

import hashlib

from django.db import migrations
from django.db.models import F


def carry_over(apps, schema_editor):
    study, photograph, subject = (
        apps.get_model("survey", name) for name in ("Study", "Photograph", "Subject")
    )
    study.objects.update(frozen_at=F("created_at"), opened_at=F("created_at"), state="open")
    study.objects.exclude(closed_at=None).update(state="closed")
    for each in study.objects.all():
        each.digest = digest_of(each)
        each.save(update_fields=["digest"])
    labelled = photograph.objects.exclude(expression="")
    labelled.filter(kind="public").update(rule="source")
    labelled.filter(kind="private").update(rule="intention", intended=F("expression"))
    named = photograph.objects.filter(kind="private", demo=False).exclude(person="")
    for person in named.order_by("person").values_list("person", flat=True).distinct():
        row, _is_new = subject.objects.get_or_create(pseudonym=person)
        named.filter(person=person).update(subject=row)
    named.exclude(subject=None).update(person="")


def digest_of(study):
    digest = hashlib.sha256()
    for item in study.items.select_related("photograph").order_by("position"):
        crop = hashlib.sha256(bytes(item.photograph.crop or b"")).hexdigest()
        words = f"{item.id} {item.position} {item.truth} {item.kind} {crop}"
        item.fingerprint = hashlib.sha256(words.encode()).hexdigest()
        item.save(update_fields=["fingerprint"])
        digest.update(f"{item.fingerprint}\n".encode())
    for text in study.texts.order_by("language"):
        words = (text.language, text.title, text.introduction, text.closing)
        digest.update(f"{words}\n".encode())
    for consent in study.consents.order_by("language", "version"):
        digest.update(f"{(consent.language, consent.version, consent.text)}\n".encode())
    return digest.hexdigest()


class Migration(migrations.Migration):
    dependencies = [("survey", "0006_admins_way")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
