"""Who lives with whom, and who is what to whom."""

import crm.access.fields
import crm.lib.ids
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from crm.access.walls import Wall


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0003_indexes'),
        ('organizations', '0004_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('street', models.CharField(blank=True, max_length=160, verbose_name='street address')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                ('state', models.CharField(blank=True, choices=[('AL', 'Alabama'), ('AK', 'Alaska'), ('AZ', 'Arizona'), ('AR', 'Arkansas'), ('CA', 'California'), ('CO', 'Colorado'), ('CT', 'Connecticut'), ('DE', 'Delaware'), ('DC', 'District of Columbia'), ('FL', 'Florida'), ('GA', 'Georgia'), ('HI', 'Hawaii'), ('ID', 'Idaho'), ('IL', 'Illinois'), ('IN', 'Indiana'), ('IA', 'Iowa'), ('KS', 'Kansas'), ('KY', 'Kentucky'), ('LA', 'Louisiana'), ('ME', 'Maine'), ('MD', 'Maryland'), ('MA', 'Massachusetts'), ('MI', 'Michigan'), ('MN', 'Minnesota'), ('MS', 'Mississippi'), ('MO', 'Missouri'), ('MT', 'Montana'), ('NE', 'Nebraska'), ('NV', 'Nevada'), ('NH', 'New Hampshire'), ('NJ', 'New Jersey'), ('NM', 'New Mexico'), ('NY', 'New York'), ('NC', 'North Carolina'), ('ND', 'North Dakota'), ('OH', 'Ohio'), ('OK', 'Oklahoma'), ('OR', 'Oregon'), ('PA', 'Pennsylvania'), ('RI', 'Rhode Island'), ('SC', 'South Carolina'), ('SD', 'South Dakota'), ('TN', 'Tennessee'), ('TX', 'Texas'), ('UT', 'Utah'), ('VT', 'Vermont'), ('VA', 'Virginia'), ('WA', 'Washington'), ('WV', 'West Virginia'), ('WI', 'Wisconsin'), ('WY', 'Wyoming')], max_length=2, verbose_name='state')),
                ('zip_code', models.CharField(blank=True, max_length=10, verbose_name='ZIP code')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('organization', 'id'), name='contacts_household_within'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HouseholdMember',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='since')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('contact', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='household_links', to='contacts.contact')),
                ('household', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='member_links', to='contacts.household')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['organization', 'contact'], name='contacts_household_of'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('left_on', None)), fields=('organization', 'household', 'contact'), name='contacts_household_once_a_person'),
                    models.CheckConstraint(condition=models.Q(('left_on', None), ('joined_on', None), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='contacts_household_left_after_joining'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Relationship',
            fields=[
                ('id', models.UUIDField(default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('guardian', 'Guardian of'), ('sibling', 'Sibling of'), ('partner', 'Partner of'), ('relative', 'Relative of'), ('knows', 'Knows'), ('neighbor', 'Neighbor of'), ('works_with', 'Works with'), ('recruited', 'Recruited'), ('mentors', 'Mentors'), ('influences', 'Can move'), ('interprets', 'Interprets for')], max_length=12, verbose_name='kind')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='since')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('note', models.CharField(blank=True, max_length=250, verbose_name='note')),
                ('source', models.CharField(default='organizer', max_length=10)),
                ('contact', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='relationships', to='contacts.contact')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.organization')),
                ('other', crm.access.fields.WithinOrganization(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='relationships_to', to='contacts.contact')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['organization', 'contact', 'kind'], name='contacts_relationship_from'),
                    models.Index(fields=['organization', 'other', 'kind'], name='contacts_relationship_to'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('organization', 'contact', 'other', 'kind'), name='contacts_relationship_once'),
                    models.CheckConstraint(condition=models.Q(('contact', models.F('other')), _negated=True), name='contacts_relationship_between_two'),
                    models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='contacts_relationship_ends_after_start'),
                ],
            },
        ),
        Wall('household'),
        Wall('householdmember'),
        Wall('relationship'),
    ]
