"""Published versions stay as they are: the database itself refuses to change them, from `functions.sql`."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parents[1] / "functions.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [migrations.RunSQL(SQL, reverse_sql=migrations.RunSQL.noop)]
