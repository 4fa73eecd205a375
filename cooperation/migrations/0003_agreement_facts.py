"""An agreement says of itself what an action does: themes, partners, confirmation."""

import re
from pathlib import Path

import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"
# The functions of earlier files that search_of_agreements.sql replaces.
REPLACED = {
    "search_vectors": ["passerelles_refresh_agreement"],
    "search_of_entries": ["passerelles_search_agreement"],
    "search_of_names": [
        "passerelles_search_partner",
        "passerelles_search_place",
        "passerelles_search_country",
        "passerelles_search_theme",
    ],
}


def build_undo() -> str:
    """Return the SQL that puts the replaced functions back."""
    statements = ["DROP FUNCTION passerelles_search_agreement_link CASCADE;"]
    for file, names in REPLACED.items():
        text = (SQL / f"{file}.sql").read_text()
        for name in names:
            found = re.search(rf"FUNCTION {name}\(.*?\nEND \$\$;", text, re.DOTALL)
            statements.append(f"CREATE OR REPLACE {found.group()}" if found else "")
    return "\n".join(statements)


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0002_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalAgreement_goals",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalAgreement_goals",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAgreement_partners",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalAgreement_partners",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAgreement_places",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalAgreement_places",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAgreement_themes",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalAgreement_themes",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="agreement",
            name="goals",
            field=models.ManyToManyField(
                blank=True,
                related_name="agreements",
                to="cooperation.goal",
                verbose_name="ODD",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="partners",
            field=models.ManyToManyField(
                blank=True,
                help_text="Par exemple un comité de jumelage.",
                related_name="other_agreements",
                to="cooperation.partner",
                verbose_name="autres partenaires",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="places",
            field=models.ManyToManyField(
                blank=True,
                related_name="other_agreements",
                to="cooperation.place",
                verbose_name="autres lieux",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="results",
            field=models.TextField(blank=True, verbose_name="résultats"),
        ),
        migrations.AddField(
            model_name="agreement",
            name="summary",
            field=models.CharField(blank=True, max_length=300, verbose_name="résumé"),
        ),
        migrations.AddField(
            model_name="agreement",
            name="themes",
            field=models.ManyToManyField(
                blank=True,
                related_name="agreements",
                to="cooperation.theme",
                verbose_name="thématiques",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="verified_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("collectivite", "la collectivité"),
                    ("csi", "la Cité de la Solidarité Internationale"),
                ],
                max_length=12,
                verbose_name="vérifiée par",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="verified_on",
            field=models.DateField(blank=True, null=True, verbose_name="vérifiée le"),
        ),
        migrations.AddField(
            model_name="historicalagreement",
            name="results",
            field=models.TextField(blank=True, verbose_name="résultats"),
        ),
        migrations.AddField(
            model_name="historicalagreement",
            name="summary",
            field=models.CharField(blank=True, max_length=300, verbose_name="résumé"),
        ),
        migrations.AddField(
            model_name="historicalagreement",
            name="verified_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("collectivite", "la collectivité"),
                    ("csi", "la Cité de la Solidarité Internationale"),
                ],
                max_length=12,
                verbose_name="vérifiée par",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement",
            name="verified_on",
            field=models.DateField(blank=True, null=True, verbose_name="vérifiée le"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("verified_by__in", ["collectivite", "csi", ""])),
                name="cooperation_agreement_verified_by_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verified_by", ""), ("verified_on__isnull", True)),
                    models.Q(
                        ("verified_on__isnull", False),
                        models.Q(("verified_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cooperation_agreement_verified_on_and_by",
                violation_error_message="Une vérification a une date et un auteur, ou ni l’un ni l’autre.",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_goals",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.agreement",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_goals",
            name="goal",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.goal",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_goals",
            name="history",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="cooperation.historicalagreement",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_partners",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.agreement",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_partners",
            name="history",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="cooperation.historicalagreement",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_partners",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.partner",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_places",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.agreement",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_places",
            name="history",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="cooperation.historicalagreement",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_places",
            name="place",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.place",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_themes",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.agreement",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_themes",
            name="history",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="cooperation.historicalagreement",
            ),
        ),
        migrations.AddField(
            model_name="historicalagreement_themes",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.theme",
            ),
        ),
        migrations.RunSQL((SQL / "search_of_agreements.sql").read_text(), build_undo()),
    ]
