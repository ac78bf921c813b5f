"""Ladders, fields of one's own, when an age band ends, who spoke for a minor, where a tag came from."""

import crm.access.fields
import crm.lib.ids
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from crm.access.walls import Reference, Wall


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0010_households'),
        ('districts', '0002_walls'),
        ('organizations', '0004_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Leads others for it'), (2, 'Supports it'), (3, 'Undecided'), (4, 'Leans against it'), (5, 'Against it')], verbose_name='where they stand')),
                ('words', models.CharField(max_length=60)),
                ('campaign_id', models.UUIDField(blank=True, null=True)),
                ('about', models.CharField(blank=True, max_length=160, verbose_name='on what')),
                ('basis', models.CharField(choices=[('action', 'By what they did'), ('conversation', 'By what they said'), ('observed', 'We saw it'), ('secondhand', 'Somebody told us')], default='action', max_length=14, verbose_name='on what grounds')),
                ('reason', models.CharField(blank=True, max_length=250, verbose_name='what they did or said')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('contact', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='contacts.contact')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('recorded_by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['organization', 'contact', 'since'], name='contacts_assessment_of'),
                    models.Index(condition=models.Q(('until', None)), fields=['organization', 'campaign_id', 'level', 'contact'], name='contacts_assessment_now'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until', None)), fields=('organization', 'contact', 'campaign_id'), name='contacts_assessment_one_now', nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='contacts_assessment_level'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CustomField',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('kind', models.CharField(choices=[('text', 'Words'), ('number', 'Number'), ('date', 'Day'), ('yes_no', 'Yes or no'), ('choice', 'One of several'), ('choices', 'Any of several')], max_length=8, verbose_name='kind of answer')),
                ('options', models.JSONField(blank=True, default=list, verbose_name='answers to choose from')),
                ('meaning', models.CharField(blank=True, max_length=250, verbose_name='what it is for')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('owner', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership', verbose_name='who looks after it')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='contacts_customfield_within'),
                    models.UniqueConstraint(fields=('organization', 'name'), name='contacts_custom_field_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CustomValue',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slot', models.PositiveSmallIntegerField(default=0)),
                ('text', models.CharField(blank=True, max_length=500, null=True)),
                ('number', models.FloatField(blank=True, null=True)),
                ('day', models.DateField(blank=True, null=True)),
                ('yes', models.BooleanField(blank=True, null=True)),
                ('contact', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='custom_values', to='contacts.contact')),
                ('field', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='values', to='contacts.customfield')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('text__isnull', False)), fields=['organization', 'field', 'text', 'contact'], name='contacts_custom_by_text'),
                    models.Index(condition=models.Q(('number__isnull', False)), fields=['organization', 'field', 'number', 'contact'], name='contacts_custom_by_number'),
                    models.Index(condition=models.Q(('day__isnull', False)), fields=['organization', 'field', 'day', 'contact'], name='contacts_custom_by_day'),
                    models.Index(condition=models.Q(('yes__isnull', False)), fields=['organization', 'field', 'yes', 'contact'], name='contacts_custom_by_yes'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'contact', 'field', 'slot'), name='contacts_custom_value_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('day', None), ('number', None), ('text__isnull', False), ('yes', None)), models.Q(('day', None), ('number__isnull', False), ('text', None), ('yes', None)), models.Q(('day__isnull', False), ('number', None), ('text', None), ('yes', None)), models.Q(('day', None), ('number', None), ('text', None), ('yes__isnull', False)), _connector='OR'), name='contacts_custom_value_one_answer'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Rung',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(verbose_name='place on the ladder')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('name_es', models.CharField(blank=True, max_length=60, verbose_name='name in Spanish')),
                ('meaning', models.CharField(blank=True, max_length=250, verbose_name='what somebody on it does')),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='contacts_rung_within'),
                    models.UniqueConstraint(fields=('organization', 'name'), name='contacts_rung_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RungStep',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('basis', models.CharField(choices=[('organizer', 'An organizer’s judgement'), ('rule', 'By what they did')], default='organizer', max_length=10, verbose_name='on what grounds')),
                ('reason', models.CharField(blank=True, max_length=250, verbose_name='what they did')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('contact', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rung_steps', to='contacts.contact')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('recorded_by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('rung', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='contacts.rung')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['organization', 'contact', 'since'], name='contacts_rung_of'),
                    models.Index(condition=models.Q(('until', None)), fields=['organization', 'rung', 'contact'], name='contacts_rung_now'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until', None)), fields=('organization', 'contact'), name='contacts_rung_one_now'),
                ],
            },
        ),
        migrations.AddField(
            model_name='consentevent',
            name='guardian',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.contact'),
        ),
        migrations.AddField(
            model_name='contact',
            name='age_band_until',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='true until about the year'),
        ),
        migrations.AddField(
            model_name='contact',
            name='race_words',
            field=models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='in their own words'),
        ),
        migrations.AddField(
            model_name='contactmethod',
            name='is_suppressed',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='contacttag',
            name='origin',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.tag'),
        ),
        migrations.AddField(
            model_name='tag',
            name='merged_into',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.tag'),
        ),
        migrations.AddField(
            model_name='tag',
            name='owner',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership', verbose_name='who looks after it'),
        ),
        Wall('rung'),
        Wall('rungstep'),
        Wall('assessment'),
        Wall('customfield'),
        Wall('customvalue'),
        Reference('contacttag', 'origin'),
        Reference('tag', 'owner'),
        Reference('tag', 'merged_into'),
        Reference('consentevent', 'guardian'),
    ]
