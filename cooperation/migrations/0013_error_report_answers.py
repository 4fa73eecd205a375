"""Error reports: answers to who wrote, and one report for each form that was sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0012_duplicates_and_yearly_updates"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="errorreport",
            name="cooperation_errorreport_state_known",
        ),
        migrations.AddField(
            model_name="errorreport",
            name="answer",
            field=models.TextField(
                blank=True,
                db_default="",
                editable=False,
                verbose_name="réponses envoyées",
            ),
        ),
        migrations.AddField(
            model_name="errorreport",
            name="form_key",
            field=models.UUIDField(
                default=None,
                editable=False,
                null=True,
                unique=True,
                verbose_name="formulaire",
            ),
        ),
        migrations.AlterField(
            model_name="errorreport",
            name="state",
            field=models.CharField(
                choices=[
                    ("nouveau", "à lire"),
                    ("repondu", "répondu"),
                    ("corrige", "corrigé"),
                    ("ecarte", "écarté"),
                ],
                default="nouveau",
                max_length=10,
                verbose_name="état",
            ),
        ),
        migrations.AddConstraint(
            model_name="errorreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["nouveau", "repondu", "corrige", "ecarte"])
                ),
                name="cooperation_errorreport_state_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
    ]
