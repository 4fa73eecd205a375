"""A wave says that its answers are invented (``is_demonstration``), for all of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_surveys")]
    operations = [
        migrations.RemoveField(model_name="participation", name="is_generated")
    ]
