"""Former INSEE codes among the other names of authorities."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0003_agreement_facts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="collectivityalias",
            name="cooperation_collectivityalias_kind_known",
        ),
        migrations.AlterField(
            model_name="collectivityalias",
            name="kind",
            field=models.CharField(
                choices=[
                    ("deleguee", "commune déléguée ou associée"),
                    ("ancienne", "ancien nom ou collectivité fusionnée"),
                    ("usuelle", "nom d’usage"),
                    ("code", "ancien code INSEE"),
                ],
                max_length=10,
                verbose_name="nature du nom",
            ),
        ),
        migrations.AlterField(
            model_name="historicalcollectivityalias",
            name="kind",
            field=models.CharField(
                choices=[
                    ("deleguee", "commune déléguée ou associée"),
                    ("ancienne", "ancien nom ou collectivité fusionnée"),
                    ("usuelle", "nom d’usage"),
                    ("code", "ancien code INSEE"),
                ],
                max_length=10,
                verbose_name="nature du nom",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectivityalias",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["deleguee", "ancienne", "usuelle", "code"])
                ),
                name="cooperation_collectivityalias_kind_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
    ]
