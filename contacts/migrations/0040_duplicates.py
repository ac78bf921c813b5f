"""Pairs who may be one person, merges with their way back, and when people were last compared."""

import crm.access.fields
import crm.lib.ids
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from crm.access.walls import Wall


class Migration(migrations.Migration):

    dependencies = [
        ("contacts", "0021_lists"),
        ('organizations', '0004_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactMerge',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('steps', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('kept', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='contacts.contact')),
                ('merged', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='merges_into', to='contacts.contact')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('undone_by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['organization', 'kept', '-at'], name='contacts_merge_of')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'id'), name='contacts_contactmerge_within'), models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('organization', 'merged'), name='contacts_merged_once')],
            },
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('proposal', models.CharField(choices=[('same', 'the same person'), ('household', 'one household'), ('unsure', 'perhaps the same person')], max_length=10)),
                ('score', models.PositiveSmallIntegerField()),
                ('reasons', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('open', 'open'), ('same', 'merged'), ('different', 'different people'), ('household', 'one household')], default='open', max_length=10)),
                ('later_until', models.DateTimeField(blank=True, null=True)),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('outcome', models.JSONField(default=dict)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('left', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pairs_left', to='contacts.contact')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('right', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pairs_right', to='contacts.contact')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['organization', '-score', 'id'], name='contacts_pair_open'), models.Index(fields=['organization', 'right'], name='contacts_pair_by_right')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'id'), name='contacts_duplicatepair_within'), models.UniqueConstraint(fields=('organization', 'left', 'right'), name='contacts_pair_once'), models.CheckConstraint(condition=models.Q(('left__lt', models.F('right'))), name='contacts_pair_in_order')],
            },
        ),
        migrations.CreateModel(
            name='DuplicateSearch',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('looked_at', models.DateTimeField()),
                ('people', models.PositiveIntegerField(default=0)),
                ('pairs', models.PositiveIntegerField(default=0)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('organization', 'id'), name='contacts_duplicatesearch_within'), models.UniqueConstraint(fields=('organization',), name='contacts_search_once')],
            },
        ),
        Wall("contactmerge"),
        Wall("duplicatepair"),
        Wall("duplicatesearch"),
    ]
