"""What the values of facets are called, and what groups them, as of now."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, TextField, Value, Window
from django.db.models.functions import Cast, RowNumber

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
from cooperation.search.facet_index import FacetIndex, FacetLabel, IndexReference
from cooperation.text import normalize

Labels = dict[Any, FacetLabel]

# Lists of which the keys are numbers.
NUMBERED = {"theme", "guichet", "odd"}


def read_reference(
    countries: Iterable[str], authorities: Iterable[int]
) -> IndexReference:
    """Return the names and groups of all values; of countries and authorities, some."""
    reference = IndexReference()
    add_countries(reference, list(countries))
    add_authorities(reference, list(authorities))
    reference.labels.update(read_lists())
    return reference


def read_lists() -> dict[str, Labels]:
    """Return the labels of the lists that are read whole, in one query."""
    columns: dict[str, tuple[Any, ...]] = {
        "region": (SubRegion, "code", "name_fr", "name_en"),
        "theme": (Theme, "code", "name_fr", "name_en"),
        "guichet": (FundingWindow, "code", "name_fr", "name_en"),
        "odd": (Goal, "pk", "name_fr", "name_en"),
        "departement": (Department, "code", "name", "name"),
    }
    first, *others = (
        model.objects.annotate(
            facet=Value(facet, TextField()),
            place=Window(RowNumber(), order_by=list(model._meta.ordering)),
            key=Cast("pk", TextField()),
            value=Cast(names[0], TextField()),
            fr=F(names[1]),
            en=F(names[2]),
        )
        .order_by()
        .values_list("facet", "place", "key", "value", "fr", "en")
        for facet, (model, *names) in columns.items()
    )
    labels: dict[str, Labels] = {facet: {} for facet in columns}
    for facet, _place, key, value, fr, en in sorted(first.union(*others, all=True)):
        label = write_label(facet, value, fr, en)
        labels[facet][int(key) if facet in NUMBERED else key] = label
    return labels


def write_label(facet: str, value: str, fr: str, en: str) -> FacetLabel:
    if facet == "odd":
        return FacetLabel(value, f"{value}. {fr}", f"{value}. {en}")
    if facet == "departement":
        text = str(Department(code=value, name=fr))
        return FacetLabel(value, text, text)
    return FacetLabel(value, fr, en)


def knows_all(reference: IndexReference, index: FacetIndex) -> bool:
    """Return whether no country or authority of an index is without a name."""
    return all(
        reference.labels.get(facet, {}).keys() >= index.facets[facet].code_of.keys()
        for facet in ("pays", "collectivite")
    )


def sort_labels(labels: Labels) -> Labels:
    return dict(
        sorted(labels.items(), key=lambda item: (normalize(item[1].fr), item[1].value))
    )


def add_countries(reference: IndexReference, keys: list[str]) -> None:
    rows = Country.objects.only("name_fr", "name_en", "sub_region").in_bulk(keys)
    reference.groups["region"] = {key: row.sub_region_id for key, row in rows.items()}
    reference.labels["pays"] = sort_labels(
        {
            key: FacetLabel(key.lower(), row.name_fr, row.name_en)
            for key, row in rows.items()
        }
    )


def add_authorities(reference: IndexReference, keys: list[int]) -> None:
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
