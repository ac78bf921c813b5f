"""Reminder plans, their words and what becomes due; channels; how an organization sends."""

import crm.access.fields
import crm.lib.ids
import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0003_indexes'),
        ('organizations', '0004_names'),
        ('tasks', '0010_steps_complete'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='channel',
            field=models.CharField(choices=[('app', 'In the app'), ('email', 'E-mail'), ('text', 'Text message'), ('call', 'Call')], db_default='email', default='email', max_length=6),
        ),
        migrations.AddField(
            model_name='message',
            name='copy_to',
            field=models.CharField(blank=True, db_default='', max_length=254),
        ),
        migrations.AddField(
            model_name='message',
            name='sender',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='settled_by',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership'),
        ),
        migrations.AddField(
            model_name='message',
            name='subject_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='subject_kind',
            field=models.CharField(blank=True, db_default='', max_length=40),
        ),
        migrations.AddField(
            model_name='remindersetting',
            name='digest_at',
            field=models.TimeField(db_default=datetime.time(7, 30), default=datetime.time(7, 30), verbose_name='at this hour'),
        ),
        migrations.AddField(
            model_name='remindersetting',
            name='digest_on',
            field=models.BooleanField(db_default=True, default=True, verbose_name='a summary of the day by e-mail'),
        ),
        migrations.AddField(
            model_name='remindersetting',
            name='weekly_on',
            field=models.BooleanField(db_default=True, default=True, verbose_name='a note on the week, for leads'),
        ),
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.CharField(choices=[('ready', 'Waiting'), ('sending', 'Sending'), ('listed', 'By hand'), ('sent', 'Sent'), ('delivered', 'Arrived'), ('blocked', 'Not sent'), ('failed', 'Refused'), ('uncertain', 'Uncertain')], default='ready', max_length=10),
        ),
        migrations.AlterField(
            model_name='message',
            name='subject',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name='message',
            name='text',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='to_address',
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.CreateModel(
            name='Inbound',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=120)),
                ('keyword', models.CharField(blank=True, max_length=12)),
                ('people', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='tasks_inbound_within'),
                    models.UniqueConstraint(fields=('organization', 'key'), name='tasks_inbound_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PlannedReminder',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField()),
                ('occasion', models.CharField(blank=True, max_length=60)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('made', 'Written'), ('blocked', 'Not sent'), ('cancelled', 'Cancelled')], default='waiting', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=250)),
                ('contact', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='planned_reminders', to='contacts.contact')),
                ('member', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='message',
            name='planned',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tasks.plannedreminder'),
        ),
        migrations.CreateModel(
            name='PlanStep',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('anchor', models.CharField(choices=[('joined', 'when somebody gets one of these answers'), ('start', 'counted from the beginning'), ('end', 'counted from the end'), ('changed', 'when day, hour or place change'), ('cancelled', 'when it is cancelled')], default='start', max_length=10, verbose_name='when')),
                ('days', models.SmallIntegerField(default=0, verbose_name='days after (negative: before)')),
                ('clock', models.TimeField(blank=True, null=True, verbose_name='at this hour there')),
                ('minutes', models.SmallIntegerField(default=0, verbose_name='minutes after (negative: before)')),
                ('channel', models.CharField(choices=[('app', 'In the app'), ('email', 'E-mail'), ('text', 'Text message'), ('call', 'Call')], default='email', max_length=6, verbose_name='how')),
                ('statuses', models.JSONField(default=list, verbose_name='to those who')),
                ('is_on', models.BooleanField(default=True, verbose_name='in use')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='plannedreminder',
            name='step',
            field=crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='planned', to='tasks.planstep'),
        ),
        migrations.CreateModel(
            name='ReminderPlan',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('subject_kind', models.CharField(max_length=40)),
                ('is_automatic', models.BooleanField(default=False, verbose_name='every new one uses it')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='tasks_reminderplan_within'),
                    models.UniqueConstraint(condition=models.Q(('is_automatic', True)), fields=('organization', 'subject_kind'), name='tasks_plan_one_automatic'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PlanUse',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('begun_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('begun_by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('plan', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tasks.reminderplan')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'subject_kind', 'subject_id'), name='tasks_planuse_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='planstep',
            name='plan',
            field=crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='tasks.reminderplan'),
        ),
        migrations.CreateModel(
            name='SendingSetting',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('from_name', models.CharField(blank=True, max_length=80, validators=[django.core.validators.RegexValidator('^[^"<>\\r\\n]*$', 'Without quotes, angle brackets or line breaks.')], verbose_name="sender's name")),
                ('from_address', models.EmailField(blank=True, max_length=254, verbose_name="sender's address")),
                ('copies', models.CharField(choices=[('guardian', 'A guardian gets a copy'), ('adult', 'A second adult of ours gets a copy'), ('nobody', 'Minors get no messages at all')], default='guardian', max_length=8, verbose_name='messages to minors')),
                ('second_adult', models.EmailField(blank=True, max_length=254, verbose_name='address of the second adult')),
                ('sends_texts', models.BooleanField(default=False, verbose_name='texts go out through the gateway')),
                ('hook_round', models.PositiveSmallIntegerField(default=0)),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='tasks_sendingsetting_within'),
                    models.UniqueConstraint(fields=('organization',), name='tasks_sending_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('subject_en', models.CharField(blank=True, max_length=160, verbose_name='subject in English')),
                ('text_en', models.TextField(verbose_name='text in English')),
                ('subject_es', models.CharField(blank=True, max_length=160, verbose_name='subject in Spanish')),
                ('text_es', models.TextField(verbose_name='text in Spanish')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('step', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='templates', to='tasks.planstep')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='tasks_template_within'),
                    models.UniqueConstraint(fields=('organization', 'step', 'number'), name='tasks_template_number'),
                ],
            },
        ),
        migrations.AddField(
            model_name='message',
            name='template',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasks.template'),
        ),
        migrations.AddIndex(
            model_name='plannedreminder',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['organization', 'due_at'], name='tasks_planned_due'),
        ),
        migrations.AddIndex(
            model_name='plannedreminder',
            index=models.Index(fields=['organization', 'subject_id'], name='tasks_planned_of_subject'),
        ),
        migrations.AddIndex(
            model_name='plannedreminder',
            index=models.Index(fields=['organization', 'contact'], name='tasks_planned_of_contact'),
        ),
        migrations.AddConstraint(
            model_name='plannedreminder',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='tasks_plannedreminder_within'),
        ),
        migrations.AddConstraint(
            model_name='plannedreminder',
            constraint=models.UniqueConstraint(fields=('organization', 'step', 'subject_id', 'contact', 'member', 'occasion'), name='tasks_planned_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='plannedreminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contact', None), ('member__isnull', False)), models.Q(('contact__isnull', False), ('member', None)), _connector='OR'), name='tasks_planned_one_recipient'),
        ),
        migrations.AddIndex(
            model_name='planstep',
            index=models.Index(fields=['organization', 'plan'], name='tasks_planstep_of'),
        ),
        migrations.AddConstraint(
            model_name='planstep',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='tasks_planstep_within'),
        ),
        migrations.AddConstraint(
            model_name='planstep',
            constraint=models.CheckConstraint(condition=models.Q(('days__range', (-60, 60))), name='tasks_planstep_within_60_days'),
        ),
    ]
