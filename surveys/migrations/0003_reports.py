"""Reports and their snapshots, which PostgreSQL itself keeps as they were taken."""

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION passerelles_keep_snapshot() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.was_published THEN
      RAISE EXCEPTION USING ERRCODE = 'check_violation',
        CONSTRAINT = 'surveys_snapshot_kept',
        MESSAGE = 'A snapshot that was published is kept.';
    END IF;
    RETURN OLD;
  END IF;
  IF (OLD.report_id, OLD.number, OLD.taken_at, OLD.data, OLD.digest)
     IS DISTINCT FROM
     (NEW.report_id, NEW.number, NEW.taken_at, NEW.data, NEW.digest)
     OR (OLD.was_published AND NOT NEW.was_published) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_snapshot_frozen',
      MESSAGE = 'A snapshot never changes.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER surveys_snapshot_frozen BEFORE UPDATE OR DELETE ON surveys_snapshot
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_snapshot();

CREATE FUNCTION passerelles_keep_published_report() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.publication = 'publiee' AND NEW.publication = 'publiee'
     AND NEW.snapshot_id IS DISTINCT FROM OLD.snapshot_id THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_report_snapshot_kept',
      MESSAGE = 'The snapshot of a published report is not replaced.';
  END IF;
  IF NEW.snapshot_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM surveys_snapshot
    WHERE id = NEW.snapshot_id AND report_id = NEW.id) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_report_own_snapshot',
      MESSAGE = 'A report shows a snapshot of its own.';
  END IF;
  IF EXISTS (
    SELECT 1 FROM surveys_report_waves AS link
    JOIN surveys_wave AS wave ON wave.id = link.wave_id
    WHERE link.report_id = NEW.id
      AND wave.is_demonstration <> NEW.is_demonstration) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_report_not_mixed',
      MESSAGE = 'Invented answers are never mixed with real ones.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER surveys_report_kept BEFORE INSERT OR UPDATE ON surveys_report
  FOR EACH ROW EXECUTE FUNCTION passerelles_keep_published_report();

CREATE FUNCTION passerelles_part_waves() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM surveys_report AS report, surveys_wave AS wave
    WHERE report.id = NEW.report_id AND wave.id = NEW.wave_id
      AND wave.is_demonstration <> report.is_demonstration) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      CONSTRAINT = 'surveys_report_not_mixed',
      MESSAGE = 'Invented answers are never mixed with real ones.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER surveys_report_not_mixed BEFORE INSERT OR UPDATE ON surveys_report_waves
  FOR EACH ROW EXECUTE FUNCTION passerelles_part_waves();
"""
UNGUARDED = """
DROP TRIGGER surveys_report_not_mixed ON surveys_report_waves;
DROP TRIGGER surveys_report_kept ON surveys_report;
DROP TRIGGER surveys_snapshot_frozen ON surveys_snapshot;
DROP FUNCTION passerelles_part_waves();
DROP FUNCTION passerelles_keep_published_report();
DROP FUNCTION passerelles_keep_snapshot();
"""
WATCHED = ["report", "snapshot", "reportsection"]


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0002_results"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("taken_at", models.DateTimeField(verbose_name="pris le")),
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
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snapshots",
                        to="surveys.report",
                        verbose_name="état des lieux",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "relevé",
                "verbose_name_plural": "relevés",
                "ordering": ("report", "-number", "pk"),
            },
        ),
        migrations.AddField(
            model_name="report",
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
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="surveys.report",
                        verbose_name="état des lieux",
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
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.UniqueConstraint(
                fields=("report", "number"),
                name="surveys_snapshot_once",
                violation_error_message="Ce relevé a déjà été pris.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publication__in", ["brouillon", "publiee", "archivee"])
                ),
                name="surveys_report_publication_known",
                violation_error_message="Cette valeur n’est pas dans la liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
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
        migrations.RunSQL(GUARD, UNGUARDED),
        # Public pages that are kept must notice a change here too.
        *(
            migrations.RunSQL(
                f"SELECT passerelles_watch('surveys_{table}')",
                migrations.RunSQL.noop,
            )
            for table in WATCHED
        ),
    ]
