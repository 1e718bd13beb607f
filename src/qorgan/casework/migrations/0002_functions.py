"""Numbers of cases, from `functions.sql` beside the models."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parents[1] / "functions.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial"), ("access", "0002_functions")]
    operations = [migrations.RunSQL(SQL, reverse_sql=migrations.RunSQL.noop)]
