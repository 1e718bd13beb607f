"""When the first open task of a case is due, on the case itself: a column, its keeper, the past in small steps, an index."""

from pathlib import Path
from typing import Any, ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

SQL = (Path(__file__).parents[1] / "next_due.sql").read_text()
BACK = "DROP FUNCTION casework_next_due(), casework_task_moved()"
# Each trigger in a transaction of its own: two at once would wait for writers of both tables, and writers for them.
OF_CASE = """CREATE TRIGGER casework_next_due BEFORE INSERT OR UPDATE ON casework_case
FOR EACH ROW EXECUTE FUNCTION casework_next_due()"""
OF_TASK = """CREATE TRIGGER casework_task_moved AFTER INSERT OR UPDATE OF state, due_at, case_id ON casework_task
FOR EACH ROW EXECUTE FUNCTION casework_task_moved()"""
STEP = 500
FILL = """
WITH step AS (
  SELECT c.id FROM casework_case c JOIN casework_task t ON t.case_id = c.id AND t.state = 'open'
  WHERE c.next_due_at IS NULL GROUP BY c.id LIMIT %s
)
UPDATE casework_case c SET next_due_at = NULL FROM step WHERE c.id = step.id
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Each step is a transaction of its own, so that nobody who writes a case waits for more than a moment."""
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(FILL, [STEP])
            if not cursor.rowcount:
                return


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("casework", "0002_functions")]
    operations: ClassVar = [
        migrations.AddField("case", "next_due_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(SQL, reverse_sql=BACK),
        migrations.RunSQL(OF_CASE, reverse_sql="DROP TRIGGER casework_next_due ON casework_case"),
        migrations.RunSQL(OF_TASK, reverse_sql="DROP TRIGGER casework_task_moved ON casework_task"),
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexConcurrently("case", models.Index(fields=["next_due_at", "id"], name="casework_next_due")),
    ]
