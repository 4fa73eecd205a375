"""The sources of the facet values of actions and agreements."""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from cooperation.enums import CollectivityKind, Publication
from cooperation.folding import name_key
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
from cooperation.postings import EVERY_SHEET, Keeper, Label, Postings, Source, read

YEARS = "annee"
INTEGERS = {"theme", "odd", "guichet", "collectivite", YEARS}
PUBLISHED = Publication.PUBLISHED


def action_sources() -> list[Source]:
    actions = Action.objects.published()
    of_public = Q(action__publication=PUBLISHED)
    located = Location.objects.filter(of_public)
    co_led = Action.co_leads.through.objects.filter(of_public)
    under = actions.filter(agreement__publication=PUBLISHED)
    return [
        every(actions),
        Source("statut", actions, "status", "pk"),
        Source("type", under, "agreement__kind", "pk"),
        Source("pays", located, "country"),
        Source("collectivite", actions, "lead", "pk"),
        Source("collectivite", co_led, "collectivity"),
        Source(YEARS, actions, "start_year", "pk"),
        Source(YEARS, actions, "end_year", "pk"),
        *told_by_actions(of_public, "action"),
    ]


def agreement_sources() -> list[Source]:
    agreements = Agreement.objects.published()
    of_public = Q(agreement__publication=PUBLISHED)
    cosigned = Agreement.other_signatories.through.objects.filter(of_public)
    dated = AgreementEvent.objects.filter(of_public)
    under_public = Q(
        action__publication=PUBLISHED, action__agreement__publication=PUBLISHED
    )
    return [
        every(agreements),
        Source("statut", agreements.with_status(), "current_status", "pk"),
        Source("type", agreements, "kind", "pk"),
        Source("pays", agreements, "country", "pk"),
        Source("nature", agreements, "counterpart__kind", "pk"),
        Source("collectivite", agreements, "collectivity", "pk"),
        Source("collectivite", cosigned, "collectivity", "agreement"),
        Source(YEARS, dated, "year", "agreement"),
        *told_by_actions(under_public, "action__agreement"),
    ]


def every(sheets: QuerySet[Any]) -> Source:
    all_of_them = sheets.alias(nothing=Value("", CharField()))
    return Source(EVERY_SHEET, all_of_them, "nothing", "pk")


def told_by_actions(public: Q, sheet: str) -> list[Source]:
    """Return the sources that actions and agreements share, read from actions.

    ``public`` filters the rows of published entries; ``entry`` is the path from a row
    to the entry.
    """
    fundings = Funding.objects.filter(public)
    involvements = Involvement.objects.filter(public)
    themed = Action.themes.through.objects.filter(public)
    goals = Action.goals.through.objects.filter(public)
    return [
        Source("theme", themed, "theme", sheet),
        Source("odd", goals, "goal", sheet),
        Source("guichet", fundings, "window", sheet),
        Source("nature", involvements, "partner__kind", sheet),
        Source("nature", fundings, "funder__kind", sheet),
    ]


# What values are called, and what gathers them ----------------------------------------


def complete(postings: Postings) -> Postings:
    """Add the labels, and the facets that group others: region, EPCI, department."""
    countries = Country.objects.only("name_fr", "name_en", "sub_region")
    found = countries.in_bulk(list(postings.masks.get("pays", {})))
    postings.derive(
        "region", "pays", {key: country.sub_region_id for key, country in found.items()}
    )
    postings.labels["pays"] = by_name(
        {
            key: Label(key.lower(), country.name_fr, country.name_en)
            for key, country in found.items()
        }
    )
    add_authorities(postings)
    label_bilingual(postings, "region", SubRegion.objects.all(), "code")
    label_bilingual(postings, "theme", Theme.objects.all(), "code")
    label_bilingual(postings, "guichet", FundingWindow.objects.all(), "code")
    postings.labels["odd"] = {
        goal.pk: Label(
            str(goal.pk), f"{goal.pk}. {goal.name_fr}", f"{goal.pk}. {goal.name_en}"
        )
        for goal in Goal.objects.all()
    }
    return postings


def by_name(labels: dict[Any, Label]) -> dict[Any, Label]:
    return dict(sorted(labels.items(), key=lambda item: name_key(item[1].fr)))


def label_bilingual(
    postings: Postings, facet: str, rows: QuerySet[Any], value: str
) -> None:
    postings.labels[facet] = {
        row.pk: Label(getattr(row, value), row.name_fr, row.name_en) for row in rows
    }


def add_authorities(postings: Postings) -> None:
    columns = ("slug", "name", "kind", "epci", "department")
    authorities = Collectivity.objects.only(*columns)
    found = authorities.in_bulk(list(postings.masks.get("collectivite", {})))
    epci_of = {key: home_epci(row) for key, row in found.items()}
    department_of = {key: row.department_id for key, row in found.items()}
    postings.derive("epci", "collectivite", epci_of)
    postings.derive("departement", "collectivite", department_of)
    postings.labels["collectivite"] = by_name(
        {key: Label(row.slug, row.name, row.name) for key, row in found.items()}
    )
    epcis = EPCI.objects.only("slug", "name").in_bulk(
        list(postings.masks.get("epci", {}))
    )
    postings.labels["epci"] = by_name(
        {key: Label(row.slug, row.name, row.name) for key, row in epcis.items()}
    )
    postings.labels["departement"] = {
        row.pk: Label(row.pk, str(row), str(row)) for row in Department.objects.all()
    }


def home_epci(authority: Collectivity) -> int | None:
    """Return the EPCI of an authority: itself if it is one, else its own."""
    is_epci = authority.kind == CollectivityKind.EPCI
    return authority.pk if is_epci else authority.epci_id


def read_actions() -> Postings:
    return complete(read(action_sources(), INTEGERS))


def read_agreements() -> Postings:
    return complete(read(agreement_sources(), INTEGERS))


ACTIONS, AGREEMENTS = Keeper(read_actions), Keeper(read_agreements)
