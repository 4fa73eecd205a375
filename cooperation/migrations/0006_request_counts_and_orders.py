"""Counts of requests, for throttles; orders of lists that end with a unique column.

The table of counts is unlogged, as nothing is lost with them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0005_import_choices"),
    ]

    operations = [
        migrations.CreateModel(
            name="RequestCount",
            fields=[
                (
                    "key",
                    models.CharField(
                        max_length=64,
                        primary_key=True,
                        serialize=False,
                        verbose_name="empreinte",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="nombre")),
                (
                    "ends_at",
                    models.DateTimeField(db_index=True, verbose_name="jusqu’à"),
                ),
            ],
            options={
                "verbose_name": "compte de demandes",
                "verbose_name_plural": "comptes de demandes",
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE cooperation_requestcount SET UNLOGGED",
            "ALTER TABLE cooperation_requestcount SET LOGGED",
        ),
        migrations.AlterModelOptions(
            name="country",
            options={
                "ordering": ("name_key", "pk"),
                "verbose_name": "pays",
                "verbose_name_plural": "pays",
            },
        ),
        migrations.AlterModelOptions(
            name="region",
            options={
                "ordering": ("name_key", "pk"),
                "verbose_name": "région",
                "verbose_name_plural": "régions",
            },
        ),
        migrations.AlterModelOptions(
            name="subregion",
            options={
                "ordering": ("name_fr", "pk"),
                "verbose_name": "sous-région du monde",
                "verbose_name_plural": "sous-régions du monde",
            },
        ),
        migrations.AlterModelOptions(
            name="theme",
            options={
                "ordering": ("name_fr", "pk"),
                "verbose_name": "thématique",
                "verbose_name_plural": "thématiques",
            },
        ),
    ]
