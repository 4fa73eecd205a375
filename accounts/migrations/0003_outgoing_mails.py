"""A mail of a campaign names its row of the outbox."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_people"),
        ("cooperation", "0007_outgoing_mails"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaignmail",
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
