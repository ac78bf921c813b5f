"""What is asked about the rows of a file before they are written."""

import django.db.models.deletion
from django.db import migrations, models

import crm.access.fields
import crm.lib.ids
from crm.access.walls import Wall


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0020_districts'),
        ('organizations', '0004_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='importbatch',
            name='matched_hash',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.CreateModel(
            name='ImportQuestion',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('batch_id', models.UUIDField()),
                ('line', models.PositiveIntegerField()),
                ('part', models.PositiveSmallIntegerField(default=0)),
                ('object_id', models.UUIDField(null=True)),
                ('other_line', models.PositiveIntegerField(default=0)),
                ('other_part', models.PositiveSmallIntegerField(default=0)),
                ('why', models.CharField(choices=[('two', 'Fits two people we know'), ('like', 'A like name'), ('name', 'Same phone or e-mail, another name'), ('family', 'Same phone or e-mail and the same family name')], max_length=6)),
                ('rank', models.PositiveSmallIntegerField(default=0)),
                ('reasons', models.JSONField(default=list)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('answer', models.CharField(blank=True, choices=[('same', 'Same person'), ('different', 'Different'), ('household', 'Household'), ('later', 'Later')], max_length=9)),
                ('is_remembered', models.BooleanField(default=False)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['organization', 'batch_id', 'rank', 'line', 'id'], name='imports_question_of'), models.Index(fields=['organization', 'fingerprint'], name='imports_question_again')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'id'), name='imports_importquestion_within')],
            },
        ),
        Wall("importquestion"),
    ]
