"""Columns of authorities, partners and countries in public exports."""

from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Greatest, Lower
from django.utils.translation import gettext_lazy as _

from cooperation.columns.datasets import (
    POINTS_CODE,
    Dataset,
    ExportColumn,
    ExportRelation,
    UnionRelation,
)
from cooperation.columns.shared import build_licence_columns
from cooperation.columns.values import (
    build_first_known,
    build_page_url,
    build_place_precision,
    build_wkt_point,
)
from cooperation.enums import CollectivityKind, PartnerKind
from cooperation.models import Action, Agreement, Collectivity, Country, Partner
from cooperation.models.expressions import build_position_annotations

# The ways from an action or agreement to its authorities, and to its countries.
AUTHORITY_PATHS = {
    Action: ("lead", "co_leads"),
    Agreement: ("collectivity", "other_signatories"),
}
COUNTRY_PATHS = {
    Action: ("locations__country",),
    Agreement: ("country", "places__country"),
}


def list_activity_relations(*, of_countries: bool) -> UnionRelation:
    """Return the countries of an authority, or the authorities of a country.

    Where it acts or signed something, first or not.
    """
    pairs = [
        (model, authority, country)
        for model in (Action, Agreement)
        for authority in AUTHORITY_PATHS[model]
        for country in COUNTRY_PATHS[model]
    ]
    return UnionRelation(
        [
            build_activity_part(model, country, authority)
            if of_countries
            else build_activity_part(model, authority, country)
            for model, authority, country in pairs
        ],
        order="name_key",
    )


def build_activity_part(model: Any, key: str, path: str) -> tuple[ExportRelation, str]:
    """Return the published rows that lead from ``key`` to what ``path`` names."""

    def get_rows() -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.published()
        return rows.filter(**{f"{path}__isnull": False})

    return ExportRelation(get_rows, key), f"{path}__"


def build_count_columns() -> list[ExportColumn]:
    return [
        ExportColumn("actions", _("Nombre d’actions"), ("n_actions",)),
        ExportColumn("accords", _("Nombre d’accords"), ("n_agreements",)),
    ]


def build_identity_columns(route: str) -> list[ExportColumn]:
    """Return the slug, the address and the name of a row."""
    return [
        ExportColumn("identifiant", _("Identifiant"), ("slug",)),
        ExportColumn("url", _("Adresse"), ("slug",), expression=build_page_url(route)),
        ExportColumn("nom", _("Nom"), ("name",)),
    ]


# Authorities --------------------------------------------------------------------------


def get_collectivity_rows() -> QuerySet[Any]:
    """Return all authorities, with their counts and the day of the last confirmation.

    Of what is published only; the list selects which ones.
    """
    days = [
        build_last_confirmation(model, authority)
        for model, authorities in AUTHORITY_PATHS.items()
        for authority in authorities
    ]
    rows: QuerySet[Any] = Collectivity.objects.with_counts().annotate(
        confirmed_on=Greatest(*days)
    )
    return rows


def build_last_confirmation(model: Any, authority: str) -> Subquery:
    rows: QuerySet[Any] = model.objects.published()
    led = rows.filter(**{authority: OuterRef("pk")}).order_by()
    together = led.annotate(one=Value(1)).values("one")
    return Subquery(together.annotate(day=Max("verified_on")).values("day"))


