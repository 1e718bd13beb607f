"""Numbers, and what a referral may never become, from `functions.sql` beside the models."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parents[1] / "functions.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]
    operations = [migrations.RunSQL(SQL, reverse_sql=migrations.RunSQL.noop)]
