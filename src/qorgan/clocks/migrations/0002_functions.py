"""The number of clocks and the time they are measured by, from `functions.sql` beside the models."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parents[1] / "functions.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial"), ("access", "0002_functions")]
    operations = [migrations.RunSQL(SQL, reverse_sql=migrations.RunSQL.noop)]
