"""When somebody was last known to be a student still."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0012_facts_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='constituencyrow',
            name='confirmed_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
    ]
