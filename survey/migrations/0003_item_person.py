from django.db import migrations, models


def copy_persons(apps, schema_editor):
    """As Photograph.whose says it: studies that run keep their people's orders."""
    items = apps.get_model("survey", "StudyItem").objects.select_related("photograph")
    known = items.exclude(photograph__person="").defer("photograph__crop", "photograph__faces")
    for item in known.iterator(chunk_size=1000):
        item.person = f"{item.photograph.source}/{item.photograph.person}"
        item.save(update_fields=["person"])


class Migration(migrations.Migration):
    dependencies = [("survey", "0002_participants_way")]
    operations = [
        migrations.AddField(
            model_name="studyitem",
            name="person",
            field=models.CharField(
                blank=True, help_text="Who is photographed, where that is known.", max_length=301
            ),
        ),
        migrations.RunPython(copy_persons, migrations.RunPython.noop),
    ]
