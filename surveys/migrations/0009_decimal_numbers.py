"""Numbers with a comma, as a kind of question."""

from django.db import migrations, models
from django.db.models import Q

KINDS = {
    "un_choix": "un choix",
    "plusieurs": "plusieurs choix",
    "classement": "classement",
    "echelle": "échelle",
    "nombre": "nombre",
    "decimal": "nombre à virgule",
    "montant": "montant en euros",
    "annee": "année",
    "texte_court": "texte court",
    "texte_long": "texte long",
    "oui_non": "oui ou non, avec précision",
    "pays": "pays de l’annuaire",
    "lieu": "lieux de l’annuaire",
    "partenaire": "partenaires de l’annuaire",
    "collectivite": "collectivités de l’annuaire",
    "theme": "thématiques de l’annuaire",
    "date": "date",
    "courriel": "adresse électronique",
    "fichier": "fichier",
    "matrice": "tableau : un choix par ligne",
}


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0008_report_partners"),
    ]

    operations = [
        migrations.RemoveConstraint("question", "surveys_question_kind_known"),
        migrations.AlterField(
            model_name="question",
            name="kind",
            field=models.CharField(
                choices=list(KINDS.items()), max_length=12, verbose_name="nature"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=list(KINDS)),
                name="surveys_question_kind_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
    ]
