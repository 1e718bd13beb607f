"""Finds the conversations that wait for an answer; built without holding up whoever writes."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("helpline", "0003_silence")]
    operations = [
        AddIndexConcurrently(
            "thread",
            models.Index(fields=["unanswered_since"], name="helpline_unanswered", condition=models.Q(state="taken")),
        ),
    ]
