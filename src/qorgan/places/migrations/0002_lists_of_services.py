"""A list of services may be uploaded too; only the choices change, not the column."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='sheetdraft',
            name='kind',
            field=models.CharField(choices=[('places', 'Places'), ('organisations', 'Organisations'), ('services', 'Services')], max_length=16),
        ),
    ]
