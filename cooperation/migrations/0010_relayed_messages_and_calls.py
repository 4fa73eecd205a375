"""Messages that staff forward; for whom, where, on what and how much calls pay.

The new tables of calls are public: their changes make the kept pages anew.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0009_backup_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalFundingCall_countries",
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
                "verbose_name": "HistoricalFundingCall_countries",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFundingCall_departments",
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
                "verbose_name": "HistoricalFundingCall_departments",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFundingCall_themes",
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
                "verbose_name": "HistoricalFundingCall_themes",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RelayedMessage",
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
                    models.CharField(max_length=120, verbose_name="de la part de"),
                ),
                (
                    "email",
                    models.EmailField(
                        max_length=254, verbose_name="adresse pour répondre"
                    ),
                ),
                ("subject", models.CharField(max_length=120, verbose_name="objet")),
                ("text", models.TextField(max_length=4000, verbose_name="message")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("nouveau", "à faire suivre"),
                            ("transmis", "transmis"),
                            ("repondu", "répondu par l’équipe"),
                            ("ecarte", "écarté"),
                        ],
                        default="nouveau",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note de l’équipe")),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="reçu le"),
                ),
            ],
            options={
                "verbose_name": "message à faire suivre",
                "verbose_name_plural": "messages à faire suivre",
                "ordering": ("-created_at", "pk"),
            },
        ),
        migrations.AddField(
            model_name="fundingcall",
            name="amount_max",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="montant maximal en euros"
            ),
        ),
        migrations.AddField(
            model_name="fundingcall",
            name="amount_min",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="montant minimal en euros"
            ),
        ),
        migrations.AddField(
            model_name="fundingcall",
            name="authority_kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("commune", "commune"),
                        ("epci", "EPCI à fiscalité propre"),
                        ("syndicat", "syndicat"),
                        ("departement", "département"),
                        ("region", "région"),
                    ],
                    max_length=12,
                ),
                blank=True,
                default=list,
                db_default=[],
                size=None,
                verbose_name="collectivités qui peuvent y répondre",
            ),
        ),
        migrations.AddField(
            model_name="fundingcall",
            name="countries",
            field=models.ManyToManyField(
                blank=True,
                help_text="Aucun : tous les pays, ou ceux que dit la présentation.",
                related_name="funding_calls",
                to="cooperation.country",
                verbose_name="pays",
            ),
        ),
        migrations.AddField(
            model_name="fundingcall",
            name="departments",
            field=models.ManyToManyField(
                blank=True,
                help_text="Aucun : ouvert à toute la France.",
                related_name="funding_calls",
                to="cooperation.department",
                verbose_name="départements",
            ),
        ),
        migrations.AddField(
            model_name="fundingcall",
            name="known_in",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="année de l’information"
            ),
        ),
        migrations.AddField(
            model_name="fundingcall",
            name="rate_max",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="taux maximal en %"
            ),
        ),
        migrations.AddField(
            model_name="fundingcall",
            name="recurrence",
            field=models.CharField(
                blank=True,
                db_default="",
                choices=[
                    ("annuel", "chaque année"),
                    ("bisannuel", "tous les deux ans"),
                    ("triennal", "tous les trois ans"),
                    ("permanent", "en permanence"),
                ],
                max_length=10,
                verbose_name="revient",
            ),
        ),
        migrations.AddField(
            model_name="fundingcall",
            name="themes",
            field=models.ManyToManyField(
                blank=True,
                help_text="Aucune : tous les sujets.",
                related_name="funding_calls",
                to="cooperation.theme",
                verbose_name="thématiques",
            ),
        ),
        migrations.AddField(
            model_name="fundingcall",
            name="who",
            field=models.CharField(
                blank=True, db_default="", max_length=200, verbose_name="pour qui"
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall",
            name="amount_max",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="montant maximal en euros"
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall",
            name="amount_min",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="montant minimal en euros"
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall",
            name="authority_kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("commune", "commune"),
                        ("epci", "EPCI à fiscalité propre"),
                        ("syndicat", "syndicat"),
                        ("departement", "département"),
                        ("region", "région"),
                    ],
                    max_length=12,
                ),
                blank=True,
                default=list,
                db_default=[],
                size=None,
                verbose_name="collectivités qui peuvent y répondre",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall",
            name="known_in",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="année de l’information"
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall",
            name="rate_max",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="taux maximal en %"
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall",
            name="recurrence",
            field=models.CharField(
                blank=True,
                db_default="",
                choices=[
                    ("annuel", "chaque année"),
                    ("bisannuel", "tous les deux ans"),
                    ("triennal", "tous les trois ans"),
                    ("permanent", "en permanence"),
                ],
                max_length=10,
                verbose_name="revient",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall",
            name="who",
            field=models.CharField(
                blank=True, db_default="", max_length=200, verbose_name="pour qui"
            ),
        ),
        migrations.AlterField(
            model_name="fundingcall",
            name="deadline",
            field=models.DateField(
                blank=True,
                help_text="Vide : sans date limite, ou pas encore connue.",
                null=True,
                verbose_name="date limite",
            ),
        ),
        migrations.AlterField(
            model_name="historicalfundingcall",
            name="deadline",
            field=models.DateField(
                blank=True,
                help_text="Vide : sans date limite, ou pas encore connue.",
                null=True,
                verbose_name="date limite",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingcall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "recurrence__in",
                        ["annuel", "bisannuel", "triennal", "permanent", ""],
                    )
                ),
                name="cooperation_fundingcall_recurrence_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingcall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rate_max__isnull", True),
                    ("rate_max__range", (1, 100)),
                    _connector="OR",
                ),
                name="cooperation_fundingcall_rate_plausible",
                violation_error_message="Un taux est un pourcentage, de 1 à 100.",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall_countries",
            name="country",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.country",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall_countries",
            name="fundingcall",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.fundingcall",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall_countries",
            name="history",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="cooperation.historicalfundingcall",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall_departments",
            name="department",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.department",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall_departments",
            name="fundingcall",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.fundingcall",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall_departments",
            name="history",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="cooperation.historicalfundingcall",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall_themes",
            name="fundingcall",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="cooperation.fundingcall",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall_themes",
            name="history",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="cooperation.historicalfundingcall",
            ),
        ),
        migrations.AddField(
            model_name="historicalfundingcall_themes",
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
        migrations.AddField(
            model_name="relayedmessage",
            name="collectivity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="relayed_messages",
                to="cooperation.collectivity",
                verbose_name="collectivité",
            ),
        ),
        migrations.AddConstraint(
            model_name="relayedmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["nouveau", "transmis", "repondu", "ecarte"])
                ),
                name="cooperation_relayedmessage_state_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.RunSQL(
            """
            SELECT passerelles_watch('cooperation_fundingcall_countries');
            SELECT passerelles_watch('cooperation_fundingcall_departments');
            SELECT passerelles_watch('cooperation_fundingcall_themes');
            """,
            migrations.RunSQL.noop,
        ),
    ]
