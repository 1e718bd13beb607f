"""The SQL functions that row security calls, from `functions.sql` beside the models."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parents[1] / "functions.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    run_before = [("places", "0001_initial"), ("organisations", "0001_initial"), ("staff", "0001_initial")]
    operations = [migrations.RunSQL(SQL, reverse_sql=migrations.RunSQL.noop)]
