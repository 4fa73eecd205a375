"""Periodic jobs: when each ran last, and with which result."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0006_request_counts_and_orders"),
    ]

    operations = [
        migrations.CreateModel(
            name="PeriodicJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=40, unique=True, verbose_name="nom"),
                ),
                (
                    "added_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="connue depuis"
                    ),
                ),
                (
                    "wanted_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="demandée le"
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="lancée le"
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="finie le"
                    ),
                ),
                (
                    "succeeded_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="réussie le"
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="résultat")),
                ("problem", models.TextField(blank=True, verbose_name="problème")),
            ],
            options={
                "verbose_name": "tâche périodique",
                "verbose_name_plural": "tâches périodiques",
                "ordering": ("name",),
            },
        ),
    ]
