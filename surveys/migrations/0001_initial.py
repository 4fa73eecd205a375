"""Questionnaires, waves, participations, answers; a used version is frozen."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FROZEN = """
CREATE FUNCTION passerelles_questionnaire_is_frozen(asked bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM surveys_wave
    WHERE questionnaire_id = asked AND started_at IS NOT NULL)
$$;
CREATE FUNCTION passerelles_refuse_frozen(asked bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF passerelles_questionnaire_is_frozen(asked) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_questionnaire_frozen',
      MESSAGE = 'A questionnaire that a started wave uses does not change.';
  END IF;
END $$;

CREATE FUNCTION passerelles_keep_questionnaire() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.code, OLD.version, OLD.title_fr, OLD.title_en, OLD.introduction_fr,
      OLD.introduction_en) IS DISTINCT FROM
     (NEW.code, NEW.version, NEW.title_fr, NEW.title_en, NEW.introduction_fr,
      NEW.introduction_en) THEN
    PERFORM passerelles_refuse_frozen(OLD.id);
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER surveys_questionnaire_frozen BEFORE UPDATE ON surveys_questionnaire
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_questionnaire();

CREATE FUNCTION passerelles_keep_section() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM passerelles_refuse_frozen(OLD.questionnaire_id);
  END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM passerelles_refuse_frozen(NEW.questionnaire_id);
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER surveys_section_frozen
  BEFORE INSERT OR UPDATE OR DELETE ON surveys_section
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_section();

CREATE FUNCTION passerelles_keep_question() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  asked bigint;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    SELECT questionnaire_id INTO asked FROM surveys_section WHERE id = OLD.section_id;
    PERFORM passerelles_refuse_frozen(asked);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    SELECT questionnaire_id INTO asked FROM surveys_section WHERE id = NEW.section_id;
    PERFORM passerelles_refuse_frozen(asked);
    IF EXISTS (SELECT 1 FROM surveys_question q
        JOIN surveys_section s ON s.id = q.section_id
        WHERE s.questionnaire_id = asked AND q.code = NEW.code AND q.id <> NEW.id
          AND q.section_id <> NEW.section_id) THEN
      RAISE EXCEPTION USING ERRCODE = 'unique_violation',
        CONSTRAINT = 'surveys_question_code_once_in_questionnaire',
        MESSAGE = 'Another question of the questionnaire has this code.';
    END IF;
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER surveys_question_frozen
  BEFORE INSERT OR UPDATE OR DELETE ON surveys_question
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_question();

