"""The list of contacts, whole and of one kind, in the order in which it is read. Built beside the running work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("helpline", "0004_unanswered")]
    operations = [
        AddIndexConcurrently("contact", models.Index(fields=["-began_at", "-id"], name="helpline_contacts_newest")),
        AddIndexConcurrently(
            "contact", models.Index(fields=["call_type", "-began_at", "-id"], name="helpline_contacts_of_kind")
        ),
    ]
