"""The tables of the directory, after the functions that their columns call."""

from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import cooperation.models.collectivities
import cooperation.models.common
import cooperation.models.media
import cooperation.text

FUNCTIONS = Path(__file__).resolve().parents[1] / "sql" / "functions.sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            FUNCTIONS.read_text(),
            "DROP FUNCTION passerelles_name_key, passerelles_unaccent,"
            " passerelles_siren_is_valid",
        ),
        migrations.CreateModel(
            name="SubRegion",
            fields=[
                (
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=3,
                        primary_key=True,
                        serialize=False,
                        verbose_name="code M49",
                    ),
                ),
            ],
            options={
                "verbose_name": "sous-région du monde",
                "verbose_name_plural": "sous-régions du monde",
                "ordering": ("name_fr",),
            },
        ),
        migrations.CreateModel(
            name="Country",
            fields=[
                (
                    "lat",
                    models.FloatField(blank=True, null=True, verbose_name="latitude"),
                ),
                (
                    "lng",
                    models.FloatField(blank=True, null=True, verbose_name="longitude"),
                ),
                (
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                (
                    "iso2",
                    models.CharField(
                        max_length=2,
                        primary_key=True,
                        serialize=False,
                        verbose_name="code ISO à deux lettres",
                    ),
                ),
                (
                    "iso3",
                    models.CharField(
                        max_length=3,
                        unique=True,
                        verbose_name="code ISO à trois lettres",
                    ),
                ),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name_fr"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "name_en_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name_en"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "sub_region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="countries",
                        to="cooperation.subregion",
                        verbose_name="sous-région",
                    ),
                ),
                (
                    "income_group",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="groupe de revenu"
                    ),
                ),
                (
                    "is_least_developed",
                    models.BooleanField(
                        default=False, verbose_name="pays moins avancé"
                    ),
                ),
                (
                    "facts_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année de ces listes"
                    ),
                ),
                (
                    "capital",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="capitale"
                    ),
                ),
                (
                    "outline",
                    models.JSONField(
                        blank=True, editable=False, null=True, verbose_name="contour"
                    ),
                ),
            ],
            options={
                "verbose_name": "pays",
                "verbose_name_plural": "pays",
                "ordering": ("name_key",),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lng__isnull", True)),
                            models.Q(
                                ("lat__isnull", False),
                                ("lat__range", (-90, 90)),
                                ("lng__isnull", False),
                                ("lng__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="cooperation_country_point_in_range",
                        violation_error_message="Donnez une latitude entre -90 et 90 et une longitude entre -180 et 180, ou laissez les deux vides.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("iso2__regex", "^[A-Z]{2}$")),
                        name="cooperation_country_iso2_well_formed",
                        violation_error_message="Deux lettres majuscules, par exemple NE.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=3,
                        primary_key=True,
                        serialize=False,
                        verbose_name="code",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="nom")),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
            ],
            options={
                "verbose_name": "région",
                "verbose_name_plural": "régions",
                "ordering": ("name_key",),
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=4,
                        primary_key=True,
                        serialize=False,
                        verbose_name="code",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="nom")),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departments",
                        to="cooperation.region",
                        verbose_name="région",
                    ),
                ),
            ],
            options={
                "verbose_name": "département",
                "verbose_name_plural": "départements",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="HistoricalPlace",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "lat",
                    models.FloatField(blank=True, null=True, verbose_name="latitude"),
                ),
                (
                    "lng",
                    models.FloatField(blank=True, null=True, verbose_name="longitude"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "admin_area",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="région ou province"
                    ),
                ),
                (
                    "geonames_id",
                    models.PositiveIntegerField(
                        blank=True,
                        db_index=True,
                        null=True,
                        verbose_name="identifiant GeoNames",
                    ),
                ),
                (
                    "population",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="population"
                    ),
                ),
                (
                    "alternate_names",
                    models.TextField(
                        blank=True,
                        help_text="Séparés par une barre verticale.",
                        verbose_name="autres noms",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.country",
                        verbose_name="pays",
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
                "verbose_name": "historical lieu",
                "verbose_name_plural": "historical lieux",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Place",
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
                    "lat",
                    models.FloatField(blank=True, null=True, verbose_name="latitude"),
                ),
                (
                    "lng",
                    models.FloatField(blank=True, null=True, verbose_name="longitude"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="cooperation.country",
                        verbose_name="pays",
                    ),
                ),
                (
                    "admin_area",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="région ou province"
                    ),
                ),
                (
                    "geonames_id",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        unique=True,
                        verbose_name="identifiant GeoNames",
                    ),
                ),
                (
                    "population",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="population"
                    ),
                ),
                (
                    "alternate_names",
                    models.TextField(
                        blank=True,
                        help_text="Séparés par une barre verticale.",
                        verbose_name="autres noms",
                    ),
                ),
            ],
            options={
                "verbose_name": "lieu",
                "verbose_name_plural": "lieux",
                "ordering": ("name_key", "pk"),
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["country", "name_key"],
                        name="cooperation_country_d80e66_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lng__isnull", True)),
                            models.Q(
                                ("lat__isnull", False),
                                ("lat__range", (-90, 90)),
                                ("lng__isnull", False),
                                ("lng__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="cooperation_place_point_in_range",
                        violation_error_message="Donnez une latitude entre -90 et 90 et une longitude entre -180 et 180, ou laissez les deux vides.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Collectivity",
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
                    "lat",
                    models.FloatField(blank=True, null=True, verbose_name="latitude"),
                ),
                (
                    "lng",
                    models.FloatField(blank=True, null=True, verbose_name="longitude"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("commune", "commune"),
                            ("epci", "EPCI à fiscalité propre"),
                            ("syndicat", "syndicat"),
                            ("departement", "département"),
                            ("region", "région"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Fin de l’adresse de la page. L’ancienne redirige.",
                        max_length=120,
                        unique=True,
                        verbose_name="adresse",
                    ),
                ),
                (
                    "siren",
                    models.CharField(
                        blank=True,
                        help_text="Neuf chiffres, dont le dernier est une clé de contrôle.",
                        max_length=9,
                        null=True,
                        unique=True,
                        verbose_name="SIREN",
                    ),
                ),
                (
                    "insee_code",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        null=True,
                        unique=True,
                        verbose_name="code INSEE",
                    ),
                ),
                (
                    "epci_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CC", "communauté de communes"),
                            ("CA", "communauté d’agglomération"),
                            ("CU", "communauté urbaine"),
                            ("METRO", "métropole"),
                        ],
                        max_length=5,
                        verbose_name="type d’EPCI",
                    ),
                ),
                (
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="cooperation.collectivity",
                        verbose_name="EPCI",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collectivities",
                        to="cooperation.department",
                        verbose_name="département",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collectivities",
                        to="cooperation.region",
                        verbose_name="région",
                    ),
                ),
                (
                    "population",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="population"
                    ),
                ),
                (
                    "postcodes",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="codes postaux"
                    ),
                ),
                (
                    "point_is_approximate",
                    models.BooleanField(
                        default=False, verbose_name="point approximatif"
                    ),
                ),
                (
                    "outline",
                    models.JSONField(
                        blank=True, editable=False, null=True, verbose_name="contour"
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True,
                        help_text="Celle d’un service, jamais d’une personne. Elle n’est pas montrée : le formulaire de contact y relaie les messages.",
                        max_length=254,
                        verbose_name="adresse générique",
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="site internet"
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                (
                    "closed_on",
                    models.DateField(
                        blank=True,
                        help_text="Le premier jour sans elle : souvent un 1er janvier.",
                        null=True,
                        verbose_name="n’existe plus depuis le",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        help_text="La collectivité dans laquelle elle a été fusionnée.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="cooperation.collectivity",
                        verbose_name="lui succède",
                    ),
                ),
            ],
            options={
                "verbose_name": "collectivité",
                "verbose_name_plural": "collectivités",
                "ordering": ("name_key", "pk"),
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["name_key"], name="cooperation_name_ke_a80041_idx"
                    ),
                    models.Index(
                        fields=["kind", "department"],
                        name="cooperation_kind_e49b37_idx",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lng__isnull", True)),
                            models.Q(
                                ("lat__isnull", False),
                                ("lat__range", (-90, 90)),
                                ("lng__isnull", False),
                                ("lng__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="cooperation_collectivity_point_in_range",
                        violation_error_message="Donnez une latitude entre -90 et 90 et une longitude entre -180 et 180, ou laissez les deux vides.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "commune",
                                    "epci",
                                    "syndicat",
                                    "departement",
                                    "region",
                                ],
                            )
                        ),
                        name="cooperation_collectivity_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("siren__isnull", True),
                            cooperation.models.collectivities.SirenIsValid(
                                models.F("siren")
                            ),
                            _connector="OR",
                        ),
                        name="cooperation_collectivity_siren_valid",
                        violation_error_message="Ce SIREN n’est pas valide.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("insee_code__isnull", True),
                            ("insee_code__regex", "^([0-9]{2}|2[AB])[0-9]{3}$"),
                            _connector="OR",
                        ),
                        name="cooperation_collectivity_insee_well_formed",
                        violation_error_message="Ce code INSEE n’est pas valide.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "commune"),
                            ("insee_code__isnull", True),
                            _connector="OR",
                        ),
                        name="cooperation_collectivity_insee_of_communes",
                        violation_error_message="Seule une commune a un code INSEE.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("epci_type__in", ["CC", "CA", "CU", "METRO"]),
                                ("kind", "epci"),
                            ),
                            models.Q(
                                models.Q(("kind", "epci"), _negated=True),
                                ("epci_type", ""),
                            ),
                            _connector="OR",
                        ),
                        name="cooperation_collectivity_epci_has_type",
                        violation_error_message="Un EPCI, et lui seul, a un type d’EPCI.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "commune"), ("epci__isnull", True), _connector="OR"
                        ),
                        name="cooperation_collectivity_only_communes_join",
                        violation_error_message="Seule une commune appartient à un EPCI.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("successor__isnull", True),
                            models.Q(
                                ("closed_on__isnull", False),
                                models.Q(("successor", models.F("id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cooperation_collectivity_succeeded_once_closed",
                        violation_error_message="Une autre collectivité succède à celle qui n’existe plus : donnez depuis quand.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "departement")),
                        fields=("department",),
                        name="cooperation_collectivity_one_per_department",
                        violation_error_message="Ce département est déjà là.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "region")),
                        fields=("region",),
                        name="cooperation_collectivity_one_per_region",
                        violation_error_message="Cette région est déjà là.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCollectivity",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "lat",
                    models.FloatField(blank=True, null=True, verbose_name="latitude"),
                ),
                (
                    "lng",
                    models.FloatField(blank=True, null=True, verbose_name="longitude"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("commune", "commune"),
                            ("epci", "EPCI à fiscalité propre"),
                            ("syndicat", "syndicat"),
                            ("departement", "département"),
                            ("region", "région"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Fin de l’adresse de la page. L’ancienne redirige.",
                        max_length=120,
                        verbose_name="adresse",
                    ),
                ),
                (
                    "siren",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="Neuf chiffres, dont le dernier est une clé de contrôle.",
                        max_length=9,
                        null=True,
                        verbose_name="SIREN",
                    ),
                ),
                (
                    "insee_code",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        max_length=5,
                        null=True,
                        verbose_name="code INSEE",
                    ),
                ),
                (
                    "epci_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CC", "communauté de communes"),
                            ("CA", "communauté d’agglomération"),
                            ("CU", "communauté urbaine"),
                            ("METRO", "métropole"),
                        ],
                        max_length=5,
                        verbose_name="type d’EPCI",
                    ),
                ),
                (
                    "population",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="population"
                    ),
                ),
                (
                    "postcodes",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="codes postaux"
                    ),
                ),
                (
                    "point_is_approximate",
                    models.BooleanField(
                        default=False, verbose_name="point approximatif"
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True,
                        help_text="Celle d’un service, jamais d’une personne. Elle n’est pas montrée : le formulaire de contact y relaie les messages.",
                        max_length=254,
                        verbose_name="adresse générique",
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="site internet"
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                (
                    "closed_on",
                    models.DateField(
                        blank=True,
                        help_text="Le premier jour sans elle : souvent un 1er janvier.",
                        null=True,
                        verbose_name="n’existe plus depuis le",
                    ),
                ),
                (
                    "epci",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.collectivity",
                        verbose_name="EPCI",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.department",
                        verbose_name="département",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.region",
                        verbose_name="région",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="La collectivité dans laquelle elle a été fusionnée.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.collectivity",
                        verbose_name="lui succède",
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
                "verbose_name": "historical collectivité",
                "verbose_name_plural": "historical collectivités",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="EPCI",
            fields=[],
            options={
                "verbose_name": "EPCI",
                "verbose_name_plural": "EPCI",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("cooperation.collectivity",),
        ),
        migrations.CreateModel(
            name="HistoricalCollectivityAlias",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("deleguee", "commune déléguée ou associée"),
                            ("ancienne", "ancien nom ou collectivité fusionnée"),
                            ("usuelle", "nom d’usage"),
                        ],
                        max_length=10,
                        verbose_name="nature du nom",
                    ),
                ),
                (
                    "until_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="jusqu’en"
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
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.department",
                        verbose_name="département",
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
                "verbose_name": "historical autre nom",
                "verbose_name_plural": "historical autres noms",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CollectivityAlias",
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
                    "collectivity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="cooperation.collectivity",
                        verbose_name="collectivité",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("deleguee", "commune déléguée ou associée"),
                            ("ancienne", "ancien nom ou collectivité fusionnée"),
                            ("usuelle", "nom d’usage"),
                        ],
                        max_length=10,
                        verbose_name="nature du nom",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cooperation.department",
                        verbose_name="département",
                    ),
                ),
                (
                    "until_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="jusqu’en"
                    ),
                ),
            ],
            options={
                "verbose_name": "autre nom",
                "verbose_name_plural": "autres noms",
                "ordering": ("name_key", "pk"),
                "indexes": [
                    models.Index(
                        fields=["name_key"], name="cooperation_name_ke_203481_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["deleguee", "ancienne", "usuelle"])
                        ),
                        name="cooperation_collectivityalias_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_year__isnull", True),
                            ("until_year__range", (800, 2100)),
                            _connector="OR",
                        ),
                        name="cooperation_collectivityalias_until_year_plausible",
                        violation_error_message="Cette année n’est pas plausible.",
                    ),
                    models.UniqueConstraint(
                        fields=("collectivity", "name"),
                        name="cooperation_collectivityalias_once",
                        violation_error_message="Ce nom est déjà noté.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPartner",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "source_name",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="nom de la source"
                    ),
                ),
                (
                    "source_url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="page de la source"
                    ),
                ),
                (
                    "source_reference",
                    models.CharField(
                        blank=True,
                        help_text="Retrouve la fiche lors d’un nouvel import.",
                        max_length=100,
                        verbose_name="identifiant dans la source",
                    ),
                ),
                (
                    "source_note",
                    models.TextField(blank=True, verbose_name="note sur la source"),
                ),
                (
                    "uncertainty",
                    models.TextField(
                        blank=True,
                        help_text="Affiché au public, en une ou deux phrases.",
                        verbose_name="ce qui reste incertain",
                    ),
                ),
                (
                    "locked_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="Un nouvel import laisse ces champs comme ils sont.",
                        size=None,
                        verbose_name="champs protégés d’un nouvel import",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="créée le"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="modifiée le"
                    ),
                ),
                ("name", models.CharField(max_length=250, verbose_name="nom")),
                (
                    "acronym",
                    models.CharField(blank=True, max_length=40, verbose_name="sigle"),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Fin de l’adresse de la page. L’ancienne redirige.",
                        max_length=120,
                        verbose_name="adresse",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ong", "ONG"),
                            ("osc", "organisation de la société civile"),
                            ("comite_jumelage", "comité de jumelage"),
                            ("collectivite", "collectivité ou EPCI"),
                            ("etat_canton", "État ou canton"),
                            ("regie_eaux", "régie des eaux"),
                            ("agence_eau", "agence de l’eau"),
                            ("centre_recherche", "centre de recherche ou écologique"),
                            ("federation_reseau", "fédération ou réseau"),
                            ("fondation", "fondation"),
                            ("ministere", "ministère"),
                            ("institution_publique", "institution publique"),
                            (
                                "organisation_internationale",
                                "organisation internationale",
                            ),
                            (
                                "etablissement_scolaire",
                                "établissement scolaire ou universitaire",
                            ),
                            ("entreprise", "entreprise"),
                            ("autre", "autre"),
                        ],
                        default="autre",
                        max_length=30,
                        verbose_name="nature",
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="site internet"
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.country",
                        verbose_name="pays",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.place",
                        verbose_name="lieu",
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
                "verbose_name": "historical partenaire",
                "verbose_name_plural": "historical partenaires",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Partner",
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
                    "source_name",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="nom de la source"
                    ),
                ),
                (
                    "source_url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="page de la source"
                    ),
                ),
                (
                    "source_reference",
                    models.CharField(
                        blank=True,
                        help_text="Retrouve la fiche lors d’un nouvel import.",
                        max_length=100,
                        verbose_name="identifiant dans la source",
                    ),
                ),
                (
                    "source_note",
                    models.TextField(blank=True, verbose_name="note sur la source"),
                ),
                (
                    "uncertainty",
                    models.TextField(
                        blank=True,
                        help_text="Affiché au public, en une ou deux phrases.",
                        verbose_name="ce qui reste incertain",
                    ),
                ),
                (
                    "locked_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="Un nouvel import laisse ces champs comme ils sont.",
                        size=None,
                        verbose_name="champs protégés d’un nouvel import",
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
                ("name", models.CharField(max_length=250, verbose_name="nom")),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "acronym",
                    models.CharField(blank=True, max_length=40, verbose_name="sigle"),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Fin de l’adresse de la page. L’ancienne redirige.",
                        max_length=120,
                        unique=True,
                        verbose_name="adresse",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ong", "ONG"),
                            ("osc", "organisation de la société civile"),
                            ("comite_jumelage", "comité de jumelage"),
                            ("collectivite", "collectivité ou EPCI"),
                            ("etat_canton", "État ou canton"),
                            ("regie_eaux", "régie des eaux"),
                            ("agence_eau", "agence de l’eau"),
                            ("centre_recherche", "centre de recherche ou écologique"),
                            ("federation_reseau", "fédération ou réseau"),
                            ("fondation", "fondation"),
                            ("ministere", "ministère"),
                            ("institution_publique", "institution publique"),
                            (
                                "organisation_internationale",
                                "organisation internationale",
                            ),
                            (
                                "etablissement_scolaire",
                                "établissement scolaire ou universitaire",
                            ),
                            ("entreprise", "entreprise"),
                            ("autre", "autre"),
                        ],
                        default="autre",
                        max_length=30,
                        verbose_name="nature",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="cooperation.country",
                        verbose_name="pays",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="cooperation.place",
                        verbose_name="lieu",
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="site internet"
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
            ],
            options={
                "verbose_name": "partenaire",
                "verbose_name_plural": "partenaires",
                "ordering": ("name_key", "pk"),
                "indexes": [
                    models.Index(
                        fields=["name_key"], name="cooperation_name_ke_1904bf_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "ong",
                                    "osc",
                                    "comite_jumelage",
                                    "collectivite",
                                    "etat_canton",
                                    "regie_eaux",
                                    "agence_eau",
                                    "centre_recherche",
                                    "federation_reseau",
                                    "fondation",
                                    "ministere",
                                    "institution_publique",
                                    "organisation_internationale",
                                    "etablissement_scolaire",
                                    "entreprise",
                                    "autre",
                                ],
                            )
                        ),
                        name="cooperation_partner_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgreement",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "source_name",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="nom de la source"
                    ),
                ),
                (
                    "source_url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="page de la source"
                    ),
                ),
                (
                    "source_reference",
                    models.CharField(
                        blank=True,
                        help_text="Retrouve la fiche lors d’un nouvel import.",
                        max_length=100,
                        verbose_name="identifiant dans la source",
                    ),
                ),
                (
                    "source_note",
                    models.TextField(blank=True, verbose_name="note sur la source"),
                ),
                (
                    "uncertainty",
                    models.TextField(
                        blank=True,
                        help_text="Affiché au public, en une ou deux phrases.",
                        verbose_name="ce qui reste incertain",
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
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                (
                    "locked_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="Un nouvel import laisse ces champs comme ils sont.",
                        size=None,
                        verbose_name="champs protégés d’un nouvel import",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="créée le"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="modifiée le"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        db_index=True,
                        default=cooperation.models.common.random_reference,
                        editable=False,
                        max_length=10,
                        verbose_name="référence",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Fin de l’adresse de la page. L’ancienne redirige.",
                        max_length=120,
                        verbose_name="adresse",
                    ),
                ),
                ("title", models.CharField(max_length=250, verbose_name="titre")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cooperation_decentralisee", "coopération décentralisée"),
                            ("jumelage", "jumelage"),
                            ("pacte_amitie", "pacte d’amitié"),
                            ("autre", "autre accord"),
                        ],
                        max_length=30,
                        verbose_name="nature",
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="description"),
                ),
                (
                    "document",
                    models.TextField(
                        blank=True, max_length=300, verbose_name="texte de l’accord"
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
                (
                    "counterpart",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.partner",
                        verbose_name="collectivité partenaire",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.country",
                        verbose_name="pays",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.place",
                        verbose_name="lieu",
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
                "verbose_name": "historical accord",
                "verbose_name_plural": "historical accords",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Agreement",
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
                    "source_name",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="nom de la source"
                    ),
                ),
                (
                    "source_url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="page de la source"
                    ),
                ),
                (
                    "source_reference",
                    models.CharField(
                        blank=True,
                        help_text="Retrouve la fiche lors d’un nouvel import.",
                        max_length=100,
                        verbose_name="identifiant dans la source",
                    ),
                ),
                (
                    "source_note",
                    models.TextField(blank=True, verbose_name="note sur la source"),
                ),
                (
                    "uncertainty",
                    models.TextField(
                        blank=True,
                        help_text="Affiché au public, en une ou deux phrases.",
                        verbose_name="ce qui reste incertain",
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
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                (
                    "locked_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="Un nouvel import laisse ces champs comme ils sont.",
                        size=None,
                        verbose_name="champs protégés d’un nouvel import",
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
                    "title_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("title"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "search_vector",
                    django.contrib.postgres.search.SearchVectorField(
                        editable=False, null=True
                    ),
                ),
                (
                    "related_vector",
                    django.contrib.postgres.search.SearchVectorField(
                        editable=False, null=True
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=cooperation.models.common.random_reference,
                        editable=False,
                        max_length=10,
                        unique=True,
                        verbose_name="référence",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Fin de l’adresse de la page. L’ancienne redirige.",
                        max_length=120,
                        unique=True,
                        verbose_name="adresse",
                    ),
                ),
                ("title", models.CharField(max_length=250, verbose_name="titre")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cooperation_decentralisee", "coopération décentralisée"),
                            ("jumelage", "jumelage"),
                            ("pacte_amitie", "pacte d’amitié"),
                            ("autre", "autre accord"),
                        ],
                        max_length=30,
                        verbose_name="nature",
                    ),
                ),
                (
                    "collectivity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="cooperation.collectivity",
                        verbose_name="collectivité",
                    ),
                ),
                (
                    "counterpart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="cooperation.partner",
                        verbose_name="collectivité partenaire",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="cooperation.country",
                        verbose_name="pays",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="cooperation.place",
                        verbose_name="lieu",
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="description"),
                ),
                (
                    "document",
                    models.FileField(
                        blank=True,
                        max_length=300,
                        upload_to="accords/",
                        verbose_name="texte de l’accord",
                    ),
                ),
                (
                    "other_signatories",
                    models.ManyToManyField(
                        blank=True,
                        related_name="cosigned_agreements",
                        to="cooperation.collectivity",
                        verbose_name="autres signataires français",
                    ),
                ),
            ],
            options={
                "verbose_name": "accord",
                "verbose_name_plural": "accords",
                "ordering": ("title", "pk"),
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_vector"], name="agreement_search"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication__in", ["brouillon", "publiee", "archivee"])
                        ),
                        name="cooperation_agreement_publication_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "cooperation_decentralisee",
                                    "jumelage",
                                    "pacte_amitie",
                                    "autre",
                                ],
                            )
                        ),
                        name="cooperation_agreement_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgreement_other_signatories",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.agreement",
                    ),
                ),
                (
                    "collectivity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.collectivity",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cooperation.historicalagreement",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalAgreement_other_signatories",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAgreementEvent",
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
                            ("signe", "signé"),
                            ("renouvele", "renouvelé"),
                            ("en_sommeil", "mis en sommeil"),
                            ("repris", "repris"),
                            ("termine", "terminé"),
                            ("sans_nouvelles", "sans nouvelles récentes"),
                        ],
                        max_length=20,
                        verbose_name="événement",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année"
                    ),
                ),
                (
                    "date",
                    models.DateField(
                        blank=True, null=True, verbose_name="jour, s’il est connu"
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="précision"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.agreement",
                        verbose_name="accord",
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
                "verbose_name": "historical événement d’un accord",
                "verbose_name_plural": "historical événements des accords",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="AgreementEvent",
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
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="cooperation.agreement",
                        verbose_name="accord",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signe", "signé"),
                            ("renouvele", "renouvelé"),
                            ("en_sommeil", "mis en sommeil"),
                            ("repris", "repris"),
                            ("termine", "terminé"),
                            ("sans_nouvelles", "sans nouvelles récentes"),
                        ],
                        max_length=20,
                        verbose_name="événement",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année"
                    ),
                ),
                (
                    "date",
                    models.DateField(
                        blank=True, null=True, verbose_name="jour, s’il est connu"
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="précision"
                    ),
                ),
            ],
            options={
                "verbose_name": "événement d’un accord",
                "verbose_name_plural": "événements des accords",
                "ordering": (
                    models.OrderBy(models.F("year"), nulls_last=True),
                    models.OrderBy(models.F("date"), nulls_last=True),
                    "pk",
                ),
                "indexes": [
                    models.Index(
                        fields=["agreement", "year", "date"],
                        name="cooperation_agreeme_59e1cf_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "signe",
                                    "renouvele",
                                    "en_sommeil",
                                    "repris",
                                    "termine",
                                    "sans_nouvelles",
                                ],
                            )
                        ),
                        name="cooperation_agreementevent_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("year__isnull", True),
                            ("year__range", (800, 2100)),
                            _connector="OR",
                        ),
                        name="cooperation_agreementevent_year_plausible",
                        violation_error_message="Cette année n’est pas plausible.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("date__isnull", True),
                            models.Q(
                                ("date__year", models.F("year")),
                                ("year__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cooperation_agreementevent_date_in_year",
                        violation_error_message="Le jour doit tomber dans l’année donnée.",
                    ),
                    models.UniqueConstraint(
                        fields=("agreement", "kind", "year"),
                        name="cooperation_agreementevent_once",
                        nulls_distinct=False,
                        violation_error_message="Cet événement est déjà noté.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        primary_key=True, serialize=False, verbose_name="numéro"
                    ),
                ),
            ],
            options={
                "verbose_name": "objectif de développement durable",
                "verbose_name_plural": "objectifs de développement durable",
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__range", (1, 17))),
                        name="cooperation_goal_number_in_range",
                        violation_error_message="Les ODD vont de 1 à 17.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTheme",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                (
                    "dac_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5),
                        default=list,
                        size=None,
                        verbose_name="codes CAD",
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
                "verbose_name": "historical thématique",
                "verbose_name_plural": "historical thématiques",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Theme",
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
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                (
                    "code",
                    models.SlugField(max_length=40, unique=True, verbose_name="code"),
                ),
                (
                    "dac_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=5),
                        default=list,
                        size=None,
                        verbose_name="codes CAD",
                    ),
                ),
                (
                    "goals",
                    models.ManyToManyField(
                        blank=True,
                        related_name="themes",
                        to="cooperation.goal",
                        verbose_name="ODD servis",
                    ),
                ),
            ],
            options={
                "verbose_name": "thématique",
                "verbose_name_plural": "thématiques",
                "ordering": ("name_fr",),
            },
        ),
        migrations.CreateModel(
            name="HistoricalAction",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "source_name",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="nom de la source"
                    ),
                ),
                (
                    "source_url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="page de la source"
                    ),
                ),
                (
                    "source_reference",
                    models.CharField(
                        blank=True,
                        help_text="Retrouve la fiche lors d’un nouvel import.",
                        max_length=100,
                        verbose_name="identifiant dans la source",
                    ),
                ),
                (
                    "source_note",
                    models.TextField(blank=True, verbose_name="note sur la source"),
                ),
                (
                    "uncertainty",
                    models.TextField(
                        blank=True,
                        help_text="Affiché au public, en une ou deux phrases.",
                        verbose_name="ce qui reste incertain",
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
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                (
                    "locked_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="Un nouvel import laisse ces champs comme ils sont.",
                        size=None,
                        verbose_name="champs protégés d’un nouvel import",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="créée le"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="modifiée le"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        db_index=True,
                        default=cooperation.models.common.random_reference,
                        editable=False,
                        max_length=10,
                        verbose_name="référence",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Fin de l’adresse de la page. L’ancienne redirige.",
                        max_length=120,
                        verbose_name="adresse",
                    ),
                ),
                ("title", models.CharField(max_length=250, verbose_name="titre")),
                (
                    "summary",
                    models.CharField(blank=True, max_length=300, verbose_name="résumé"),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="description"),
                ),
                ("results", models.TextField(blank=True, verbose_name="résultats")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planifiee", "planifiée"),
                            ("en_cours", "en cours"),
                            ("terminee", "terminée"),
                            ("suspendue", "suspendue"),
                            ("inconnue", "état inconnu"),
                        ],
                        default="inconnue",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "start_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année de début"
                    ),
                ),
                (
                    "end_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année de fin"
                    ),
                ),
                (
                    "budget_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="budget en euros",
                    ),
                ),
                (
                    "own_share_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="part de la collectivité en euros",
                    ),
                ),
                (
                    "contact_function",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="fonction à contacter"
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True,
                        help_text="Celle d’un service, jamais celle d’une personne.",
                        max_length=254,
                        verbose_name="adresse générique",
                    ),
                ),
                (
                    "verified_on",
                    models.DateField(blank=True, null=True, verbose_name="vérifiée le"),
                ),
                (
                    "verified_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("collectivite", "la collectivité"),
                            ("csi", "la Cité de la Solidarité Internationale"),
                        ],
                        max_length=12,
                        verbose_name="vérifiée par",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.collectivity",
                        verbose_name="collectivité chef de file",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.agreement",
                        verbose_name="accord",
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
                "verbose_name": "historical action",
                "verbose_name_plural": "historical actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="FormerSlug",
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
                ("table", models.CharField(max_length=60, verbose_name="table")),
                (
                    "slug",
                    models.SlugField(max_length=120, verbose_name="ancienne adresse"),
                ),
                ("object_id", models.BigIntegerField(verbose_name="identifiant")),
                (
                    "left_at",
                    models.DateTimeField(
                        auto_now_add=True, verbose_name="abandonnée le"
                    ),
                ),
            ],
            options={
                "verbose_name": "ancienne adresse",
                "verbose_name_plural": "anciennes adresses",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("table", "slug"), name="cooperation_formerslug_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFundingWindow",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="ce que c’est"),
                ),
                (
                    "legal_basis",
                    models.TextField(blank=True, verbose_name="base légale"),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="en savoir plus"
                    ),
                ),
                (
                    "is_from_founding_survey",
                    models.BooleanField(
                        default=False, verbose_name="relevé par l’enquête de 2021"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="ordre"),
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
                "verbose_name": "historical guichet de financement",
                "verbose_name_plural": "historical guichets de financement",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="FundingWindow",
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
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                (
                    "code",
                    models.SlugField(max_length=40, unique=True, verbose_name="code"),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="ce que c’est"),
                ),
                (
                    "legal_basis",
                    models.TextField(blank=True, verbose_name="base légale"),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="en savoir plus"
                    ),
                ),
                (
                    "is_from_founding_survey",
                    models.BooleanField(
                        default=False, verbose_name="relevé par l’enquête de 2021"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="ordre"),
                ),
            ],
            options={
                "verbose_name": "guichet de financement",
                "verbose_name_plural": "guichets de financement",
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalGlossaryTerm",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                ("code", models.SlugField(max_length=60, verbose_name="code")),
                (
                    "definition_fr",
                    models.TextField(verbose_name="définition en français"),
                ),
                (
                    "definition_en",
                    models.TextField(verbose_name="définition en anglais"),
                ),
                (
                    "source",
                    models.CharField(blank=True, max_length=300, verbose_name="source"),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="page de la source"
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
                "verbose_name": "historical terme du glossaire",
                "verbose_name_plural": "historical glossaire",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="GlossaryTerm",
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
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                (
                    "code",
                    models.SlugField(max_length=60, unique=True, verbose_name="code"),
                ),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name_fr"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "definition_fr",
                    models.TextField(verbose_name="définition en français"),
                ),
                (
                    "definition_en",
                    models.TextField(verbose_name="définition en anglais"),
                ),
                (
                    "source",
                    models.CharField(blank=True, max_length=300, verbose_name="source"),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="page de la source"
                    ),
                ),
            ],
            options={
                "verbose_name": "terme du glossaire",
                "verbose_name_plural": "glossaire",
                "ordering": ("name_key", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalCeilingRule",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, verbose_name="plafond en %"
                    ),
                ),
                (
                    "base_fr",
                    models.CharField(
                        max_length=300, verbose_name="de quelles ressources"
                    ),
                ),
                (
                    "base_en",
                    models.CharField(
                        max_length=300, verbose_name="de quelles ressources, en anglais"
                    ),
                ),
                (
                    "legal_basis",
                    models.CharField(max_length=300, verbose_name="base légale"),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="page de la source"
                    ),
                ),
                ("in_force_from", models.DateField(verbose_name="en vigueur depuis")),
                (
                    "in_force_until",
                    models.DateField(
                        blank=True, null=True, verbose_name="en vigueur jusqu’au"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="ordre"),
                ),
                (
                    "window",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.fundingwindow",
                        verbose_name="guichet",
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
                "verbose_name": "historical plafond légal",
                "verbose_name_plural": "historical plafonds légaux",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CeilingRule",
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
                    "name_fr",
                    models.CharField(max_length=200, verbose_name="nom français"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=200, verbose_name="nom anglais"),
                ),
                (
                    "code",
                    models.SlugField(max_length=40, unique=True, verbose_name="code"),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ceilings",
                        to="cooperation.fundingwindow",
                        verbose_name="guichet",
                    ),
                ),
                (
                    "percent",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, verbose_name="plafond en %"
                    ),
                ),
                (
                    "base_fr",
                    models.CharField(
                        max_length=300, verbose_name="de quelles ressources"
                    ),
                ),
                (
                    "base_en",
                    models.CharField(
                        max_length=300, verbose_name="de quelles ressources, en anglais"
                    ),
                ),
                (
                    "legal_basis",
                    models.CharField(max_length=300, verbose_name="base légale"),
                ),
                (
                    "url",
                    models.URLField(
                        blank=True, max_length=300, verbose_name="page de la source"
                    ),
                ),
                ("in_force_from", models.DateField(verbose_name="en vigueur depuis")),
                (
                    "in_force_until",
                    models.DateField(
                        blank=True, null=True, verbose_name="en vigueur jusqu’au"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="ordre"),
                ),
            ],
            options={
                "verbose_name": "plafond légal",
                "verbose_name_plural": "plafonds légaux",
                "ordering": ("window__position", "position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__gt", 0), ("percent__lte", 100)),
                        name="cooperation_ceilingrule_percent_plausible",
                        violation_error_message="Un plafond est un pourcentage, entre 0 et 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_from__isnull", True),
                            ("in_force_until__isnull", True),
                            ("in_force_until__gte", models.F("in_force_from")),
                            _connector="OR",
                        ),
                        name="cooperation_ceilingrule_dates_ordered",
                        violation_error_message="La fin ne peut pas précéder le début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
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
                ("name", models.CharField(max_length=200, verbose_name="fichier")),
                (
                    "path",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="emplacement"
                    ),
                ),
                (
                    "kind",
                    models.CharField(blank=True, max_length=10, verbose_name="format"),
                ),
                (
                    "form",
                    models.CharField(blank=True, max_length=40, verbose_name="forme"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("recue", "reçu"),
                            ("a_corriger", "à corriger"),
                            ("lue", "prêt à être appliqué"),
                            ("en_cours", "en cours"),
                            ("appliquee", "appliqué"),
                            ("annulee", "annulé"),
                            ("abandonnee", "abandonné"),
                            ("interrompue", "interrompu"),
                        ],
                        default="recue",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "notes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        size=None,
                        verbose_name="à la lecture",
                    ),
                ),
                ("sheets", models.JSONField(default=list, verbose_name="feuilles")),
                ("counts", models.JSONField(default=dict, verbose_name="décompte")),
                (
                    "steps_done",
                    models.PositiveIntegerField(
                        default=0, verbose_name="lignes faites"
                    ),
                ),
                (
                    "steps",
                    models.PositiveIntegerField(
                        default=0, verbose_name="lignes à faire"
                    ),
                ),
                (
                    "process",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="processus"
                    ),
                ),
                ("problem", models.TextField(blank=True, verbose_name="problème")),
                (
                    "received_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="reçu le"),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="envoyé par",
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="lancé le"
                    ),
                ),
                (
                    "applied_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="appliqué le"
                    ),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="appliqué par",
                    ),
                ),
                (
                    "undone_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="annulé le"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="annulé par",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ("-received_at", "pk"),
                "permissions": [
                    ("import_directory", "Peut importer un tableur"),
                    ("export_directory", "Peut exporter un tableur"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "recue",
                                    "a_corriger",
                                    "lue",
                                    "en_cours",
                                    "appliquee",
                                    "annulee",
                                    "abandonnee",
                                    "interrompue",
                                ],
                            )
                        ),
                        name="cooperation_importbatch_state_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["appliquee", "annulee"]), _negated=True
                            ),
                            ("applied_at__isnull", False),
                            _connector="OR",
                        ),
                        name="cooperation_importbatch_applied_at",
                        violation_error_message="Un import appliqué a une date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "annulee"), _negated=True),
                            ("undone_at__isnull", False),
                            _connector="OR",
                        ),
                        name="cooperation_importbatch_undone_at",
                        violation_error_message="Un import annulé a une date.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportLine",
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
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="cooperation.importbatch",
                        verbose_name="import",
                    ),
                ),
                ("sheet", models.CharField(max_length=40, verbose_name="feuille")),
                ("line", models.PositiveIntegerField(verbose_name="ligne")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("creee", "créée"),
                            ("modifiee", "modifiée"),
                            ("inchangee", "inchangée"),
                            ("refusee", "refusée"),
                            ("ecartee", "écartée"),
                        ],
                        max_length=10,
                        verbose_name="sort",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="intitulé"
                    ),
                ),
                (
                    "object_id",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="identifiant"
                    ),
                ),
                ("cells", models.JSONField(default=dict, verbose_name="cellules")),
                (
                    "corrections",
                    models.JSONField(default=dict, verbose_name="corrections"),
                ),
                ("changes", models.JSONField(default=list, verbose_name="changements")),
                ("remarks", models.JSONField(default=list, verbose_name="remarques")),
            ],
            options={
                "verbose_name": "ligne d’import",
                "verbose_name_plural": "lignes d’import",
                "ordering": ("pk",),
                "indexes": [
                    models.Index(
                        fields=["batch", "outcome"],
                        name="cooperation_batch_i_c0ccff_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                [
                                    "creee",
                                    "modifiee",
                                    "inchangee",
                                    "refusee",
                                    "ecartee",
                                ],
                            )
                        ),
                        name="cooperation_importline_outcome_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.UniqueConstraint(
                        fields=("batch", "sheet", "line"),
                        name="cooperation_importline_once",
                        violation_error_message="Cette ligne est déjà lue.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportChange",
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
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changed",
                        to="cooperation.importbatch",
                        verbose_name="import",
                    ),
                ),
                ("table", models.CharField(max_length=60, verbose_name="table")),
                (
                    "created",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        size=None,
                        verbose_name="créées",
                    ),
                ),
                (
                    "key",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="identifiant"
                    ),
                ),
                (
                    "before",
                    models.JSONField(blank=True, null=True, verbose_name="avant"),
                ),
                (
                    "after",
                    models.JSONField(blank=True, null=True, verbose_name="après"),
                ),
            ],
            options={
                "verbose_name": "changement d’un import",
                "verbose_name_plural": "changements des imports",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
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
                    "header_key",
                    models.CharField(max_length=64, unique=True, verbose_name="entête"),
                ),
                ("sheet", models.CharField(max_length=40, verbose_name="feuille")),
                ("columns", models.JSONField(default=dict, verbose_name="colonnes")),
                (
                    "changed_at",
                    models.DateTimeField(auto_now=True, verbose_name="changée le"),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changée par",
                    ),
                ),
            ],
            options={
                "verbose_name": "correspondance de colonnes",
                "verbose_name_plural": "correspondances de colonnes",
                "ordering": ("-changed_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="LinkCheck",
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
                    "url",
                    models.URLField(max_length=500, unique=True, verbose_name="lien"),
                ),
                ("checked_at", models.DateTimeField(verbose_name="essayé le")),
                (
                    "status",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="réponse"
                    ),
                ),
                (
                    "problem",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="problème"
                    ),
                ),
                (
                    "failing_since",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="mort depuis"
                    ),
                ),
            ],
            options={
                "verbose_name": "lien sortant",
                "verbose_name_plural": "liens sortants",
                "ordering": ("failing_since", "url"),
            },
        ),
        migrations.CreateModel(
            name="Merge",
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
                ("table", models.CharField(max_length=60, verbose_name="table")),
                ("kept_id", models.BigIntegerField(verbose_name="fiche gardée")),
                ("gone_id", models.BigIntegerField(verbose_name="fiche absorbée")),
                (
                    "kept_name",
                    models.CharField(max_length=300, verbose_name="nom gardé"),
                ),
                (
                    "gone_name",
                    models.CharField(max_length=300, verbose_name="nom absorbé"),
                ),
                (
                    "data",
                    models.JSONField(default=dict, verbose_name="de quoi annuler"),
                ),
                (
                    "done_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="faite le"),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="faite par",
                    ),
                ),
                (
                    "undone_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="annulée le"
                    ),
                ),
            ],
            options={
                "verbose_name": "fusion",
                "verbose_name_plural": "fusions",
                "ordering": ("-done_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalExchangeRate",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        help_text="Code ISO à trois lettres, par exemple CHF.",
                        max_length=3,
                        verbose_name="monnaie",
                    ),
                ),
                (
                    "per_euro",
                    models.DecimalField(
                        decimal_places=6,
                        max_digits=14,
                        verbose_name="unités pour un euro",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valable du")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="Vide pour une parité fixe.",
                        null=True,
                        verbose_name="valable jusqu’au",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="Qui publie ce taux, et où.",
                        max_length=300,
                        verbose_name="source",
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
                "verbose_name": "historical taux de change",
                "verbose_name_plural": "historical taux de change",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ExchangeRate",
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
                    "currency",
                    models.CharField(
                        help_text="Code ISO à trois lettres, par exemple CHF.",
                        max_length=3,
                        verbose_name="monnaie",
                    ),
                ),
                (
                    "per_euro",
                    models.DecimalField(
                        decimal_places=6,
                        max_digits=14,
                        verbose_name="unités pour un euro",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valable du")),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="Vide pour une parité fixe.",
                        null=True,
                        verbose_name="valable jusqu’au",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="Qui publie ce taux, et où.",
                        max_length=300,
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "taux de change",
                "verbose_name_plural": "taux de change",
                "ordering": ("currency", "-valid_from", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="cooperation_exchangerate_currency_well_formed",
                        violation_error_message="Trois lettres majuscules, par exemple CHF.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per_euro__gt", 0)),
                        name="cooperation_exchangerate_per_euro_positive",
                        violation_error_message="Un taux est plus grand que zéro.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="cooperation_exchangerate_days_ordered",
                        violation_error_message="La fin ne peut pas précéder le début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="cooperation_exchangerate_sourced",
                        violation_error_message="Dites d’où vient ce taux.",
                    ),
                    models.UniqueConstraint(
                        fields=("currency", "valid_from"),
                        name="cooperation_exchangerate_once",
                        violation_error_message="Cette monnaie a déjà un taux ce jour-là.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErrorReport",
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
                ("page", models.CharField(max_length=200, verbose_name="fiche")),
                (
                    "text",
                    models.TextField(max_length=4000, verbose_name="ce qui est faux"),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="Effacée au bout d’un an.",
                        max_length=254,
                        verbose_name="adresse pour répondre",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("nouveau", "à lire"),
                            ("corrige", "corrigé"),
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
                "verbose_name": "erreur signalée",
                "verbose_name_plural": "erreurs signalées",
                "ordering": ("-created_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["nouveau", "corrige", "ecarte"])
                        ),
                        name="cooperation_errorreport_state_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalResource",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
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
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("institution", "institution"),
                            ("reseau", "réseau"),
                            ("guide", "guide ou outil"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "national"),
                            ("thematique", "thématique"),
                            ("regional", "régional"),
                            ("international", "international"),
                        ],
                        max_length=14,
                        verbose_name="niveau",
                    ),
                ),
                (
                    "name",
                    models.CharField(db_index=True, max_length=200, verbose_name="nom"),
                ),
                (
                    "acronym",
                    models.CharField(blank=True, max_length=40, verbose_name="sigle"),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=300, verbose_name="lien"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="ordre"),
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
                "verbose_name": "historical ressource",
                "verbose_name_plural": "historical ressources",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Resource",
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
                    "publication",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("publiee", "publiée"),
                            ("archivee", "archivée"),
                        ],
                        default="brouillon",
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("institution", "institution"),
                            ("reseau", "réseau"),
                            ("guide", "guide ou outil"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "national"),
                            ("thematique", "thématique"),
                            ("regional", "régional"),
                            ("international", "international"),
                        ],
                        max_length=14,
                        verbose_name="niveau",
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=200, unique=True, verbose_name="nom"),
                ),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("name"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "acronym",
                    models.CharField(blank=True, max_length=40, verbose_name="sigle"),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=300, verbose_name="lien"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="ordre"),
                ),
                (
                    "themes",
                    models.ManyToManyField(
                        blank=True,
                        related_name="resources",
                        to="cooperation.theme",
                        verbose_name="thématiques",
                    ),
                ),
                (
                    "countries",
                    models.ManyToManyField(
                        blank=True,
                        related_name="resources",
                        to="cooperation.country",
                        verbose_name="pays",
                    ),
                ),
            ],
            options={
                "verbose_name": "ressource",
                "verbose_name_plural": "ressources",
                "ordering": ("position", "name_key", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication__in", ["brouillon", "publiee", "archivee"])
                        ),
                        name="cooperation_resource_publication_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["institution", "reseau", "guide"])
                        ),
                        name="cooperation_resource_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "level__in",
                                ["national", "thematique", "regional", "international"],
                            )
                        ),
                        name="cooperation_resource_level_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalResource_themes",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.resource",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.theme",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cooperation.historicalresource",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalResource_themes",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalResource_countries",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "resource",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.resource",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.country",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cooperation.historicalresource",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalResource_countries",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEvent",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
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
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="créée le"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="modifiée le"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                ("starts_on", models.DateField(verbose_name="début")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="fin"),
                ),
                (
                    "where",
                    models.CharField(blank=True, max_length=200, verbose_name="lieu"),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=300, verbose_name="lien"),
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
                "verbose_name": "historical rendez-vous",
                "verbose_name_plural": "historical rendez-vous",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Event",
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
                    "publication",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("publiee", "publiée"),
                            ("archivee", "archivée"),
                        ],
                        default="brouillon",
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
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
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                ("starts_on", models.DateField(verbose_name="début")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="fin"),
                ),
                (
                    "where",
                    models.CharField(blank=True, max_length=200, verbose_name="lieu"),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=300, verbose_name="lien"),
                ),
            ],
            options={
                "verbose_name": "rendez-vous",
                "verbose_name_plural": "rendez-vous",
                "ordering": ("starts_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication__in", ["brouillon", "publiee", "archivee"])
                        ),
                        name="cooperation_event_publication_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="cooperation_event_dates_ordered",
                        violation_error_message="La fin ne peut pas précéder le début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFundingCall",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
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
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="créée le"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="modifiée le"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                ("funder", models.CharField(max_length=200, verbose_name="financeur")),
                (
                    "opens_on",
                    models.DateField(blank=True, null=True, verbose_name="ouverture"),
                ),
                ("deadline", models.DateField(verbose_name="date limite")),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                ("url", models.URLField(max_length=300, verbose_name="lien")),
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
                "verbose_name": "historical appel à projets",
                "verbose_name_plural": "historical appels à projets",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="FundingCall",
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
                    "publication",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("publiee", "publiée"),
                            ("archivee", "archivée"),
                        ],
                        default="brouillon",
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
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
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                ("funder", models.CharField(max_length=200, verbose_name="financeur")),
                (
                    "opens_on",
                    models.DateField(blank=True, null=True, verbose_name="ouverture"),
                ),
                ("deadline", models.DateField(verbose_name="date limite")),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                ("url", models.URLField(max_length=300, verbose_name="lien")),
            ],
            options={
                "verbose_name": "appel à projets",
                "verbose_name_plural": "appels à projets",
                "ordering": ("deadline", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication__in", ["brouillon", "publiee", "archivee"])
                        ),
                        name="cooperation_fundingcall_publication_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_on__isnull", True),
                            ("deadline__isnull", True),
                            ("deadline__gte", models.F("opens_on")),
                            _connector="OR",
                        ),
                        name="cooperation_fundingcall_dates_ordered",
                        violation_error_message="La clôture ne peut précéder l’ouverture.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOffer",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
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
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="créée le"
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        blank=True, editable=False, verbose_name="modifiée le"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("emploi", "emploi"),
                            ("volontariat", "volontariat"),
                            ("stage", "stage"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "organisation",
                    models.CharField(max_length=200, verbose_name="organisation"),
                ),
                (
                    "where",
                    models.CharField(blank=True, max_length=200, verbose_name="lieu"),
                ),
                (
                    "closes_on",
                    models.DateField(blank=True, null=True, verbose_name="jusqu’au"),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=300, verbose_name="lien"),
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
                "verbose_name": "historical offre",
                "verbose_name_plural": "historical offres",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Offer",
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
                    "publication",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("publiee", "publiée"),
                            ("archivee", "archivée"),
                        ],
                        default="brouillon",
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
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
                            ("emploi", "emploi"),
                            ("volontariat", "volontariat"),
                            ("stage", "stage"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "organisation",
                    models.CharField(max_length=200, verbose_name="organisation"),
                ),
                (
                    "where",
                    models.CharField(blank=True, max_length=200, verbose_name="lieu"),
                ),
                (
                    "closes_on",
                    models.DateField(blank=True, null=True, verbose_name="jusqu’au"),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="présentation"),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=300, verbose_name="lien"),
                ),
            ],
            options={
                "verbose_name": "offre",
                "verbose_name_plural": "offres",
                "ordering": ("-closes_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication__in", ["brouillon", "publiee", "archivee"])
                        ),
                        name="cooperation_offer_publication_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["emploi", "volontariat", "stage"])
                        ),
                        name="cooperation_offer_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="cooperation_offer_has_title",
                        violation_error_message="Une offre a un titre.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
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
                    "source_name",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="nom de la source"
                    ),
                ),
                (
                    "source_url",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="page de la source"
                    ),
                ),
                (
                    "source_reference",
                    models.CharField(
                        blank=True,
                        help_text="Retrouve la fiche lors d’un nouvel import.",
                        max_length=100,
                        verbose_name="identifiant dans la source",
                    ),
                ),
                (
                    "source_note",
                    models.TextField(blank=True, verbose_name="note sur la source"),
                ),
                (
                    "uncertainty",
                    models.TextField(
                        blank=True,
                        help_text="Affiché au public, en une ou deux phrases.",
                        verbose_name="ce qui reste incertain",
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
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                (
                    "locked_fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="Un nouvel import laisse ces champs comme ils sont.",
                        size=None,
                        verbose_name="champs protégés d’un nouvel import",
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
                    "title_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=cooperation.text.Normalize("title"),
                        output_field=models.TextField(db_collation="C"),
                        verbose_name="clé de tri",
                    ),
                ),
                (
                    "search_vector",
                    django.contrib.postgres.search.SearchVectorField(
                        editable=False, null=True
                    ),
                ),
                (
                    "related_vector",
                    django.contrib.postgres.search.SearchVectorField(
                        editable=False, null=True
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=cooperation.models.common.random_reference,
                        editable=False,
                        max_length=10,
                        unique=True,
                        verbose_name="référence",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Fin de l’adresse de la page. L’ancienne redirige.",
                        max_length=120,
                        unique=True,
                        verbose_name="adresse",
                    ),
                ),
                ("title", models.CharField(max_length=250, verbose_name="titre")),
                (
                    "summary",
                    models.CharField(blank=True, max_length=300, verbose_name="résumé"),
                ),
                (
                    "description",
                    models.TextField(blank=True, verbose_name="description"),
                ),
                ("results", models.TextField(blank=True, verbose_name="résultats")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planifiee", "planifiée"),
                            ("en_cours", "en cours"),
                            ("terminee", "terminée"),
                            ("suspendue", "suspendue"),
                            ("inconnue", "état inconnu"),
                        ],
                        default="inconnue",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "start_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année de début"
                    ),
                ),
                (
                    "end_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année de fin"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_actions",
                        to="cooperation.collectivity",
                        verbose_name="collectivité chef de file",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="cooperation.agreement",
                        verbose_name="accord",
                    ),
                ),
                (
                    "budget_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="budget en euros",
                    ),
                ),
                (
                    "own_share_eur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="part de la collectivité en euros",
                    ),
                ),
                (
                    "contact_function",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="fonction à contacter"
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True,
                        help_text="Celle d’un service, jamais celle d’une personne.",
                        max_length=254,
                        verbose_name="adresse générique",
                    ),
                ),
                (
                    "verified_on",
                    models.DateField(blank=True, null=True, verbose_name="vérifiée le"),
                ),
                (
                    "verified_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("collectivite", "la collectivité"),
                            ("csi", "la Cité de la Solidarité Internationale"),
                        ],
                        max_length=12,
                        verbose_name="vérifiée par",
                    ),
                ),
                (
                    "co_leads",
                    models.ManyToManyField(
                        blank=True,
                        related_name="co_led_actions",
                        to="cooperation.collectivity",
                        verbose_name="autres collectivités françaises",
                    ),
                ),
                (
                    "themes",
                    models.ManyToManyField(
                        blank=True,
                        related_name="actions",
                        to="cooperation.theme",
                        verbose_name="thématiques",
                    ),
                ),
                (
                    "goals",
                    models.ManyToManyField(
                        blank=True,
                        related_name="actions",
                        to="cooperation.goal",
                        verbose_name="ODD",
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "verbose_name_plural": "actions",
                "ordering": ("title", "pk"),
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_vector"], name="action_search"
                    ),
                    models.Index(
                        models.OrderBy(
                            models.F("start_year"), descending=True, nulls_last=True
                        ),
                        models.F("title_key"),
                        models.F("id"),
                        condition=models.Q(("publication", "publiee")),
                        name="action_latest_first",
                    ),
                    models.Index(
                        condition=models.Q(("publication", "publiee")),
                        fields=["title_key", "id"],
                        name="action_by_title",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication__in", ["brouillon", "publiee", "archivee"])
                        ),
                        name="cooperation_action_publication_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "planifiee",
                                    "en_cours",
                                    "terminee",
                                    "suspendue",
                                    "inconnue",
                                ],
                            )
                        ),
                        name="cooperation_action_status_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_by__in", ["collectivite", "csi", ""])
                        ),
                        name="cooperation_action_verified_by_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start_year__isnull", True),
                            ("start_year__range", (800, 2100)),
                            _connector="OR",
                        ),
                        name="cooperation_action_start_year_plausible",
                        violation_error_message="Cette année n’est pas plausible.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end_year__isnull", True),
                            ("end_year__range", (800, 2100)),
                            _connector="OR",
                        ),
                        name="cooperation_action_end_year_plausible",
                        violation_error_message="Cette année n’est pas plausible.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_eur__isnull", True),
                            ("budget_eur__gte", 0),
                            _connector="OR",
                        ),
                        name="cooperation_action_budget_eur_not_negative",
                        violation_error_message="Un montant ne peut pas être négatif.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("own_share_eur__isnull", True),
                            ("own_share_eur__gte", 0),
                            _connector="OR",
                        ),
                        name="cooperation_action_own_share_eur_not_negative",
                        violation_error_message="Un montant ne peut pas être négatif.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("start_year__isnull", True),
                            ("end_year__isnull", True),
                            ("end_year__gte", models.F("start_year")),
                            _connector="OR",
                        ),
                        name="cooperation_action_years_ordered",
                        violation_error_message="La fin ne peut pas précéder le début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("own_share_eur__isnull", True),
                            ("budget_eur__isnull", True),
                            ("own_share_eur__lte", models.F("budget_eur")),
                            _connector="OR",
                        ),
                        name="cooperation_action_own_share_within_budget",
                        violation_error_message="La part de la collectivité ne peut pas dépasser le budget.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("verified_by", ""), ("verified_on__isnull", True)
                            ),
                            models.Q(
                                ("verified_on__isnull", False),
                                models.Q(("verified_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cooperation_action_verified_on_and_by",
                        violation_error_message="Une vérification a une date et un auteur, ou ni l’un ni l’autre.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAction_themes",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.action",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.theme",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cooperation.historicalaction",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalAction_themes",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAction_goals",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.action",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.goal",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cooperation.historicalaction",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalAction_goals",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAction_co_leads",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.action",
                    ),
                ),
                (
                    "collectivity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.collectivity",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="cooperation.historicalaction",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalAction_co_leads",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLocation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "lat",
                    models.FloatField(blank=True, null=True, verbose_name="latitude"),
                ),
                (
                    "lng",
                    models.FloatField(blank=True, null=True, verbose_name="longitude"),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="nom du lieu, s’il n’est pas dans la liste",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.country",
                        verbose_name="pays",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.place",
                        verbose_name="lieu",
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
                "verbose_name": "historical lieu d’intervention",
                "verbose_name_plural": "historical lieux d’intervention",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Location",
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
                    "lat",
                    models.FloatField(blank=True, null=True, verbose_name="latitude"),
                ),
                (
                    "lng",
                    models.FloatField(blank=True, null=True, verbose_name="longitude"),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="locations",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="locations",
                        to="cooperation.country",
                        verbose_name="pays",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="locations",
                        to="cooperation.place",
                        verbose_name="lieu",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="nom du lieu, s’il n’est pas dans la liste",
                    ),
                ),
            ],
            options={
                "verbose_name": "lieu d’intervention",
                "verbose_name_plural": "lieux d’intervention",
                "ordering": ("pk",),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lng__isnull", True)),
                            models.Q(
                                ("lat__isnull", False),
                                ("lat__range", (-90, 90)),
                                ("lng__isnull", False),
                                ("lng__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="cooperation_location_point_in_range",
                        violation_error_message="Donnez une latitude entre -90 et 90 et une longitude entre -180 et 180, ou laissez les deux vides.",
                    ),
                    models.UniqueConstraint(
                        fields=("action", "country", "place", "label"),
                        name="cooperation_location_once",
                        nulls_distinct=False,
                        violation_error_message="Ce lieu est déjà noté.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalInvolvement",
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
                            ("operateur", "opérateur"),
                            ("cofinanceur", "cofinanceur"),
                            ("appui_technique", "appui technique"),
                            ("partenaire_local", "partenaire local"),
                            ("beneficiaire", "bénéficiaire"),
                            ("non_precise", "rôle non précisé"),
                        ],
                        default="partenaire_local",
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.partner",
                        verbose_name="partenaire",
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
                "verbose_name": "historical rôle d’un partenaire",
                "verbose_name_plural": "historical rôles des partenaires",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Involvement",
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
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="involvements",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to="cooperation.partner",
                        verbose_name="partenaire",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("operateur", "opérateur"),
                            ("cofinanceur", "cofinanceur"),
                            ("appui_technique", "appui technique"),
                            ("partenaire_local", "partenaire local"),
                            ("beneficiaire", "bénéficiaire"),
                            ("non_precise", "rôle non précisé"),
                        ],
                        default="partenaire_local",
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
            ],
            options={
                "verbose_name": "rôle d’un partenaire",
                "verbose_name_plural": "rôles des partenaires",
                "ordering": ("role", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "operateur",
                                    "cofinanceur",
                                    "appui_technique",
                                    "partenaire_local",
                                    "beneficiaire",
                                    "non_precise",
                                ],
                            )
                        ),
                        name="cooperation_involvement_role_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.UniqueConstraint(
                        fields=("action", "partner", "role"),
                        name="cooperation_involvement_once",
                        violation_error_message="Ce partenaire a déjà ce rôle.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFunding",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="montant en euros",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("accorde", "accordé"), ("prevu", "prévu")],
                        default="accorde",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="précision"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.fundingwindow",
                        verbose_name="guichet",
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.partner",
                        verbose_name="financeur",
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
                "verbose_name": "historical financement",
                "verbose_name_plural": "historical financements",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Funding",
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
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fundings",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fundings",
                        to="cooperation.fundingwindow",
                        verbose_name="guichet",
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fundings",
                        to="cooperation.partner",
                        verbose_name="financeur",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="montant en euros",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("accorde", "accordé"), ("prevu", "prévu")],
                        default="accorde",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="précision"
                    ),
                ),
            ],
            options={
                "verbose_name": "financement",
                "verbose_name_plural": "financements",
                "ordering": ("year", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["accorde", "prevu"])),
                        name="cooperation_funding_kind_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("year__isnull", True),
                            ("year__range", (1900, 2100)),
                            _connector="OR",
                        ),
                        name="cooperation_funding_year_plausible",
                        violation_error_message="Cette année n’est pas plausible.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__isnull", True),
                            ("amount__gte", 0),
                            _connector="OR",
                        ),
                        name="cooperation_funding_amount_not_negative",
                        violation_error_message="Un montant ne peut pas être négatif.",
                    ),
                    models.UniqueConstraint(
                        fields=("action", "window", "funder", "year", "kind"),
                        name="cooperation_funding_once",
                        nulls_distinct=False,
                        violation_error_message="Ce guichet, ce financeur et cette année ont déjà un montant.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPhoto",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "image",
                    models.TextField(
                        max_length=300,
                        validators=[
                            django.core.validators.FileExtensionValidator(
                                ["jpg", "jpeg", "png", "webp"]
                            )
                        ],
                        verbose_name="image",
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
                    "alt",
                    models.CharField(
                        max_length=300, verbose_name="texte de remplacement"
                    ),
                ),
                ("credit", models.CharField(max_length=200, verbose_name="crédit")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="ordre"),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.action",
                        verbose_name="action",
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
                "verbose_name": "historical photo",
                "verbose_name_plural": "historical photos",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Photo",
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
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "image",
                    models.ImageField(
                        height_field="height",
                        max_length=300,
                        upload_to=cooperation.models.media.photo_path,
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
                    "alt",
                    models.CharField(
                        max_length=300, verbose_name="texte de remplacement"
                    ),
                ),
                ("credit", models.CharField(max_length=200, verbose_name="crédit")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="ordre"),
                ),
            ],
            options={
                "verbose_name": "photo",
                "verbose_name_plural": "photos",
                "ordering": ("position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("alt", ""), _negated=True),
                            models.Q(("credit", ""), _negated=True),
                        ),
                        name="cooperation_photo_alt_and_credit",
                        violation_error_message="Une photo demande un texte de remplacement et un crédit.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDocument",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.TextField(
                        max_length=300,
                        validators=[
                            django.core.validators.FileExtensionValidator(
                                ["pdf", "odt", "docx", "ods", "xlsx"]
                            )
                        ],
                        verbose_name="fichier",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.action",
                        verbose_name="action",
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
                "verbose_name": "historical document",
                "verbose_name_plural": "historical documents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Document",
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
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=300,
                        upload_to=cooperation.models.media.document_path,
                        validators=[
                            django.core.validators.FileExtensionValidator(
                                ["pdf", "odt", "docx", "ods", "xlsx"]
                            )
                        ],
                        verbose_name="fichier",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="titre")),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ("title", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalTestimony",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
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
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                ("text", models.TextField(verbose_name="texte")),
                ("function", models.CharField(max_length=200, verbose_name="fonction")),
                (
                    "organisation",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="organisation"
                    ),
                ),
                (
                    "person_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="nom de la personne"
                    ),
                ),
                (
                    "has_consent",
                    models.BooleanField(
                        default=False, verbose_name="accord pour publier le texte"
                    ),
                ),
                (
                    "has_name_consent",
                    models.BooleanField(
                        default=False, verbose_name="accord pour publier le nom"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cooperation.action",
                        verbose_name="action",
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
                "verbose_name": "historical témoignage",
                "verbose_name_plural": "historical témoignages",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Testimony",
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
                    "publication",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("publiee", "publiée"),
                            ("archivee", "archivée"),
                        ],
                        default="brouillon",
                        help_text="Seul ce qui est publié est visible du public.",
                        max_length=10,
                        verbose_name="publication",
                    ),
                ),
                ("text", models.TextField(verbose_name="texte")),
                ("function", models.CharField(max_length=200, verbose_name="fonction")),
                (
                    "organisation",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="organisation"
                    ),
                ),
                (
                    "person_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="nom de la personne"
                    ),
                ),
                (
                    "has_consent",
                    models.BooleanField(
                        default=False, verbose_name="accord pour publier le texte"
                    ),
                ),
                (
                    "has_name_consent",
                    models.BooleanField(
                        default=False, verbose_name="accord pour publier le nom"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="testimonies",
                        to="cooperation.action",
                        verbose_name="action",
                    ),
                ),
                (
                    "collectivity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="testimonies",
                        to="cooperation.collectivity",
                        verbose_name="collectivité",
                    ),
                ),
            ],
            options={
                "verbose_name": "témoignage",
                "verbose_name_plural": "témoignages",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("publication__in", ["brouillon", "publiee", "archivee"])
                        ),
                        name="cooperation_testimony_publication_known",
                        violation_error_message="Cette valeur n’est pas dans la liste.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("action__isnull", False),
                            ("collectivity__isnull", False),
                            _connector="OR",
                        ),
                        name="cooperation_testimony_about_something",
                        violation_error_message="Rattachez le témoignage à une action ou à une collectivité.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("publication", "publiee"), _negated=True),
                            ("has_consent", True),
                            _connector="OR",
                        ),
                        name="cooperation_testimony_published_with_consent",
                        violation_error_message="Un témoignage ne se publie qu’avec l’accord de son auteur.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Action",
            name="partners",
            field=models.ManyToManyField(
                related_name="actions",
                through="cooperation.Involvement",
                to="cooperation.partner",
            ),
        ),
    ]
