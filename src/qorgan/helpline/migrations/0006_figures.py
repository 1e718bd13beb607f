"""Figures of a line, counted in the database for whoever may see no conversation."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parents[1] / "figures.sql").read_text()
BACK = "DROP FUNCTION helpline_figures(timestamptz, timestamptz, text, text, text[])"


class Migration(migrations.Migration):
    dependencies = [("helpline", "0005_contact_lists")]
    operations = [migrations.RunSQL(SQL, reverse_sql=BACK)]
