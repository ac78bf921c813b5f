"""Newest talk first with the never-talked last; who was merged into whom."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0002_walls'),
        ('districts', '0002_walls'),
        ('organizations', '0002_walls'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='contact',
            name='contacts_by_last_talk',
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(models.F('organization'), models.OrderBy(models.F('last_talk_at'), descending=True, nulls_last=True), models.F('id'), name='contacts_by_latest_talk'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['organization', 'merged_into'], name='contacts_by_kept'),
        ),
    ]
