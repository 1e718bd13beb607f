"""Whom an organisation names for dangers at any hour: two kinds of sealed facts, one of each; built beside the writers."""

from typing import ClassVar

from django.db import migrations, models

KINDS = [
    ("address", "Confidential address"),
    ("person", "Contact person"),
    ("dutytel", "Duty telephone, for dangers at any hour"),
    ("dutymail", "Duty mailbox, for dangers at any hour"),
]
ONE_OF_A_KIND = models.UniqueConstraint(
    condition=models.Q(("kind__in", ["dutytel", "dutymail"])), fields=("organisation", "kind"), name="one_duty_contact_of_a_kind"
)
BUILD = """CREATE UNIQUE INDEX CONCURRENTLY one_duty_contact_of_a_kind ON organisations_sealedfact (organisation_id, kind)
WHERE kind IN ('dutytel', 'dutymail')"""


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("organisations", "0002_functions")]
    operations: ClassVar = [
        migrations.AlterField("sealedfact", "kind", models.CharField(choices=KINDS, max_length=8)),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(BUILD, reverse_sql="DROP INDEX one_duty_contact_of_a_kind")],
            state_operations=[migrations.AddConstraint("sealedfact", ONE_OF_A_KIND)],
        ),
    ]