CREATE FUNCTION passerelles_keep_option() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  asked bigint;
BEGIN
  SELECT s.questionnaire_id INTO asked FROM surveys_question q
    JOIN surveys_section s ON s.id = q.section_id
    WHERE q.id = COALESCE(NEW.question_id, OLD.question_id);
  PERFORM passerelles_refuse_frozen(asked);
  IF TG_OP = 'UPDATE' AND OLD.question_id <> NEW.question_id THEN
    SELECT s.questionnaire_id INTO asked FROM surveys_question q
      JOIN surveys_section s ON s.id = q.section_id WHERE q.id = OLD.question_id;
    PERFORM passerelles_refuse_frozen(asked);
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER surveys_option_frozen
  BEFORE INSERT OR UPDATE OR DELETE ON surveys_option
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_option();
"""

THAWED = """
DROP TRIGGER surveys_option_frozen ON surveys_option;
DROP TRIGGER surveys_question_frozen ON surveys_question;
DROP TRIGGER surveys_section_frozen ON surveys_section;
DROP TRIGGER surveys_questionnaire_frozen ON surveys_questionnaire;
DROP FUNCTION passerelles_keep_option();
DROP FUNCTION passerelles_keep_question();
DROP FUNCTION passerelles_keep_section();
DROP FUNCTION passerelles_keep_questionnaire();
DROP FUNCTION passerelles_refuse_frozen(bigint);
DROP FUNCTION passerelles_questionnaire_is_frozen(bigint);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_sheets"),
        ("cooperation", "0014_link_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
            options={
                "verbose_name": "participation",
                "verbose_name_plural": "participations",
                "ordering": ("collectivity__name_key", "pk"),
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
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="surveys.participation",
                        verbose_name="participation",
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
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="surveys.questionnaire",
                        verbose_name="questionnaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "page de questions",
                "verbose_name_plural": "pages de questions",
                "ordering": ("position", "pk"),
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
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="surveys.section",
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ("section__position", "position", "pk"),
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
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="place"),
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
            ],
            options={
                "verbose_name": "coopération d’une réponse",
                "verbose_name_plural": "coopérations d’une réponse",
                "ordering": ("position", "pk"),
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
                ("email", models.EmailField(max_length=254, verbose_name="à")),
                (
                    "number",
                    models.PositiveSmallIntegerField(default=0, verbose_name="numéro"),
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
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="surveys.participation",
                        verbose_name="participation",
                    ),
                ),
            ],
            options={
                "verbose_name": "courriel d’enquête",
                "verbose_name_plural": "courriels d’enquête",
                "ordering": ("claimed_at", "pk"),
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
                    "is_public",
                    models.BooleanField(
                        default=False,
                        help_text="Ses résultats peuvent être montrés, jamais une réponse seule.",
                        verbose_name="résultats publics",
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
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waves",
                        to="surveys.questionnaire",
                        verbose_name="questionnaire",
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
            },
        ),
        migrations.AddField(
            model_name="participation",
            name="wave",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="participations",
                to="surveys.wave",
                verbose_name="enquête",
            ),
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
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="surveys.question",
                        verbose_name="question",
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
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                fields=("questionnaire", "code"),
                name="surveys_section_once",
                violation_error_message="Ce code sert déjà à une autre page.",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("section", "code"),
                name="surveys_question_once",
                violation_error_message="Ce code sert déjà à une autre question.",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("least__isnull", True),
                    ("most__isnull", True),
                    ("most__gte", models.F("least")),
                    _connector="OR",
                ),
                name="surveys_question_bounds_ordered",
                violation_error_message="Le plus petit ne peut pas dépasser le plus grand.",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        ["confirmee", "corrigee", "ajoutee", "terminee", ""],
                    )
                ),
                name="surveys_block_outcome_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("action__isnull", True),
                    ("agreement__isnull", True),
                    _connector="OR",
                ),
                name="surveys_block_one_sheet",
                violation_error_message="Une coopération répond d’une action ou d’un accord, pas des deux.",
            ),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.UniqueConstraint(
                condition=models.Q(("action__isnull", False)),
                fields=("participation", "section", "action"),
                name="surveys_block_action_once",
                violation_error_message="Cette action est déjà là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agreement__isnull", False)),
                fields=("participation", "section", "agreement"),
                name="surveys_block_agreement_once",
                violation_error_message="Cet accord est déjà là.",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveymail",
            constraint=models.UniqueConstraint(
                fields=("participation", "email", "number"),
                name="surveys_surveymail_once",
                violation_error_message="Ce courriel est déjà parti.",
            ),
        ),
        migrations.AddConstraint(
            model_name="wave",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                name="surveys_wave_days_ordered",
                violation_error_message="Le dernier jour ne peut pas précéder l’ouverture.",
            ),
        ),
        migrations.AddConstraint(
            model_name="wave",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True),
                    ("started_at__isnull", False),
                    _connector="OR",
                ),
                name="surveys_wave_closed_once_started",
                violation_error_message="Une enquête se clôt après son lancement.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["en_ligne", "entretien"])),
                name="surveys_participation_mode_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("wave", "collectivity"),
                name="surveys_participation_once",
                violation_error_message="Cette collectivité est déjà invitée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "envoyee"), _negated=True),
                    ("submitted_at__isnull", False),
                    _connector="OR",
                ),
                name="surveys_participation_submitted_on_a_day",
                violation_error_message="Un envoi a une date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declinee"), _negated=True),
                    ("declined_at__isnull", False),
                    _connector="OR",
                ),
                name="surveys_participation_declined_on_a_day",
                violation_error_message="Un refus a une date.",
            ),
        ),
        migrations.RunSQL(FROZEN, THAWED),
    ]
