"""What the values of facets are called, and what groups them, as of now."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from cooperation.enums import CollectivityKind
from cooperation.models import (
    EPCI,
    Collectivity,
    Country,
    Department,
    FundingWindow,
    Goal,
    SubRegion,
    Theme,
)
from cooperation.search.facet_index import FacetIndex, FacetLabel, ReferenceData
from cooperation.text import normalize

Labels = dict[Any, FacetLabel]


def read_reference(
    countries: Iterable[str], authorities: Iterable[int]
) -> ReferenceData:
    """Return the names and groups of all values; of countries and authorities, some."""
    reference = ReferenceData()
    add_countries(reference, list(countries))
    add_authorities(reference, list(authorities))
    labels = reference.labels
    labels["region"] = get_bilingual_labels(SubRegion.objects.all(), "code")
    labels["theme"] = get_bilingual_labels(Theme.objects.all(), "code")
    labels["guichet"] = get_bilingual_labels(FundingWindow.objects.all(), "code")
    labels["odd"] = {
        goal.pk: FacetLabel(
            str(goal.pk), f"{goal.pk}. {goal.name_fr}", f"{goal.pk}. {goal.name_en}"
        )
        for goal in Goal.objects.all()
    }
    labels["departement"] = {
        row.pk: FacetLabel(row.pk, str(row), str(row))
        for row in Department.objects.all()
    }
    return reference


def knows_all(reference: ReferenceData, index: FacetIndex) -> bool:
    """Return whether no country or authority of an index is without a name."""
    return all(
        reference.labels.get(facet, {}).keys() >= index.facets[facet].code_of.keys()
        for facet in ("pays", "collectivite")
    )


def sort_labels(labels: Labels) -> Labels:
    return dict(
        sorted(labels.items(), key=lambda item: (normalize(item[1].fr), item[1].value))
    )


def get_bilingual_labels(rows: QuerySet[Any], value: str) -> Labels:
    return {
        row.pk: FacetLabel(getattr(row, value), row.name_fr, row.name_en)
        for row in rows
    }


def add_countries(reference: ReferenceData, keys: list[str]) -> None:
    rows = Country.objects.only("name_fr", "name_en", "sub_region").in_bulk(keys)
    reference.groups["region"] = {key: row.sub_region_id for key, row in rows.items()}
    reference.labels["pays"] = sort_labels(
        {
            key: FacetLabel(key.lower(), row.name_fr, row.name_en)
            for key, row in rows.items()
        }
    )


def add_authorities(reference: ReferenceData, keys: list[int]) -> None:
    columns = ("pk", "slug", "name", "kind", "epci", "department", "name_key")
    chosen = Collectivity.objects.filter(pk__in=keys).order_by()
    rows = sorted(
        chosen.values_list(*columns, named=True),
        key=lambda row: (row.name_key, row.slug),
    )
    epcis = {
        row.pk: row.pk if row.kind == CollectivityKind.EPCI else row.epci
        for row in rows
    }
    reference.groups["epci"] = epcis
    reference.groups["departement"] = {row.pk: row.department for row in rows}
    reference.labels["collectivite"] = {
        row.pk: FacetLabel(row.slug, row.name, row.name) for row in rows
    }
    found = EPCI.objects.filter(pk__in={key for key in epcis.values() if key})
    reference.labels["epci"] = sort_labels(
        {
            key: FacetLabel(slug, name, name)
            for key, slug, name in found.values_list("pk", "slug", "name")
        }
    )
    ranks: dict[str, int] = {}
    for row in rows:
        reference.lead_ranks[row.pk] = ranks.setdefault(row.name_key, len(ranks))
