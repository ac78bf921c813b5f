"""Rounds of listening: projects, guides, sessions with roles, sealed links, sign-in, answers."""

import crm.access.fields
import crm.lib.ids
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from crm.access.walls import Reference, Sql, Wall


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0040_duplicates'),
        ('districts', '0002_walls'),
        ('listening', '0010_calls'),
        ('organizations', '0004_names'),
        ('tasks', '0023_origin_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('value', models.JSONField()),
                ('attempt', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='listening.attempt')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('participant', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='listening.sessionparticipant')),
            ],
        ),
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveSmallIntegerField()),
                ('en', models.TextField(verbose_name='in English')),
                ('es', models.TextField(verbose_name='in Spanish')),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('written_by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CoverageTarget',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('constituency', models.CharField(blank=True, choices=[('student', 'Student'), ('parent', 'Parent or caregiver'), ('educator', 'Educator or staff'), ('board', 'School board member'), ('neighbor', 'Neighbor or ally'), ('alum', 'Alum'), ('other', 'Other')], max_length=10, verbose_name='who they are')),
                ('race', models.CharField(blank=True, max_length=20, verbose_name='race or ethnicity')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                ('goal_n', models.PositiveIntegerField(verbose_name='people to hear')),
                ('district', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('school', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.school', verbose_name='school')),
            ],
        ),
        migrations.CreateModel(
            name='Guide',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('family', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('opening_en', models.TextField(blank=True, verbose_name='how to begin, in English')),
                ('opening_es', models.TextField(blank=True, verbose_name='how to begin, in Spanish')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('locked', 'Locked')], default='draft', max_length=8)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('locked_at', models.DateTimeField(blank=True, null=True)),
                ('copied_from', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='listening.guide')),
                ('made_by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='listening_guide_within'),
                    models.UniqueConstraint(fields=('organization', 'family', 'number'), name='listening_guide_version'),
                    models.CheckConstraint(condition=models.Q(('state', 'draft'), ('locked_at__isnull', False), _connector='OR'), name='listening_guide_locked_when'),
                ],
            },
        ),
        migrations.CreateModel(
            name='GuideQuestion',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('key', models.SlugField(max_length=40)),
                ('kind', models.CharField(choices=[('open', 'In their words'), ('choice', 'One choice'), ('multi', 'Several choices'), ('scale', '0 to 10'), ('number', 'A number'), ('ask', 'An ask')], default='open', max_length=8, verbose_name='kind')),
                ('text_en', models.TextField(verbose_name='question in English')),
                ('text_es', models.TextField(verbose_name='question in Spanish')),
                ('probes_en', models.TextField(blank=True, verbose_name='probes in English')),
                ('probes_es', models.TextField(blank=True, verbose_name='probes in Spanish')),
                ('choices', models.JSONField(blank=True, default=list, verbose_name='choices')),
                ('is_required', models.BooleanField(default=False, verbose_name='always ask')),
                ('guide', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='listening.guide')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'indexes': [
                    models.Index(fields=['organization', 'guide', 'position'], name='listening_question_order'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='listening_guidequestion_within'),
                    models.UniqueConstraint(fields=('organization', 'guide', 'key'), name='listening_question_key'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ListeningProject',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('purpose', models.TextField(blank=True, verbose_name='what it is for')),
                ('questions', models.JSONField(blank=True, default=list, verbose_name='questions to answer')),
                ('status', models.CharField(choices=[('planning', 'Planning'), ('training', 'Training listeners'), ('listening', 'Listening'), ('coding', 'Coding'), ('reporting_back', 'Reporting back'), ('acting', 'Acting'), ('closed', 'Closed')], default='planning', max_length=16, verbose_name='state')),
                ('starts_on', models.DateField(verbose_name='begins on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='listening ends on')),
                ('midpoint_on', models.DateField(blank=True, null=True, verbose_name='mid-point check on')),
                ('report_back_due_on', models.DateField(verbose_name='report back by')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='languages')),
                ('shared_key', models.UUIDField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('guide', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='listening.guide', verbose_name='guide')),
                ('lead', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership', verbose_name='led by')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'indexes': [
                    models.Index(fields=['organization', '-starts_on', 'id'], name='listening_project_by_start'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='listening_listeningproject_within'),
                    models.CheckConstraint(condition=models.Q(('report_back_due_on__gte', models.F('starts_on'))), name='listening_project_reports_back_later'),
                    models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='listening_project_ends_after_start'),
                    models.UniqueConstraint(fields=('organization', 'shared_key'), name='listening_project_joint_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ProjectDistrict',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('district', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('project', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='places', to='listening.listeningproject')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'project', 'district'), name='listening_project_district_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ProjectMember',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('committee', 'Committee'), ('listener', 'Listener'), ('coder', 'Coder')], max_length=10, verbose_name='role')),
                ('member', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('project', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='team', to='listening.listeningproject')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'project', 'member', 'role'), name='listening_project_member_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ProjectTeam',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('works_on', models.CharField(blank=True, max_length=250, verbose_name='what they work on')),
                ('formed_on', models.DateField(verbose_name='since')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('project', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='listening.listeningproject')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='listening_projectteam_within'),
                    models.UniqueConstraint(fields=('organization', 'project', 'name'), name='listening_team_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SealedLink',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('contact', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.contact')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('participant', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sealed_links', to='listening.sessionparticipant')),
                ('sealed_by', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
            ],
            options={
                'abstract': False,
                'indexes': [
                    models.Index(fields=['organization', 'contact'], name='listening_sealed_of'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='listening_sealedlink_within'),
                    models.UniqueConstraint(fields=('organization', 'participant'), name='listening_sealed_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SessionRole',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('host', 'Host'), ('facilitator', 'Facilitator'), ('notetaker', 'Note taker'), ('interpreter', 'Interpreter'), ('childcare', 'Childcare')], max_length=12, verbose_name='role')),
                ('member', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('participant', crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='listening.sessionparticipant')),
                ('session', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='listening.listeningsession')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('member__isnull', False), ('participant', None)), models.Q(('member', None), ('participant__isnull', False)), _connector='OR'), name='listening_role_of_one'),
                    models.UniqueConstraint(fields=('organization', 'session', 'role', 'member', 'participant'), name='listening_role_once', nulls_distinct=False),
                ],
            },
        ),
        migrations.CreateModel(
            name='SessionSignIn',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(default='en', max_length=12)),
                ('needs_interpreter', models.BooleanField(default=False)),
                ('children_n', models.PositiveSmallIntegerField(default=0)),
                ('may_text', models.BooleanField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('participant', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to='listening.sessionparticipant')),
                ('session', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to='listening.listeningsession')),
            ],
            options={
                'abstract': False,
                'indexes': [
                    models.Index(fields=['organization', 'session'], name='listening_sign_in_of'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='listening_sessionsignin_within'),
                    models.UniqueConstraint(fields=('organization', 'participant'), name='listening_sign_in_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('is_lead', models.BooleanField(default=False, verbose_name='leads')),
                ('joined_on', models.DateField()),
                ('contact', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.contact')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('team', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='people', to='listening.projectteam')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['organization', 'contact'], name='listening_team_member_of'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'team', 'contact'), name='listening_team_member_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='attempt',
            name='rating_after',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='attempt',
            name='rating_before',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='agreements',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='what we agreed on'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='ask',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='what you ask'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='ask_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='ask_key',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='changed_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='children_n',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='children'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='has_food',
            field=models.BooleanField(db_default=False, default=False, verbose_name='food'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='has_transport',
            field=models.BooleanField(db_default=False, default=False, verbose_name='rides'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='interpretation',
            field=models.CharField(choices=[('none', 'None'), ('consecutive', 'After each speaker'), ('simultaneous', 'At the same time')], db_default='none', default='none', max_length=12, verbose_name='interpretation'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='is_sealed',
            field=models.BooleanField(db_default=False, default=False, verbose_name='seal the names'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='languages',
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, verbose_name='languages spoken'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='minutes',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='place_kind',
            field=models.CharField(blank=True, choices=[('home', 'A home'), ('school', 'A school'), ('library', 'A library'), ('church', 'A house of worship'), ('store', 'A store or café'), ('pick_up', 'The pick-up line'), ('park', 'A park or street'), ('union', 'A union or center'), ('online', 'Online'), ('other', 'Another place')], db_default='', default='', max_length=8, verbose_name='kind of place'),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='answer',
            field=models.CharField(blank=True, choices=[('yes', 'Yes'), ('maybe', 'Maybe'), ('no', 'No')], db_default='', default='', max_length=5),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='came_by',
            field=models.CharField(choices=[('sign_in', 'Signed in'), ('paper', 'On paper'), ('by_hand', 'Written down')], db_default='by_hand', default='by_hand', max_length=8),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='client_uuid',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='created_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='district',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district'),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='is_leader',
            field=models.BooleanField(db_default=False, default=False, verbose_name='leader spotted'),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='language',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='race',
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='race_source',
            field=models.CharField(db_default='not_asked', default='not_asked', max_length=12),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='school',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.school'),
        ),
        migrations.AddField(
            model_name='sessionparticipant',
            name='task',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tasks.task'),
        ),
        migrations.AlterField(
            model_name='listeningsession',
            name='district',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.district', verbose_name='district'),
        ),
        migrations.AlterField(
            model_name='listeningsession',
            name='kind',
            field=models.CharField(choices=[('conversation', 'Conversation'), ('one_on_one', 'One-on-one'), ('house_meeting', 'House meeting'), ('circle', 'Listening circle'), ('town_hall', 'Town hall'), ('door_canvass', 'Door canvass'), ('phone_bank', 'Phone bank'), ('tabling', 'Tabling'), ('survey', 'Survey'), ('roundtable', 'Student roundtable'), ('focus_group', 'Focus group'), ('walk_and_talk', 'Walk and talk'), ('other', 'Other')], default='conversation', max_length=14, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='listeningsession',
            name='school',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='districts.school', verbose_name='school'),
        ),
        migrations.AlterField(
            model_name='listeningsession',
            name='status',
            field=models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('noted', 'Notes are in'), ('coded', 'Coded'), ('cancelled', 'Cancelled')], default='planned', max_length=10, verbose_name='status'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='guide',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='listening.guide'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='guide',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='listening.guide', verbose_name='guide'),
        ),
        migrations.AddField(
            model_name='answer',
            name='question',
            field=crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='listening.guidequestion'),
        ),
        migrations.AddField(
            model_name='coveragetarget',
            name='project',
            field=crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='listening.listeningproject'),
        ),
        migrations.AddField(
            model_name='consenttext',
            name='project',
            field=crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='consent_texts', to='listening.listeningproject'),
        ),
        migrations.AddField(
            model_name='attempt',
            name='project',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='listening.listeningproject'),
        ),
        migrations.AddField(
            model_name='listeningsession',
            name='project',
            field=crm.access.fields.WithinOrganization(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='listening.listeningproject', verbose_name='project'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(fields=['organization', 'participant'], name='listening_answer_of_part'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(fields=['organization', 'attempt'], name='listening_answer_of_attempt'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('participant__isnull', False), ('attempt__isnull', False), _connector='OR'), name='listening_answer_of_somebody'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('organization', 'question', 'participant', 'attempt'), name='listening_answer_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='coveragetarget',
            constraint=models.UniqueConstraint(fields=('organization', 'project', 'district', 'school', 'constituency', 'race', 'language'), name='listening_target_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='coveragetarget',
            constraint=models.CheckConstraint(condition=models.Q(('goal_n__gte', 1)), name='listening_target_of_somebody'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.UniqueConstraint(fields=('organization', 'id'), name='listening_consenttext_within'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.UniqueConstraint(fields=('organization', 'project', 'version'), name='listening_consent_text_version'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('en', ''), _negated=True), models.Q(('es', ''), _negated=True)), name='listening_consent_text_in_both_languages'),
        ),
        Wall("guide"),
        Wall("guidequestion"),
        Wall("listeningproject"),
        Wall("consenttext"),
        Wall("projectdistrict"),
        Wall("projectmember"),
        Wall("coveragetarget"),
        Wall("projectteam"),
        Wall("teammember"),
        Wall("sessionrole"),
        Wall("sealedlink"),
        Wall("sessionsignin"),
        Wall("answer"),
        Reference("listeningsession", "project"),
        Reference("listeningsession", "guide"),
        Reference("attempt", "project"),
        Reference("attempt", "guide"),
        Reference("sessionparticipant", "task"),
        Sql(
            "consenttext",
            ["revoke update on {table} from {app}"],
            ["grant update on {table} to {app}"],
        ),
    ]
