"""Texts of mails that staff changed, with their history."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_proposal_readers"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalMailText",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="courriel")),
                (
                    "language",
                    models.CharField(
                        max_length=5,
                        verbose_name="langue",
                    ),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="objet")),
                ("body", models.TextField(max_length=5000, verbose_name="texte")),
                (
                    "shipped_digest",
                    models.CharField(
                        max_length=64, verbose_name="empreinte du texte livré"
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="changé le"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                        max_length=1,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical texte de courriel",
                "verbose_name_plural": "historical textes de courriels",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="MailText",
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
                ("code", models.CharField(max_length=60, verbose_name="courriel")),
                (
                    "language",
                    models.CharField(
                        max_length=5,
                        verbose_name="langue",
                    ),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="objet")),
                ("body", models.TextField(max_length=5000, verbose_name="texte")),
                (
                    "shipped_digest",
                    models.CharField(
                        max_length=64, verbose_name="empreinte du texte livré"
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(auto_now=True, verbose_name="changé le"),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "texte de courriel",
                "verbose_name_plural": "textes de courriels",
                "ordering": ("code", "language", "pk"),
                "permissions": [
                    ("change_login_mailtext", "peut changer les courriels de connexion")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "language"),
                        name="accounts_mailtext_once",
                        violation_error_message="Ce courriel a déjà un texte.",
                    )
                ],
            },
        ),
    ]
