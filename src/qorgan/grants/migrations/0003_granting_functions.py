"""Numbers, and what an application, a call, a project and a tranche may never become, from `granting_functions.sql`."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parents[1] / "granting_functions.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("grants", "0002_granting"), ("clocks", "0002_functions")]
    operations = [migrations.RunSQL(SQL, reverse_sql=migrations.RunSQL.noop)]
