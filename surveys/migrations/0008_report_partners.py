"""The operator of a report and its partners, with their logos."""

import django.db.models.deletion
from django.db import migrations, models

import surveys.models.report_partners


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0007_report_editing"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportPartner",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("operateur", "a réalisé l’état des lieux"),
                            ("partenaire", "y a pris part"),
                            ("financeur", "l’a financé"),
                        ],
                        default="partenaire",
                        max_length=10,
                        verbose_name="rôle",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="nom")),
                (
                    "url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="adresse du site"
                    ),
                ),
                (
                    "logo",
                    models.ImageField(
                        blank=True,
                        max_length=300,
                        upload_to=surveys.models.report_partners.logo_path,
                        verbose_name="logo",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="ordre"),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="surveys.report",
                        verbose_name="état des lieux",
                    ),
                ),
            ],
            options={
                "verbose_name": "partenaire d’état des lieux",
                "verbose_name_plural": "partenaires d’état des lieux",
                "ordering": ("report", "position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["operateur", "partenaire", "financeur"])
                        ),
                        name="surveys_reportpartner_role_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.UniqueConstraint(
                        fields=("report", "name"),
                        name="surveys_reportpartner_once",
                        violation_error_message="Cet organisme est déjà dans la liste.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "SELECT passerelles_watch('surveys_reportpartner')",
            migrations.RunSQL.noop,
        ),
    ]
