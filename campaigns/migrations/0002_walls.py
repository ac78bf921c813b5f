"""Row security and references within one organization for every table of this app."""

from django.db import migrations

from crm.access.walls import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_initial"),
        ("listening", "0002_walls"),
    ]
    operations = [
        Wall("campaign"),
        Wall("demand"),
        Wall("action"),
        Wall("signup"),
        Wall("signupstatus"),
    ]
