"""Memberships, access requests, proposals, campaigns; attempts to log in."""

from typing import Any

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models


def create_throttle_table(_apps: Any, schema_editor: Any) -> None:
    """Create the table of the default cache, in which attempts to log in are counted."""
    call_command(
        "createcachetable", database=schema_editor.connection.alias, verbosity=0
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_user"),
        ("cooperation", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalMembership",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agent", "agent"),
                            ("elu", "élu"),
                            ("operateur", "opérateur"),
                        ],
                        default="agent",
                        max_length=10,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "function",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="fonction"
                    ),
                ),
                (
                    "is_trusted",
                    models.BooleanField(
                        default=False,
                        help_text="Ses propositions sont publiées aussitôt, et relues après.",
                        verbose_name="de confiance",
                    ),
                ),
                (
                    "since",
                    models.DateField(
                        default=django.utils.timezone.localdate,
                        verbose_name="depuis le",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="Premier jour sans droits ; vide : sans fin prévue.",
                        null=True,
                        verbose_name="jusqu’au",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                (
                    "collectivity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.collectivity",
                        verbose_name="collectivité",
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
                "verbose_name": "historical mandat",
                "verbose_name_plural": "historical mandats",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Membership",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                (
                    "collectivity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="cooperation.collectivity",
                        verbose_name="collectivité",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agent", "agent"),
                            ("elu", "élu"),
                            ("operateur", "opérateur"),
                        ],
                        default="agent",
                        max_length=10,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "function",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="fonction"
                    ),
                ),
                (
                    "is_trusted",
                    models.BooleanField(
                        default=False,
                        help_text="Ses propositions sont publiées aussitôt, et relues après.",
                        verbose_name="de confiance",
                    ),
                ),
                (
                    "since",
                    models.DateField(
                        default=django.utils.timezone.localdate,
                        verbose_name="depuis le",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="Premier jour sans droits ; vide : sans fin prévue.",
                        null=True,
                        verbose_name="jusqu’au",
                    ),
                ),
                (
                    "used_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        verbose_name="dernière visite",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="confirmation demandée le",
                    ),
                ),
            ],
            options={
                "verbose_name": "mandat",
                "verbose_name_plural": "mandats",
                "ordering": ("collectivity__name_key", "user__email", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["agent", "elu", "operateur"])),
                        name="accounts_membership_role_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="accounts_membership_dates_ordered",
                        violation_error_message="La fin ne peut pas précéder le début.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("user", "collectivity"),
                        name="accounts_membership_once",
                        violation_error_message="Cette personne a déjà ce mandat.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmationLink",
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
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="accounts.membership",
                        verbose_name="mandat",
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(
                        max_length=64, unique=True, verbose_name="empreinte"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="créé le"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expire le")),
                (
                    "opened_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="ouvert le"
                    ),
                ),
                (
                    "used_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="utilisé le"
                    ),
                ),
            ],
            options={
                "verbose_name": "lien de confirmation",
                "verbose_name_plural": "liens de confirmation",
                "ordering": ("-created_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="UpdateCampaign",
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
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="créée le"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(auto_now=True, verbose_name="modifiée le"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "subject",
                    models.CharField(max_length=150, verbose_name="objet du courriel"),
                ),
                (
                    "body",
                    models.TextField(max_length=5000, verbose_name="texte du courriel"),
                ),
                (
                    "remind_after_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="relancer après, en jours",
                    ),
                ),
                (
                    "most_reminders",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[django.core.validators.MaxValueValidator(5)],
                        verbose_name="relances au plus",
                    ),
                ),
                (
                    "scope",
                    models.TextField(
                        blank=True, verbose_name="qui a été choisi, en mots"
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="lancée le"
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="close le"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "campagne de mise à jour",
                "verbose_name_plural": "campagnes de mise à jour",
                "ordering": ("-created_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            ("started_at__isnull", False),
                            _connector="OR",
                        ),
                        name="accounts_updatecampaign_closed_once_started",
                        violation_error_message="Une campagne se clôt après son lancement.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignTarget",
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
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="accounts.updatecampaign",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "collectivity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_targets",
                        to="cooperation.collectivity",
                        verbose_name="collectivité",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="note de relance"
                    ),
                ),
            ],
            options={
                "verbose_name": "collectivité d’une campagne",
                "verbose_name_plural": "collectivités d’une campagne",
                "ordering": ("collectivity__name_key", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "collectivity"),
                        name="accounts_campaigntarget_once",
                        violation_error_message="Cette collectivité est déjà choisie.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignMail",
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
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="accounts.campaigntarget",
                        verbose_name="collectivité",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="campaign_mails",
                        to="accounts.membership",
                        verbose_name="mandat",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(default=0, verbose_name="numéro"),
                ),
                (
                    "link",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="campaign_mail",
                        to="accounts.confirmationlink",
                        verbose_name="lien",
                    ),
                ),
                (
                    "claimed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="commencé le"
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="envoyé le"
                    ),
                ),
                (
                    "failure",
                    models.CharField(blank=True, max_length=300, verbose_name="échec"),
                ),
            ],
            options={
                "verbose_name": "courriel de campagne",
                "verbose_name_plural": "courriels de campagne",
                "ordering": ("claimed_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("target", "membership", "number"),
                        name="accounts_campaignmail_once",
                        violation_error_message="Ce courriel est déjà parti.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="créée le"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(auto_now=True, verbose_name="modifiée le"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("action", "action"),
                            ("accord", "accord"),
                            ("collectivite", "fiche de la collectivité"),
                        ],
                        default="action",
                        max_length=12,
                        verbose_name="sorte",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="cooperation.agreement",
                        verbose_name="accord",
                    ),
                ),
                (
                    "collectivity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="cooperation.collectivity",
                        verbose_name="collectivité",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposals",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        help_text="Vide : un agent l’a écrite. Sinon, l’enquête qui l’a donnée.",
                        max_length=200,
                        verbose_name="d’où elle vient",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("envoyee", "envoyée à la relecture"),
                            ("acceptee", "acceptée"),
                            ("partielle", "acceptée en partie"),
                            ("refusee", "refusée"),
                            ("retiree", "retirée"),
                        ],
                        default="brouillon",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "base",
                    models.JSONField(default=dict, verbose_name="fiche au départ"),
                ),
                (
                    "content",
                    models.JSONField(default=dict, verbose_name="fiche proposée"),
                ),
                ("typed", models.JSONField(default=dict, verbose_name="saisie")),
                (
                    "sent_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="envoyée le"
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="décidée le"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="décidée par",
                    ),
                ),
                (
                    "accepted_fields",
                    models.JSONField(
                        blank=True, default=list, verbose_name="champs acceptés"
                    ),
                ),
                (
                    "written",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="ce qui a été écrit"
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="motif")),
            ],
            options={
                "verbose_name": "proposition",
                "verbose_name_plural": "propositions",
                "ordering": ("-updated_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "brouillon",
                                    "envoyee",
                                    "acceptee",
                                    "partielle",
                                    "refusee",
                                    "retiree",
                                ],
                            )
                        ),
                        name="accounts_proposal_state_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["action", "accord", "collectivite"])
                        ),
                        name="accounts_proposal_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("agreement__isnull", False),
                                ("kind", "action"),
                                _negated=True,
                            ),
                            models.Q(
                                ("action__isnull", False),
                                ("kind", "accord"),
                                _negated=True,
                            ),
                            models.Q(
                                ("kind", "collectivite"),
                                models.Q(
                                    ("action__isnull", False),
                                    ("agreement__isnull", False),
                                    _connector="OR",
                                ),
                                _negated=True,
                            ),
                        ),
                        name="accounts_proposal_one_sheet",
                        violation_error_message="Une proposition porte sur une fiche.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["brouillon", "envoyee"]),
                            ("action__isnull", False),
                        ),
                        fields=("author", "action"),
                        name="accounts_proposal_one_open_action",
                        violation_error_message="Vous avez déjà une proposition en cours.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["brouillon", "envoyee"]),
                            ("agreement__isnull", False),
                        ),
                        fields=("author", "agreement"),
                        name="accounts_proposal_one_open_agreement",
                        violation_error_message="Vous avez déjà une proposition en cours.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["brouillon", "envoyee"]),
                            ("kind", "collectivite"),
                        ),
                        fields=("author", "collectivity"),
                        name="accounts_proposal_one_open_collectivity",
                        violation_error_message="Vous avez déjà une proposition en cours.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessRequest",
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
                    "email",
                    models.EmailField(
                        max_length=254, verbose_name="adresse électronique"
                    ),
                ),
                ("full_name", models.CharField(max_length=150, verbose_name="nom")),
                ("function", models.CharField(max_length=150, verbose_name="fonction")),
                (
                    "collectivity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_requests",
                        to="cooperation.collectivity",
                        verbose_name="collectivité",
                    ),
                ),
                (
                    "other_collectivity",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="collectivité absente de la liste",
                    ),
                ),
                (
                    "message",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="message"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("attente", "en attente"),
                            ("acceptee", "acceptée"),
                            ("refusee", "refusée"),
                        ],
                        default="attente",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="reçue le"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="décidée le"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="décidée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "demande d’accès",
                "verbose_name_plural": "demandes d’accès",
                "ordering": ("-created_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["attente", "acceptee", "refusee"])
                        ),
                        name="accounts_accessrequest_state_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("collectivity__isnull", False),
                            models.Q(("other_collectivity", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="accounts_accessrequest_names_an_authority",
                        violation_error_message="Dites pour quelle collectivité.",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        models.F("collectivity"),
                        models.F("other_collectivity"),
                        condition=models.Q(("state", "attente")),
                        name="accounts_accessrequest_once",
                        violation_error_message="Cette demande est déjà reçue.",
                    ),
                ],
            },
        ),
        migrations.RunPython(create_throttle_table, migrations.RunPython.noop),
    ]