COLLECTIVITY_DATASET = Dataset(
    name="collectivites",
    rows=get_collectivity_rows,
    columns=[
        *build_identity_columns("cooperation:collectivity_detail"),
        ExportColumn("nature", _("Nature"), ("kind",), choices=CollectivityKind),
        ExportColumn("nature_code", _("Nature (code)"), ("kind",)),
        ExportColumn("insee", _("Code INSEE"), ("insee_code",)),
        ExportColumn("siren", _("SIREN"), ("siren",)),
        ExportColumn("departement", _("Département"), ("department__name",)),
        ExportColumn("departement_code", _("Département (code)"), ("department",)),
        ExportColumn(
            "region",
            _("Région"),
            ("region__name", "department__region__name"),
            expression=build_first_known,
        ),
        ExportColumn(
            "region_code",
            _("Région (code)"),
            ("region", "department__region"),
            expression=build_first_known,
        ),
        ExportColumn("epci", _("EPCI"), ("epci__name",)),
        ExportColumn("epci_siren", _("EPCI (SIREN)"), ("epci__siren",)),
        ExportColumn("population", _("Population"), ("population",)),
        *build_count_columns(),
        ExportColumn("pays", _("Pays"), ("name_{lang}",), of="countries"),
        ExportColumn("pays_code", _("Pays (code ISO)"), ("iso2",), of="countries"),
        ExportColumn(
            POINTS_CODE, _("Point"), ("lat", "lng"), expression=build_wkt_point
        ),
        ExportColumn("site", _("Site internet"), ("website",)),
        ExportColumn("confirmee_le", _("Dernière confirmation"), ("confirmed_on",)),
        ExportColumn("fermee_le", _("N’existe plus depuis le"), ("closed_on",)),
        *build_licence_columns(),
    ],
    relations={"countries": list_activity_relations(of_countries=False)},
)


# Partners -----------------------------------------------------------------------------


def get_partner_rows() -> QuerySet[Any]:
    """Return the partners that are public, with their counts and their point."""
    rows: QuerySet[Any] = Partner.objects.published().with_counts()
    placed: QuerySet[Any] = rows.annotate(
        **build_position_annotations("place", "country")
    )
    return placed


PARTNER_DATASET = Dataset(
    name="partenaires",
    rows=get_partner_rows,
    columns=[
        *build_identity_columns("cooperation:partner_detail"),
        ExportColumn("sigle", _("Sigle"), ("acronym",)),
        ExportColumn("nature", _("Nature"), ("kind",), choices=PartnerKind),
        ExportColumn("nature_code", _("Nature (code)"), ("kind",)),
        ExportColumn("pays", _("Pays"), ("country__name_{lang}",)),
        ExportColumn("pays_code", _("Pays (code ISO)"), ("country",)),
        ExportColumn("lieu", _("Lieu"), ("place__name",)),
        *build_count_columns(),
        ExportColumn(
            POINTS_CODE, _("Point"), ("at_lat", "at_lng"), expression=build_wkt_point
        ),
        ExportColumn(
            "points_precision",
            _("Précision du point"),
            ("place__lat", "country__lat"),
            expression=build_place_precision,
        ),
        ExportColumn("site", _("Site internet"), ("website",)),
        *build_licence_columns(),
    ],
    relations={},
)


# Countries ----------------------------------------------------------------------------


def get_country_rows() -> QuerySet[Any]:
    """Return the countries where something published is, with their counts."""
    rows: QuerySet[Any] = Country.objects.with_published_entries().with_counts()
    return rows


COUNTRY_DATASET = Dataset(
    name="pays",
    rows=get_country_rows,
    columns=[
        ExportColumn("code", _("Code ISO à deux lettres"), ("iso2",)),
        ExportColumn("code3", _("Code ISO à trois lettres"), ("iso3",)),
        ExportColumn(
            "url",
            _("Adresse"),
            ("iso2",),
            expression=build_page_url("cooperation:country_detail", Lower),
        ),
        ExportColumn("nom_fr", _("Nom en français"), ("name_fr",)),
        ExportColumn("nom_en", _("Nom en anglais"), ("name_en",)),
        ExportColumn("region", _("Région du monde"), ("sub_region__name_{lang}",)),
        ExportColumn("region_code", _("Région du monde (code M49)"), ("sub_region",)),
        ExportColumn("depuis", _("Première année connue"), ("since",)),
        ExportColumn(
            "collectivites",
            _("Nombre de collectivités"),
            ("pk",),
            of="authorities",
            is_count=True,
        ),
        *build_count_columns(),
        ExportColumn(
            POINTS_CODE, _("Point"), ("lat", "lng"), expression=build_wkt_point
        ),
        *build_licence_columns(),
    ],
    relations={"authorities": list_activity_relations(of_countries=True)},
)
