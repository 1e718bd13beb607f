"""A danger may arise from a contact where nobody wrote; figures of open dangers for the wall board."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

BOARD = (Path(__file__).parents[1] / "danger_board.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_danger"), ("helpline", "0006_figures"), ("clocks", "0002_functions")]
    operations = [
        migrations.AlterField(
            "danger",
            "thread",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="helpline.thread"),
        ),
        migrations.AddField(
            "danger",
            "contact",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="helpline.contact",
            ),
        ),
        migrations.RunSQL(BOARD, reverse_sql="DROP FUNCTION intake_board()"),
    ]
