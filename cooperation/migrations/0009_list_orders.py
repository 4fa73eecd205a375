"""Indexes in the orders of lists, so that their pages need no sorting."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0008_unknown_role")]

    operations = [
        migrations.AddIndex(
            "action",
            models.Index(
                F("start_year").desc(nulls_last=True),
                "title_key",
                "id",
                condition=Q(publication="publiee"),
                name="action_latest_first",
            ),
        ),
        migrations.AddIndex(
            "action",
            models.Index(
                condition=Q(publication="publiee"),
                fields=["title_key", "id"],
                name="action_by_title",
            ),
        ),
    ]
