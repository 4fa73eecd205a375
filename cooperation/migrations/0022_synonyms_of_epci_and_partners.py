"""Other words may stand for an EPCI with its communes, and for a kind of partner."""

from django.db import migrations, models

PARAMS = [
    ("theme", "thématique"),
    ("guichet", "guichet de financement"),
    ("pays", "pays"),
    ("region", "région du monde"),
    ("departement", "département"),
    ("collectivite", "collectivité"),
    ("epci", "EPCI et ses communes"),
    ("type", "type d’accord"),
    ("statut", "état"),
    ("nature", "nature des partenaires"),
]


def build_param_field() -> models.CharField:
    return models.CharField(choices=PARAMS, max_length=12, verbose_name="critère")


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0021_guided_stories"),
    ]

    operations = [
        migrations.RemoveConstraint("synonym", "cooperation_synonym_param_known"),
        migrations.AlterField("synonym", "param", build_param_field()),
        migrations.AlterField("historicalsynonym", "param", build_param_field()),
        migrations.AddConstraint(
            "synonym",
            models.CheckConstraint(
                condition=models.Q(("param__in", [code for code, _label in PARAMS])),
                name="cooperation_synonym_param_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
    ]
