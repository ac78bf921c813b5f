"""How long recordings, photos of sheets and papers are kept is the organization's to say."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_names")]
    operations = [
        migrations.AddField(
            "organization",
            "recordings_kept_days",
            models.PositiveSmallIntegerField("days that recordings are kept", default=90, db_default=90),
        ),
        migrations.AddField(
            "organization",
            "photos_kept_days",
            models.PositiveSmallIntegerField("days that photos of sheets are kept", default=30, db_default=30),
        ),
        migrations.AddField(
            "organization",
            "papers_kept_days",
            models.PositiveSmallIntegerField("days that papers are kept", default=365, db_default=365),
        ),
        migrations.AddConstraint(
            "organization",
            models.CheckConstraint(
                condition=Q(recordings_kept_days__range=(1, 1095))
                & Q(photos_kept_days__range=(1, 365))
                & Q(papers_kept_days__range=(1, 1095)),
                name="organizations_kept_for_a_while",
            ),
        ),
    ]
