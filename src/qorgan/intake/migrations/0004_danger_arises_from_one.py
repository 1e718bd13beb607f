"""What keeps a danger to one origin, and an origin to one open danger. Built and checked beside the running work."""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

ONE_OPEN = models.UniqueConstraint(fields=["contact"], condition=~Q(state="closed"), name="one_open_danger_of_a_contact")
ONE_OPEN_SQL = (
    "CREATE UNIQUE INDEX CONCURRENTLY one_open_danger_of_a_contact ON intake_danger (contact_id) "
    "WHERE NOT (state = 'closed')"
)
ARISES_FROM_ONE = models.CheckConstraint(
    name="a_danger_arises_from_one",
    condition=Q(thread__isnull=False, contact=None) | Q(thread=None, contact__isnull=False),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("intake", "0003_danger_of_a_contact")]
    operations = [
        AddIndexConcurrently("danger", models.Index(fields=["contact"], name="intake_dangers_of_contact")),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AddConstraint("danger", ONE_OPEN)],
            database_operations=[
                migrations.RunSQL(ONE_OPEN_SQL, reverse_sql="DROP INDEX CONCURRENTLY IF EXISTS one_open_danger_of_a_contact")
            ],
        ),
        AddConstraintNotValid("danger", ARISES_FROM_ONE),
        ValidateConstraint("danger", "a_danger_arises_from_one"),
    ]
