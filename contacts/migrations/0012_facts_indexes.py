"""Indexes on tables that may be large: built beside the writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('contacts', '0011_facts'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='contact',
            index=models.Index(condition=models.Q(('age_band_until__isnull', False)), fields=['organization', 'age_band_until'], name='contacts_by_age_until'),
        ),
        AddIndexConcurrently(
            model_name='contactmethod',
            index=models.Index(condition=models.Q(('status__in', ['bad', 'unsubscribed']), ('is_suppressed', True), _connector='OR'), fields=['organization', 'key'], name='contacts_method_closed'),
        ),
    ]
