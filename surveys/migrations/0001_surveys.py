"""Questionnaires, waves, answers, results, reports; what is used is frozen."""

from pathlib import Path

import django.contrib.postgres.fields
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"
UNDO = {
    "frozen_questionnaires": """
        DROP FUNCTION passerelles_keep_option, passerelles_keep_question,
          passerelles_keep_section, passerelles_keep_questionnaire CASCADE;
        DROP FUNCTION passerelles_refuse_frozen;
        DROP FUNCTION passerelles_questionnaire_is_frozen""",
    "frozen_reports": """
        DROP FUNCTION passerelles_part_waves, passerelles_keep_published_report,
          passerelles_keep_snapshot CASCADE""",
    "public_version": migrations.RunSQL.noop,  # the triggers go with their tables
}


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0002_people"),
        ("cooperation", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Questionnaire",
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
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                (
                    "version",
                    models.PositiveSmallIntegerField(default=1, verbose_name="version"),
                ),
                ("title_fr", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "title_en",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="titre anglais"
                    ),
                ),
                (
                    "introduction_fr",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="introduction"
                    ),
                ),
                (
                    "introduction_en",
                    models.TextField(
                        blank=True,
                        max_length=5000,
                        verbose_name="introduction anglaise",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("utilisable", "utilisable"),
                        ],
                        default="brouillon",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
            ],
            options={
                "verbose_name": "questionnaire",
                "verbose_name_plural": "questionnaires",
                "ordering": ("code", "-version", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["brouillon", "utilisable"])),
                        name="surveys_questionnaire_state_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.UniqueConstraint(
                        fields=("code", "version"),
                        name="surveys_questionnaire_once",
                        violation_error_message="Cette version existe déjà.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)),
                        name="surveys_questionnaire_version_counted",
                        violation_error_message="Les versions se comptent à partir de 1.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Section",
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
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="surveys.questionnaire",
                        verbose_name="questionnaire",
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="place"),
                ),
                ("title_fr", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "title_en",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="titre anglais"
                    ),
                ),
                (
                    "help_fr",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="explication"
                    ),
                ),
                (
                    "help_en",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="explication anglaise"
                    ),
                ),
                (
                    "is_repeated",
                    models.BooleanField(
                        default=False,
                        help_text="Préremplie avec les actions et accords de l’annuaire.",
                        verbose_name="posée pour chaque coopération",
                    ),
                ),
            ],
            options={
                "verbose_name": "page de questions",
                "verbose_name_plural": "pages de questions",
                "ordering": ("position", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("questionnaire", "code"),
                        name="surveys_section_once",
                        violation_error_message="Ce code sert déjà à une autre page.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
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
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="surveys.section",
                        verbose_name="page",
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="Le même d’une version à l’autre : c’est par lui que les enquêtes se comparent.",
                        max_length=60,
                        verbose_name="code",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="place"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("un_choix", "un choix"),
                            ("plusieurs", "plusieurs choix"),
                            ("classement", "classement"),
                            ("echelle", "échelle"),
                            ("nombre", "nombre"),
                            ("montant", "montant en euros"),
                            ("annee", "année"),
                            ("texte_court", "texte court"),
                            ("texte_long", "texte long"),
                            ("oui_non", "oui ou non, avec précision"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("label_fr", models.CharField(max_length=300, verbose_name="question")),
                (
                    "label_en",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="question en anglais"
                    ),
                ),
                (
                    "help_fr",
                    models.TextField(blank=True, max_length=1000, verbose_name="aide"),
                ),
                (
                    "help_en",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="aide en anglais"
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=False, verbose_name="réponse obligatoire"
                    ),
                ),
                (
                    "least",
                    models.IntegerField(
                        blank=True,
                        help_text="La plus petite valeur ; pour plusieurs choix, combien.",
                        null=True,
                        verbose_name="au moins",
                    ),
                ),
                (
                    "most",
                    models.IntegerField(
                        blank=True,
                        help_text="La plus grande valeur ; pour plusieurs choix ou un classement, combien ; pour un texte, combien de signes.",
                        null=True,
                        verbose_name="au plus",
                    ),
                ),
                (
                    "unit",
                    models.CharField(blank=True, max_length=40, verbose_name="unité"),
                ),
                (
                    "shown_if",
                    models.SlugField(
                        blank=True,
                        help_text="Le code d’une question posée avant ; vide : toujours montrée.",
                        max_length=60,
                        verbose_name="montrée selon la réponse à",
                    ),
                ),
                (
                    "shown_values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        help_text="Les codes qui la font paraître, séparés par des virgules ; « oui » ou « non » pour une question par oui ou non.",
                        size=None,
                        verbose_name="montrée si la réponse est",
                    ),
                ),
                (
                    "is_confidential",
                    models.BooleanField(
                        default=False,
                        help_text="N’entre dans aucun résultat public, même compté.",
                        verbose_name="confidentielle",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ("section__position", "position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "un_choix",
                                    "plusieurs",
                                    "classement",
                                    "echelle",
                                    "nombre",
                                    "montant",
                                    "annee",
                                    "texte_court",
                                    "texte_long",
                                    "oui_non",
                                ],
                            )
                        ),
                        name="surveys_question_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.UniqueConstraint(
                        fields=("section", "code"),
                        name="surveys_question_once",
                        violation_error_message="Ce code sert déjà à une autre question.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least__isnull", True),
                            ("most__isnull", True),
                            ("most__gte", models.F("least")),
                            _connector="OR",
                        ),
                        name="surveys_question_bounds_ordered",
                        violation_error_message="Le plus petit ne peut pas dépasser le plus grand.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("shown_if", ""), ("shown_values", [])),
                            models.Q(
                                models.Q(("shown_if", ""), _negated=True),
                                models.Q(("shown_values", []), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="surveys_question_condition_whole",
                        violation_error_message="Une condition a une question et au moins une réponse.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Option",
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
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="surveys.question",
                        verbose_name="question",
                    ),
                ),
                ("code", models.SlugField(max_length=60, verbose_name="code")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="place"),
                ),
                ("label_fr", models.CharField(max_length=200, verbose_name="réponse")),
                (
                    "label_en",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="réponse en anglais"
                    ),
                ),
                (
                    "is_other",
                    models.BooleanField(
                        default=False, verbose_name="« autre » : demande une précision"
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse possible",
                "verbose_name_plural": "réponses possibles",
                "ordering": ("position", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "code"),
                        name="surveys_option_once",
                        violation_error_message="Ce code sert déjà à une autre réponse.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Wave",
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
                    "slug",
                    models.SlugField(
                        max_length=120, unique=True, verbose_name="adresse"
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waves",
                        to="surveys.questionnaire",
                        verbose_name="questionnaire",
                    ),
                ),
                (
                    "opens_on",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="ouvre le"
                    ),
                ),
                (
                    "closes_on",
                    models.DateField(
                        help_text="Ce jour-là compris.",
                        verbose_name="dernier jour pour répondre",
                    ),
                ),
                (
                    "scope",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        verbose_name="qui est invité, et pourquoi",
                    ),
                ),
                (
                    "in_charge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsable",
                    ),
                ),
                (
                    "is_demonstration",
                    models.BooleanField(
                        default=False,
                        help_text="Réponses inventées : jamais mêlée aux vrais chiffres.",
                        verbose_name="démonstration",
                    ),
                ),
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
                        default=10,
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
                    "started_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="lancée le"
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="close le"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créée par",
                    ),
                ),
                (
                    "is_public",
                    models.BooleanField(
                        default=False,
                        help_text="Ses résultats peuvent être montrés, jamais une réponse seule.",
                        verbose_name="résultats publics",
                    ),
                ),
            ],
            options={
                "verbose_name": "enquête",
                "verbose_name_plural": "enquêtes",
                "ordering": ("-opens_on", "pk"),
                "permissions": [
                    ("interview", "peut mener des entretiens"),
                    ("see_answers", "peut lire les réponses"),
                    ("export_answers", "peut exporter les réponses nominatives"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="surveys_wave_days_ordered",
                        violation_error_message="Le dernier jour ne peut pas précéder l’ouverture.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            ("started_at__isnull", False),
                            _connector="OR",
                        ),
                        name="surveys_wave_closed_once_started",
                        violation_error_message="Une enquête se clôt après son lancement.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
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
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="surveys.wave",
                        verbose_name="enquête",
                    ),
                ),
                (
                    "collectivity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="cooperation.collectivity",
                        verbose_name="collectivité",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invitee", "invitée"),
                            ("ouverte", "questionnaire ouvert"),
                            ("commencee", "commencée"),
                            ("envoyee", "envoyée"),
                            ("rouverte", "rouverte"),
                            ("declinee", "déclinée"),
                        ],
                        default="invitee",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("en_ligne", "en ligne"), ("entretien", "entretien")],
                        default="en_ligne",
                        max_length=10,
                        verbose_name="façon de répondre",
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True,
                        help_text="L’adresse d’une personne sans compte : elle reçoit un lien personnel.",
                        max_length=254,
                        verbose_name="à qui écrire",
                    ),
                ),
                (
                    "invited_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="invitée le"
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="ouverte le"
                    ),
                ),
                (
                    "begun_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="commencée le"
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="envoyée le"
                    ),
                ),
                (
                    "reopened_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="rouverte le"
                    ),
                ),
                (
                    "declined_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="déclinée le"
                    ),
                ),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="raison du refus"
                    ),
                ),
                (
                    "interviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="mène l’entretien",
                    ),
                ),
                (
                    "notes",
                    models.TextField(
                        blank=True,
                        help_text="Privées : ni la collectivité ni le public ne les voient.",
                        max_length=20000,
                        verbose_name="notes de l’équipe",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0,
                        editable=False,
                        help_text="Compte les enregistrements : rien n’est écrasé sans le dire.",
                        verbose_name="version",
                    ),
                ),
                (
                    "saved",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Pour chaque page, la version de son dernier enregistrement.",
                        verbose_name="pages enregistrées",
                    ),
                ),
                (
                    "is_generated",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="réponses inventées"
                    ),
                ),
            ],
            options={
                "verbose_name": "participation",
                "verbose_name_plural": "participations",
                "ordering": ("collectivity__name_key", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "invitee",
                                    "ouverte",
                                    "commencee",
                                    "envoyee",
                                    "rouverte",
                                    "declinee",
                                ],
                            )
                        ),
                        name="surveys_participation_state_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["en_ligne", "entretien"])),
                        name="surveys_participation_mode_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.UniqueConstraint(
                        fields=("wave", "collectivity"),
                        name="surveys_participation_once",
                        violation_error_message="Cette collectivité est déjà invitée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "envoyee"), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="surveys_participation_submitted_on_a_day",
                        violation_error_message="Un envoi a une date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declinee"), _negated=True),
                            ("declined_at__isnull", False),
                            _connector="OR",
                        ),
                        name="surveys_participation_declined_on_a_day",
                        violation_error_message="Un refus a une date.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ParticipationLink",
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
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="surveys.participation",
                        verbose_name="participation",
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(
                        max_length=64, unique=True, verbose_name="empreinte"
                    ),
                ),
                (
                    "for_email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="envoyé à"
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="handed",
                        to="surveys.participationlink",
                        verbose_name="transmis depuis",
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
                    "revoked_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="repris le"
                    ),
                ),
            ],
            options={
                "verbose_name": "lien personnel",
                "verbose_name_plural": "liens personnels",
                "ordering": ("-created_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SurveyMail",
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
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="surveys.participation",
                        verbose_name="participation",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="à")),
                (
                    "membership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="survey_mails",
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
                        related_name="survey_mail",
                        to="surveys.participationlink",
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
                "verbose_name": "courriel d’enquête",
                "verbose_name_plural": "courriels d’enquête",
                "ordering": ("claimed_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participation", "email", "number"),
                        name="surveys_surveymail_once",
                        violation_error_message="Ce courriel est déjà parti.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Block",
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
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="surveys.participation",
                        verbose_name="participation",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blocks",
                        to="surveys.section",
                        verbose_name="page",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="place"),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="survey_blocks",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="survey_blocks",
                        to="cooperation.agreement",
                        verbose_name="accord",
                    ),
                ),
                ("title", models.CharField(max_length=250, verbose_name="titre")),
                (
                    "base",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Les réponses préremplies, par code de question.",
                        verbose_name="ce que disait l’annuaire",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("confirmee", "confirmée : rien n’a changé"),
                            ("corrigee", "corrigée"),
                            ("ajoutee", "ajoutée"),
                            ("terminee", "terminée"),
                        ],
                        max_length=10,
                        verbose_name="réponse",
                    ),
                ),
            ],
            options={
                "verbose_name": "coopération d’une réponse",
                "verbose_name_plural": "coopérations d’une réponse",
                "ordering": ("position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ["confirmee", "corrigee", "ajoutee", "terminee", ""],
                            )
                        ),
                        name="surveys_block_outcome_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("action__isnull", True),
                            ("agreement__isnull", True),
                            _connector="OR",
                        ),
                        name="surveys_block_one_sheet",
                        violation_error_message="Une coopération répond d’une action ou d’un accord, pas des deux.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("action__isnull", False)),
                        fields=("participation", "section", "action"),
                        name="surveys_block_action_once",
                        violation_error_message="Cette action est déjà là.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("agreement__isnull", False)),
                        fields=("participation", "section", "agreement"),
                        name="surveys_block_agreement_once",
                        violation_error_message="Cet accord est déjà là.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
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
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="surveys.participation",
                        verbose_name="participation",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="surveys.question",
                        verbose_name="question",
                    ),
                ),
                (
                    "block",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="surveys.block",
                        verbose_name="coopération",
                    ),
                ),
                ("value", models.JSONField(verbose_name="réponse")),
                (
                    "other",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="précision"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(auto_now=True, verbose_name="modifiée le"),
                ),
            ],
            options={
                "verbose_name": "réponse",
                "verbose_name_plural": "réponses",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participation", "question", "block"),
                        name="surveys_answer_once",
                        nulls_distinct=False,
                        violation_error_message="Cette question a déjà une réponse.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerTheme",
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
                    "questionnaire_code",
                    models.SlugField(max_length=40, verbose_name="questionnaire"),
                ),
                (
                    "question_code",
                    models.SlugField(max_length=60, verbose_name="question"),
                ),
                ("label", models.CharField(max_length=120, verbose_name="thème")),
            ],
            options={
                "verbose_name": "thème de réponses",
                "verbose_name_plural": "thèmes de réponses",
                "ordering": ("label", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("questionnaire_code"),
                        models.F("question_code"),
                        django.db.models.functions.text.Lower("label"),
                        name="surveys_answertheme_once",
                        violation_error_message="Ce thème existe déjà.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerReading",
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
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reading",
                        to="surveys.answer",
                        verbose_name="réponse",
                    ),
                ),
                ("read_at", models.DateTimeField(auto_now=True, verbose_name="lue le")),
                (
                    "read_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lue par",
                    ),
                ),
                (
                    "themes",
                    models.ManyToManyField(
                        blank=True,
                        related_name="readings",
                        to="surveys.answertheme",
                        verbose_name="thèmes",
                    ),
                ),
            ],
            options={
                "verbose_name": "lecture d’une réponse",
                "verbose_name_plural": "lectures de réponses",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Quote",
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
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotes",
                        to="surveys.answer",
                        verbose_name="réponse",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="citation")),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("aucun", "pas d’accord : la citation reste interne"),
                            ("repondant", "accord donné dans le questionnaire"),
                            ("equipe", "accord recueilli par l’équipe"),
                        ],
                        default="aucun",
                        max_length=10,
                        verbose_name="accord",
                    ),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="choisie par",
                    ),
                ),
                (
                    "testimony",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cooperation.testimony",
                        verbose_name="témoignage",
                    ),
                ),
            ],
            options={
                "verbose_name": "citation",
                "verbose_name_plural": "citations",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consent__in", ["aucun", "repondant", "equipe"])
                        ),
                        name="surveys_quote_consent_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.UniqueConstraint(
                        fields=("answer", "text"),
                        name="surveys_quote_once",
                        violation_error_message="Cette citation est déjà gardée.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlockReturn",
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
                    "block",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="given_back",
                        to="surveys.block",
                        verbose_name="coopération",
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.proposal",
                        verbose_name="proposition",
                    ),
                ),
                (
                    "unread",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Les codes des questions que l’annuaire ne sait pas reprendre.",
                        verbose_name="ce qui reste à lire",
                    ),
                ),
                (
                    "returned_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="rendue le"),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="rendue par",
                    ),
                ),
            ],
            options={
                "verbose_name": "retour à l’annuaire",
                "verbose_name_plural": "retours à l’annuaire",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="AnswerExport",
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
                ("wave_name", models.CharField(max_length=120, verbose_name="enquête")),
                (
                    "wave_slug",
                    models.SlugField(
                        max_length=120, verbose_name="adresse de l’enquête"
                    ),
                ),
                ("who", models.CharField(max_length=254, verbose_name="qui")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("anonyme", "anonymisé"),
                            ("complet", "nominatif et complet"),
                        ],
                        max_length=10,
                        verbose_name="contenu",
                    ),
                ),
                ("file_format", models.CharField(max_length=4, verbose_name="format")),
                (
                    "rows",
                    models.PositiveIntegerField(
                        default=0, verbose_name="participations"
                    ),
                ),
                (
                    "exported_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="exportée le"),
                ),
            ],
            options={
                "verbose_name": "export de réponses",
                "verbose_name_plural": "exports de réponses",
                "ordering": ("-exported_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["anonyme", "complet"])),
                        name="surveys_answerexport_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("file_format__in", ["csv", "xlsx"])),
                        name="surveys_answerexport_file_format_known",
                        violation_error_message="Choisissez CSV ou XLSX.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
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
                ("title_fr", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "title_en",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="titre en anglais"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Dernière partie de l’adresse de la page.",
                        max_length=120,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9-]+$",
                                "Des lettres minuscules sans accent, des chiffres, des tirets.",
                            )
                        ],
                        verbose_name="adresse",
                    ),
                ),
                (
                    "edition",
                    models.DateField(
                        help_text="Le mois de parution compte, pas le jour.",
                        verbose_name="édition",
                    ),
                ),
                (
                    "summary_fr",
                    models.TextField(
                        blank=True, max_length=600, verbose_name="en deux phrases"
                    ),
                ),
                (
                    "summary_en",
                    models.TextField(
                        blank=True,
                        max_length=600,
                        verbose_name="en deux phrases, en anglais",
                    ),
                ),
                (
                    "source",
                    models.CharField(blank=True, max_length=300, verbose_name="source"),
                ),
                (
                    "selection",
                    models.CharField(
                        blank=True,
                        help_text="Les paramètres d’une liste d’actions, repris de son adresse : departement=74&departement=01. Vide : tout l’annuaire.",
                        max_length=300,
                        verbose_name="territoire ou sujet",
                    ),
                ),
                (
                    "publication",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("publiee", "publiée"),
                            ("archivee", "archivée"),
                        ],
                        default="brouillon",
                        editable=False,
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                (
                    "is_demonstration",
                    models.BooleanField(
                        default=False,
                        help_text="Réponses inventées : signalé partout, jamais référencé.",
                        verbose_name="démonstration",
                    ),
                ),
                (
                    "is_as_published",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        verbose_name="chiffres repris tels que publiés",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créé par",
                    ),
                ),
                (
                    "waves",
                    models.ManyToManyField(
                        blank=True,
                        related_name="reports",
                        to="surveys.wave",
                        verbose_name="enquêtes",
                    ),
                ),
            ],
            options={
                "verbose_name": "état des lieux",
                "verbose_name_plural": "états des lieux",
                "ordering": ("-edition", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication__in", ["brouillon", "publiee", "archivee"])
                        ),
                        name="surveys_report_publication_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snapshots",
                        to="surveys.report",
                        verbose_name="état des lieux",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("taken_at", models.DateTimeField(verbose_name="pris le")),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pris par",
                    ),
                ),
                (
                    "data",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="chiffres",
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="empreinte")),
                (
                    "was_published",
                    models.BooleanField(default=False, verbose_name="a été publié"),
                ),
            ],
            options={
                "verbose_name": "relevé",
                "verbose_name_plural": "relevés",
                "ordering": ("report", "-number", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "number"),
                        name="surveys_snapshot_once",
                        violation_error_message="Ce relevé a déjà été pris.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportSection",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="surveys.report",
                        verbose_name="état des lieux",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("objectifs", "objectifs"),
                            ("methode", "méthode et taux de réponse"),
                            ("definitions", "définitions"),
                            ("chiffres", "chiffres clés"),
                            ("carte", "carte"),
                            ("saviez_vous", "le saviez-vous"),
                            ("parties_prenantes", "parties prenantes par nature"),
                            ("guichets", "guichets et combinaisons"),
                            ("freins", "freins"),
                            ("besoins", "besoins et perspectives"),
                            ("evolutions", "ce qui a changé"),
                            ("portraits", "portraits de collectivités"),
                            ("temoignages", "témoignages"),
                            ("ressources", "ressources"),
                            ("libre", "section libre"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordre")),
                (
                    "is_hidden",
                    models.BooleanField(default=False, verbose_name="masquée"),
                ),
                ("title_fr", models.CharField(max_length=150, verbose_name="titre")),
                (
                    "title_en",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="titre en anglais"
                    ),
                ),
                (
                    "prose_fr",
                    models.TextField(
                        blank=True, max_length=20000, verbose_name="texte"
                    ),
                ),
                (
                    "prose_en",
                    models.TextField(
                        blank=True, max_length=20000, verbose_name="texte en anglais"
                    ),
                ),
            ],
            options={
                "verbose_name": "section d’état des lieux",
                "verbose_name_plural": "sections d’état des lieux",
                "ordering": ("report", "position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "objectifs",
                                    "methode",
                                    "definitions",
                                    "chiffres",
                                    "carte",
                                    "saviez_vous",
                                    "parties_prenantes",
                                    "guichets",
                                    "freins",
                                    "besoins",
                                    "evolutions",
                                    "portraits",
                                    "temoignages",
                                    "ressources",
                                    "libre",
                                ],
                            )
                        ),
                        name="surveys_reportsection_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="Report",
            name="snapshot",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="surveys.snapshot",
                verbose_name="relevé montré",
            ),
        ),
        migrations.AddConstraint(
            model_name="Report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("publication", "publiee"), _negated=True),
                    ("snapshot__isnull", False),
                    _connector="OR",
                ),
                name="surveys_report_published_with_snapshot",
                violation_error_message="Prenez un relevé des chiffres avant de publier.",
            ),
        ),
        *(
            migrations.RunSQL((SQL / f"{name}.sql").read_text(), undo)
            for name, undo in UNDO.items()
        ),
    ]
