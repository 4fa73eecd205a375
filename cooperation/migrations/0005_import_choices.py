"""A file is read in the background; new entries are published as staff choose."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0004_former_codes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="importbatch",
            name="cooperation_importbatch_state_known",
        ),
        migrations.AddField(
            model_name="importbatch",
            name="publishes_new",
            field=models.BooleanField(
                default=False, verbose_name="publier les nouvelles fiches"
            ),
        ),
        migrations.AddField(
            model_name="importline",
            name="entries",
            field=models.JSONField(default=list, verbose_name="fiches"),
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
                        ],
                    )
                ),
                name="cooperation_importbatch_state_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
    ]
