"""A mail of a survey names its row of the outbox."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0007_outgoing_mails"),
        ("surveys", "0002_no_generated_flag"),
    ]

    operations = [
        migrations.AddField(
            model_name="surveymail",
            name="outgoing",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="cooperation.outgoingmail",
                verbose_name="courriel sortant",
            ),
        ),
    ]
