from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("survey", "0007_carry_over")]
    operations = [
        migrations.AddConstraint(
            model_name='study',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('frozen_at', None), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('frozen_at__isnull', False)), _connector='OR'), name='study_frozen_once_and_for_all'),
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None)), _connector='OR'), name='study_closed_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='studyitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('truth__in', ['happy', 'surprise', 'angry', 'sad', 'neutral']), ('withdrawn_at', None)), models.Q(('person', ''), ('photograph', None), ('truth', ''), ('withdrawn_at__isnull', False)), _connector='OR'), name='item_known_or_withdrawn'),
        ),
    ]
