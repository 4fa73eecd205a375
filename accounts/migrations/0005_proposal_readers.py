"""Who of the team looks at a proposal, and since when."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_agents_doors"),
    ]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="review_began_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="regardée depuis"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="reviewer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="regardée par",
            ),
        ),
    ]
