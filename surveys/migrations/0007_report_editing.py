"""Pictures of reports, links to read a draft, who changed which section."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import surveys.models.report_images


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0006_results_releases_and_export_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalReportSection",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
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
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="surveys.report",
                        verbose_name="état des lieux",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical section d’état des lieux",
                "verbose_name_plural": "historical sections d’état des lieux",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ReviewLink",
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
                    "reader",
                    models.CharField(
                        help_text="Pour reconnaître ce lien : une fonction, une collectivité.",
                        max_length=150,
                        verbose_name="pour qui",
                    ),
                ),
                (
                    "reply_to",
                    models.EmailField(
                        help_text="L’adresse que la page donne pour les remarques.",
                        max_length=254,
                        verbose_name="à qui répondre",
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
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="créé par",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_links",
                        to="surveys.report",
                        verbose_name="état des lieux",
                    ),
                ),
            ],
            options={
                "verbose_name": "lien de relecture",
                "verbose_name_plural": "liens de relecture",
                "ordering": ("-created_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ReportImage",
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
                        help_text="Ce que le texte écrit pour la montrer : {{image:nom}}.",
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9-]+$",
                                "Des lettres minuscules sans accent, des chiffres, des tirets.",
                            )
                        ],
                        verbose_name="nom",
                    ),
                ),
                (
                    "file",
                    models.ImageField(
                        height_field="height",
                        max_length=300,
                        upload_to=surveys.models.report_images.get_image_path,
                        validators=[
                            django.core.validators.FileExtensionValidator(
                                ["jpg", "jpeg", "png", "webp"]
                            )
                        ],
                        verbose_name="image",
                        width_field="width",
                    ),
                ),
                (
                    "width",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="largeur"
                    ),
                ),
                (
                    "height",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="hauteur"
                    ),
                ),
                (
                    "alt_fr",
                    models.CharField(
                        help_text="Ce que l’image montre, pour qui ne la voit pas.",
                        max_length=300,
                        verbose_name="texte de remplacement",
                    ),
                ),
                (
                    "alt_en",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        verbose_name="texte de remplacement en anglais",
                    ),
                ),
                (
                    "credit",
                    models.CharField(
                        help_text="Qui l’a prise ou dessinée.",
                        max_length=200,
                        verbose_name="crédit",
                    ),
                ),
                (
                    "caption_fr",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="légende"
                    ),
                ),
                (
                    "caption_en",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="légende en anglais"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="images",
                        to="surveys.report",
                        verbose_name="état des lieux",
                    ),
                ),
            ],
            options={
                "verbose_name": "image d’état des lieux",
                "verbose_name_plural": "images d’état des lieux",
                "ordering": ("report", "code", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "code"),
                        name="surveys_reportimage_once",
                        violation_error_message="Une autre image porte déjà ce nom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alt_fr", ""), _negated=True),
                            models.Q(("credit", ""), _negated=True),
                        ),
                        name="surveys_reportimage_alt_and_credit",
                        violation_error_message="Une image demande un texte de remplacement et un crédit.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "SELECT passerelles_watch('surveys_reportimage')",
            migrations.RunSQL.noop,  # the trigger goes with its table
        ),
    ]
