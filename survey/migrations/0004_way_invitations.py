"""Which answers came with which invitation isn't kept, nor the moment of its use; and a study can
be deleted whose own text people agreed to."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def forget_who_used_them(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    participants = apps.get_model("survey", "Participant").objects
    for invitation in apps.get_model("survey", "Invitation").objects.exclude(used_at=None):
        invitation.used_on = timezone.localdate(invitation.used_at)
        invitation.save(update_fields=["used_on"])
        participants.filter(pk=invitation.used_by_id).update(invitation=None)


class Migration(migrations.Migration):
    dependencies = [
        ("survey", "0003_item_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="used_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunPython(forget_who_used_them, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="invitation", name="used_at"),
        migrations.RemoveField(model_name="invitation", name="used_by"),
        migrations.AlterField(
            model_name="participant",
            name="invitation",
            field=models.ForeignKey(
                blank=True,
                help_text="Only until the first answer, which uses it up.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="participants",
                to="survey.invitation",
            ),
        ),
        migrations.AlterField(
            model_name="participant",
            name="consent",
            field=models.ForeignKey(
                blank=True,
                help_text="The study’s text, where it has one.",
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                to="survey.consent",
            ),
        ),
    ]
