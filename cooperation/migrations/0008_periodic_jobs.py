"""Periodic jobs with what each did last; an import knows its job of the queue.

The column of the process that read or applied an import stays until a later version:
a site that is being upgraded still writes it.
"""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0007_outgoing_mails"),
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
        migrations.RemoveConstraint(
            model_name="importbatch",
            name="cooperation_importbatch_applied_at",
        ),
        migrations.RemoveConstraint(
            model_name="importbatch",
            name="cooperation_importbatch_state_known",
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name="importbatch", name="process")
            ]
        ),
        migrations.AddField(
            model_name="importbatch",
            name="job",
            field=models.UUIDField(blank=True, null=True, verbose_name="traitement"),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("recue", "reçu"),
                    ("en_lecture", "lecture en cours"),
                    ("a_corriger", "à corriger"),
                    ("lue", "prêt à être appliqué"),
                    ("en_cours", "en cours"),
                    ("appliquee", "appliqué"),
                    ("annulee", "annulé"),
                    ("abandonnee", "abandonné"),
                    ("interrompue", "interrompu"),
                    ("publication", "publication en cours"),
                    ("annulation", "annulation en cours"),
                ],
                default="recue",
                max_length=12,
                verbose_name="état",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "recue",
                            "en_lecture",
                            "a_corriger",
                            "lue",
                            "en_cours",
                            "appliquee",
                            "annulee",
                            "abandonnee",
                            "interrompue",
                            "publication",
                            "annulation",
                        ],
                    )
                ),
                name="cooperation_importbatch_state_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            ["appliquee", "annulee", "publication", "annulation"],
                        ),
                        _negated=True,
                    ),
                    ("applied_at__isnull", False),
                    _connector="OR",
                ),
                name="cooperation_importbatch_applied_at",
                violation_error_message="Un import appliqué a une date.",
            ),
        ),
    ]
