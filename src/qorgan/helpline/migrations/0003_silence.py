"""Limits of reading a raised conversation, of silence and of absence; since when a child waits for an answer."""

from pathlib import Path

from django.db import migrations, models

SQL = (Path(__file__).parents[1] / "silence.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("helpline", "0002_functions")]
    operations = [
        migrations.AddField("promise", "flagged_read_within_seconds", models.PositiveIntegerField(null=True)),
        migrations.AddField("promise", "silence_minutes", models.PositiveIntegerField(null=True)),
        migrations.AddField("promise", "absent_minutes", models.PositiveIntegerField(null=True)),
        migrations.AddField("thread", "unanswered_since", models.DateTimeField(null=True)),
        migrations.RunSQL(SQL, reverse_sql="DROP FUNCTION helpline_silence(interval)"),
    ]
