"""A standing may be narrowed to some permissions of its role: a nullable column, and the question that reads it."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = (Path(__file__).parents[1] / "narrowed.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("access", "0002_functions")]
    operations = [
        migrations.AddField(
            model_name="standing",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), null=True, size=None),
        ),
        migrations.RunSQL(SQL, reverse_sql=migrations.RunSQL.noop),
    ]
