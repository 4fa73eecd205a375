"""Question kinds of the field, conditions of several tests, files of answers.

The columns of the conditions of before stay in the database with a default, so that
the version that still runs goes on working; Django forgets them.
"""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import surveys.models.answers

KINDS = {
    "un_choix": "un choix",
    "plusieurs": "plusieurs choix",
    "classement": "classement",
    "echelle": "échelle",
    "nombre": "nombre",
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

# A version that a wave uses refuses every change but this one, which changes nothing.
CONDITIONS_SQL = """
ALTER TABLE surveys_question DISABLE TRIGGER surveys_question_frozen;
UPDATE surveys_question SET condition = jsonb_build_object(
  'join', 'et', 'tests', jsonb_build_array(jsonb_build_object(
    'question', shown_if, 'operator', 'parmi', 'values', to_jsonb(shown_values))))
WHERE shown_if <> '';
ALTER TABLE surveys_question ENABLE TRIGGER surveys_question_frozen;
"""
# The way back keeps what one test of before can say.
SHOWN_IF_SQL = """
ALTER TABLE surveys_question DISABLE TRIGGER surveys_question_frozen;
UPDATE surveys_question SET shown_if = '', shown_values = '{}';
UPDATE surveys_question SET
  shown_if = condition #>> '{tests,0,question}',
  shown_values = ARRAY(
    SELECT jsonb_array_elements_text(condition #> '{tests,0,values}'))
WHERE condition #>> '{tests,0,operator}' = 'parmi';
ALTER TABLE surveys_question ENABLE TRIGGER surveys_question_frozen;
"""
DEFAULTS_SQL = """
ALTER TABLE surveys_question ALTER COLUMN shown_if SET DEFAULT '';
ALTER TABLE surveys_question ALTER COLUMN shown_values SET DEFAULT '{}';
"""
NO_DEFAULTS_SQL = """
ALTER TABLE surveys_question ALTER COLUMN shown_if DROP DEFAULT;
ALTER TABLE surveys_question ALTER COLUMN shown_values DROP DEFAULT;
"""


def build_condition() -> Any:
    return models.JSONField(
        blank=True, db_default={}, default=dict, verbose_name="montrée si"
    )


def build_constraint(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(condition={}) | Q(condition__has_keys=["join", "tests"]),
        name=f"surveys_{table}_condition_whole",
        violation_error_message=(
            "Une condition dit comment ses tests se joignent, et lesquels."
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_drafts_of_sent_answers")]

    operations = [
        migrations.AddField(
            model_name="option",
            name="is_row",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="ligne d’un tableau"
            ),
        ),
        migrations.AddField("question", "condition", build_condition()),
        migrations.AddField("section", "condition", build_condition()),
        migrations.AddField(
            model_name="question",
            name="rule_message_fr",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="À la place du message du site, qui dit les bornes.",
                max_length=300,
                verbose_name="message si la règle n’est pas suivie",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="rule_message_en",
            field=models.CharField(
                blank=True,
                db_default="",
                max_length=300,
                verbose_name="message anglais",
            ),
        ),
        migrations.RunSQL(CONDITIONS_SQL, SHOWN_IF_SQL),
        migrations.RemoveConstraint("question", "surveys_question_condition_whole"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(DEFAULTS_SQL, NO_DEFAULTS_SQL)],
            state_operations=[
                migrations.RemoveField("question", "shown_if"),
                migrations.RemoveField("question", "shown_values"),
            ],
        ),
        migrations.AddConstraint("question", build_constraint("question")),
        migrations.AddConstraint("section", build_constraint("section")),
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
        migrations.CreateModel(
            name="AnswerFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=300,
                        upload_to=surveys.models.answers.answer_file_path,
                        verbose_name="fichier",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="nom donné")),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="reçu le"),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="surveys.participation",
                        verbose_name="participation",
                    ),
                ),
            ],
            options={
                "verbose_name": "fichier d’une réponse",
                "verbose_name_plural": "fichiers de réponses",
                "ordering": ("created_at", "pk"),
            },
        ),
    ]
