"""One purpose for each use of words, voice and picture. Widening a varchar rewrites no row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0040_duplicates")]
    operations = [
        migrations.AlterField(
            model_name="consentevent",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("text", "Text messages"),
                    ("call", "Phone calls"),
                    ("email", "E-mail"),
                    ("quote", "Use of their words"),
                    ("photo", "Photos"),
                    ("share_coalition", "Sharing with the coalition"),
                    ("coding", "Coding of their words"),
                    ("share_partner", "Sharing with partner organizations"),
                    ("publish_anonymous", "Publishing without a name"),
                    ("name_and_role", "Publishing with first name and role"),
                    ("full_name", "Publishing with the full name"),
                    ("audio", "Recordings of the voice"),
                    ("recontact", "Coming back with questions"),
                ],
                max_length=20,
            ),
        ),
    ]
