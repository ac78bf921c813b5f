"""Saved lists, deeds for many with what stood there before, and when a turf was cut and given back."""

import crm.access.fields
import crm.lib.ids
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from crm.access.walls import Reference, Wall


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0013_confirmed"),
        ("organizations", "0004_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="turf",
            name="created_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name="turf",
            name="created_by",
            field=crm.access.fields.WithinOrganization(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizations.membership",
            ),
        ),
        migrations.AddField(
            model_name="turf",
            name="released_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="BulkDeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("parameters", models.JSONField(default=dict)),
                ("filters", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("doing", "Running"),
                            ("done", "Done"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("job_id", models.UUIDField(null=True)),
                ("undo_job_id", models.UUIDField(null=True)),
                ("person_count", models.PositiveIntegerField(null=True)),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("skipped_count", models.PositiveIntegerField(default=0)),
                ("undone_count", models.PositiveIntegerField(default=0)),
                ("kept_count", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "asked_by",
                    crm.access.fields.WithinOrganization(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
                'indexes': [
                    models.Index(fields=["organization", "-created_at", "id"], name="contacts_deed_by_time"),
                ],
                'constraints': [
                    models.UniqueConstraint(
                fields=("organization", "id"), name="contacts_bulkdeed_within"
            ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkPerson",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organization_id",
                        "deed_id",
                        "contact_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("done", "Done"),
                            ("skipped", "Left as it was"),
                            ("undone", "Undone"),
                            ("kept", "Kept"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=24)),
                ("before", models.JSONField(null=True)),
                (
                    "contact",
                    crm.access.fields.WithinOrganization(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bulk_deeds",
                        to="contacts.contact",
                    ),
                ),
                (
                    "deed",
                    crm.access.fields.WithinOrganization(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="contacts.bulkdeed",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                'indexes': [
                    models.Index(
                fields=["organization", "deed", "state", "contact"], name="contacts_deed_people"
            ),
                    models.Index(fields=["organization", "contact"], name="contacts_deed_of"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=crm.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("definition", models.JSONField()),
                ("is_shared", models.BooleanField(default=False, verbose_name="for everybody here")),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "owner",
                    crm.access.fields.WithinOrganization(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
            ],
            options={
                "abstract": False,
                'indexes': [
                    models.Index(fields=["organization", "name", "id"], name="contacts_segment_by_name"),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=("organization", "id"), name="contacts_segment_within"),
                ],
            },
        ),
        Wall("bulkdeed"),
        Wall("bulkperson"),
        Wall("segment"),
        Reference("turf", "created_by"),
    ]
