"""The sources of the facet values of actions and agreements."""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from cooperation.enums import CollectivityKind, Publication
from cooperation.models import (
    EPCI,
    Action,
    Agreement,
    AgreementEvent,
    Collectivity,
    Country,
    Department,
    Funding,
    FundingWindow,
    Goal,
    Involvement,
    Location,
    SubRegion,
    Theme,
)
from cooperation.search.facet_index import (
    EVERY_ENTRY,
    FacetIndex,
    FacetIndexCache,
    FacetLabel,
    FacetSource,
    read_facet_index,
)
from cooperation.text import normalize

YEAR_FACET = "annee"
INTEGER_FACETS = {"theme", "odd", "guichet", "collectivite", YEAR_FACET}
PUBLISHED = Publication.PUBLISHED


def list_action_sources() -> list[FacetSource]:
    actions = Action.objects.published()
    of_public = Q(action__publication=PUBLISHED)
    located = Location.objects.filter(of_public)
    co_led = Action.co_leads.through.objects.filter(of_public)
    under = actions.filter(agreement__publication=PUBLISHED)
    involved = Involvement.objects.filter(of_public)
    funded = Funding.objects.filter(of_public)
    return [
        build_base_source(actions),
        FacetSource("statut", actions, "status", "pk"),
        FacetSource("type", under, "agreement__kind", "pk"),
        FacetSource("pays", located, "country"),
        FacetSource("collectivite", actions, "lead", "pk"),
        FacetSource("collectivite", co_led, "collectivity"),
        FacetSource(YEAR_FACET, actions, "start_year", "pk"),
        FacetSource(YEAR_FACET, actions, "end_year", "pk"),
        FacetSource("nature", involved, "partner__kind"),
        FacetSource("nature", funded, "funder__kind"),
        *list_shared_sources(of_public, "action"),
    ]


def list_agreement_sources() -> list[FacetSource]:
    agreements = Agreement.objects.published()
    of_public = Q(agreement__publication=PUBLISHED)
    cosigned = Agreement.other_signatories.through.objects.filter(of_public)
    themed = Agreement.themes.through.objects.filter(of_public)
    goals = Agreement.goals.through.objects.filter(of_public)
    placed = Agreement.places.through.objects.filter(of_public)
    partnered = Agreement.partners.through.objects.filter(of_public)
    dated = AgreementEvent.objects.filter(of_public)
    under_public = Q(
        action__publication=PUBLISHED, action__agreement__publication=PUBLISHED
    )
    return [
        build_base_source(agreements),
        FacetSource("statut", agreements.with_status(), "current_status", "pk"),
        FacetSource("type", agreements, "kind", "pk"),
        FacetSource("pays", agreements, "country", "pk"),
        FacetSource("pays", placed, "place__country", "agreement"),
        FacetSource("theme", themed, "theme", "agreement"),
        FacetSource("odd", goals, "goal", "agreement"),
        FacetSource("nature", agreements, "counterpart__kind", "pk"),
        FacetSource("nature", partnered, "partner__kind", "agreement"),
        FacetSource("collectivite", agreements, "collectivity", "pk"),
        FacetSource("collectivite", cosigned, "collectivity", "agreement"),
        FacetSource(YEAR_FACET, dated, "year", "agreement"),
        *list_shared_sources(under_public, "action__agreement"),
    ]


def build_base_source(entries: QuerySet[Any]) -> FacetSource:
    all_of_them = entries.alias(nothing=Value("", CharField()))
    return FacetSource(EVERY_ENTRY, all_of_them, "nothing", "pk")


def list_shared_sources(public: Q, entry: str) -> list[FacetSource]:
    """Return the sources that actions and agreements share, read from actions.

    ``public`` filters the rows of published entries; ``entry`` is the path from a row
    to the entry.
    """
    fundings = Funding.objects.filter(public)
    themed = Action.themes.through.objects.filter(public)
    goals = Action.goals.through.objects.filter(public)
    return [
        FacetSource("theme", themed, "theme", entry),
        FacetSource("odd", goals, "goal", entry),
        FacetSource("guichet", fundings, "window", entry),
    ]


# What values are called, and what gathers them ----------------------------------------


def add_labels_and_groups(facet_index: FacetIndex) -> FacetIndex:
    """Add the labels, and the facets that group others: region, EPCI, department."""
    countries = Country.objects.only("name_fr", "name_en", "sub_region")
    found = countries.in_bulk(list(facet_index.masks.get("pays", {})))
    facet_index.add_derived(
        "region", "pays", {key: country.sub_region_id for key, country in found.items()}
    )
    facet_index.labels["pays"] = sort_labels(
        {
            key: FacetLabel(key.lower(), country.name_fr, country.name_en)
            for key, country in found.items()
        }
    )
    add_authority_labels(facet_index)
    add_bilingual_labels(facet_index, "region", SubRegion.objects.all(), "code")
    add_bilingual_labels(facet_index, "theme", Theme.objects.all(), "code")
    add_bilingual_labels(facet_index, "guichet", FundingWindow.objects.all(), "code")
    facet_index.labels["odd"] = {
        goal.pk: FacetLabel(
            str(goal.pk), f"{goal.pk}. {goal.name_fr}", f"{goal.pk}. {goal.name_en}"
        )
        for goal in Goal.objects.all()
    }
    return facet_index


def sort_labels(labels: dict[Any, FacetLabel]) -> dict[Any, FacetLabel]:
    return dict(
        sorted(labels.items(), key=lambda item: (normalize(item[1].fr), item[1].value))
    )


def add_bilingual_labels(
    facet_index: FacetIndex, facet: str, rows: QuerySet[Any], value: str
) -> None:
    facet_index.labels[facet] = {
        row.pk: FacetLabel(getattr(row, value), row.name_fr, row.name_en)
        for row in rows
    }


def add_authority_labels(facet_index: FacetIndex) -> None:
    columns = ("slug", "name", "kind", "epci", "department")
    authorities = Collectivity.objects.only(*columns)
    found = authorities.in_bulk(list(facet_index.masks.get("collectivite", {})))
    epci_of = {key: get_home_epci(row) for key, row in found.items()}
    department_of = {key: row.department_id for key, row in found.items()}
    facet_index.add_derived("epci", "collectivite", epci_of)
    facet_index.add_derived("departement", "collectivite", department_of)
    facet_index.labels["collectivite"] = sort_labels(
        {key: FacetLabel(row.slug, row.name, row.name) for key, row in found.items()}
    )
    epcis = EPCI.objects.only("slug", "name").in_bulk(
        list(facet_index.masks.get("epci", {}))
    )
    facet_index.labels["epci"] = sort_labels(
        {key: FacetLabel(row.slug, row.name, row.name) for key, row in epcis.items()}
    )
    facet_index.labels["departement"] = {
        row.pk: FacetLabel(row.pk, str(row), str(row))
        for row in Department.objects.all()
    }


def get_home_epci(authority: Collectivity) -> int | None:
    """Return the EPCI of an authority: itself if it is one, else its own."""
    is_epci = authority.kind == CollectivityKind.EPCI
    return authority.pk if is_epci else authority.epci_id


def read_action_index() -> FacetIndex:
    return add_labels_and_groups(
        read_facet_index(list_action_sources(), INTEGER_FACETS)
    )


def read_agreement_index() -> FacetIndex:
    return add_labels_and_groups(
        read_facet_index(list_agreement_sources(), INTEGER_FACETS)
    )


ACTION_INDEX_CACHE, AGREEMENT_INDEX_CACHE = (
    FacetIndexCache(read_action_index),
    FacetIndexCache(read_agreement_index),
)
