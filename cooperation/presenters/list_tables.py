"""A list as a compact table, with the columns that its address chooses."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.text import capfirst

from cooperation.models import Collectivity, Country, Partner
from cooperation.presenters.collectivities import get_collectivity_nature
from cooperation.presenters.flags import build_flag
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.types import (
    ActionCard,
    AgreementCard,
    Card,
    ListTable,
    SortOption,
    TableCell,
    TableColumn,
    TableRow,
)
from cooperation.search.displays import (
    ActionColumn,
    AgreementColumn,
    CollectivityColumn,
    CountryColumn,
    PartnerColumn,
)
from cooperation.search.filterset import SearchFilterSet

CellBuilder = Callable[[Any], TableCell]
# Columns of numbers, by code.
NUMBERS = {"budget", "actions", "accords", "population", "collectivites"}


def build_table(selection: SearchFilterSet, rows: Iterable[TableRow]) -> ListTable:
    """Return a table of rows that have the columns of a selection."""
    shown = selection.shown_columns
    return ListTable(
        columns=list_columns(shown),
        choices=[
            SortOption(column.value, capfirst(str(column.label)), column in shown)
            for column in selection.columns or []
        ],
        rows=list(rows),
    )


def list_columns(shown: Iterable[TextChoices]) -> list[TableColumn]:
    return [
        TableColumn(column.value, capfirst(str(column.label)), column.value in NUMBERS)
        for column in shown
    ]


def build_cells(
    shown: Iterable[TextChoices], cells: Mapping[Any, CellBuilder], item: Any
) -> list[tuple[TableColumn, TableCell]]:
    return [(column, cells[column.code](item)) for column in list_columns(shown)]


def text(value: Any) -> TableCell:
    """Return a cell with one text; empty for nothing."""
    return TableCell([value] if value else [])


# Actions and agreements, from their cards ---------------------------------------------


def get_verified_month(card: Card) -> TableCell:
    return text(card.verified_on and date_format(card.verified_on, "F Y"))


def get_places(card: Card) -> TableCell:
    return TableCell(card.places, flags=card.flags)


ACTION_CELLS: dict[str, CellBuilder] = {
    ActionColumn.LEAD: lambda card: text(card.lead),
    ActionColumn.PLACES: get_places,
    ActionColumn.PARTNERS: lambda card: TableCell(card.partners),
    ActionColumn.KIND: lambda card: text(capfirst(card.kind_label)),
    ActionColumn.THEMES: lambda card: TableCell(card.themes),
    ActionColumn.YEARS: lambda card: text(card.years),
    ActionColumn.STATUS: lambda card: text(capfirst(card.status_label)),
    ActionColumn.BUDGET: lambda card: text(card.budget),
    ActionColumn.VERIFIED: get_verified_month,
}
AGREEMENT_CELLS: dict[str, CellBuilder] = {
    AgreementColumn.KIND: lambda card: text(capfirst(card.kind_label)),
    AgreementColumn.PLACES: get_places,
    AgreementColumn.PARTNERS: lambda card: TableCell(card.partners),
    AgreementColumn.THEMES: lambda card: TableCell(card.themes),
    AgreementColumn.YEARS: lambda card: text(card.years),
    AgreementColumn.STATUS: lambda card: text(capfirst(card.status_label)),
    AgreementColumn.ACTIONS: lambda card: text(card.actions),
    AgreementColumn.VERIFIED: get_verified_month,
}


def build_action_table(
    selection: SearchFilterSet, cards: Iterable[ActionCard]
) -> ListTable:
    shown = selection.shown_columns
    return build_table(
        selection,
        (
            TableRow(card.title, card.url, build_cells(shown, ACTION_CELLS, card), True)
            for card in cards
        ),
    )


def build_agreement_table(
    selection: SearchFilterSet, cards: Iterable[AgreementCard]
) -> ListTable:
    shown = selection.shown_columns
    return build_table(
        selection,
        (
            TableRow(
                format_html("{} – {}", card.lead, card.counterpart),
                card.url,
                build_cells(shown, AGREEMENT_CELLS, card),
                True,
            )
            for card in cards
        ),
    )


# Authorities, partners, countries, from their rows ------------------------------------


def count_cell(name: str, route: str, param: str, key: str = "slug") -> CellBuilder:
    """Return a function that links a number of a row to the list of what it counts."""

    def build(row: Any) -> TableCell:
        number: int = getattr(row, name)
        value = str(getattr(row, key)).lower()
        url = get_list_url(route, **{param: value}) if number else ""
        return TableCell([number_format(number, force_grouping=True)], url)

    return build


def build_population_cell(row: Collectivity) -> TableCell:
    if row.population is None:
        return TableCell()
    return text(number_format(row.population, force_grouping=True))


def build_country_cell(row: Partner) -> TableCell:
    if row.country is None:
        return TableCell()
    return TableCell([row.country.name], flags=[build_flag(row.country)])


COLLECTIVITY_CELLS: dict[str, CellBuilder] = {
    CollectivityColumn.NATURE: lambda row: text(capfirst(get_collectivity_nature(row))),
    CollectivityColumn.DEPARTMENT: lambda row: text(
        row.department and str(row.department)
    ),
    CollectivityColumn.POPULATION: build_population_cell,
    CollectivityColumn.COUNTRIES: lambda row: TableCell(
        [flag.name for flag in row.flags], flags=row.flags
    ),
    CollectivityColumn.AGREEMENTS: count_cell(
        "n_agreements", "agreement_list", "collectivite"
    ),
    CollectivityColumn.ACTIONS: count_cell("n_actions", "action_list", "collectivite"),
}
PARTNER_CELLS: dict[str, CellBuilder] = {
    PartnerColumn.NATURE: lambda row: text(capfirst(row.get_kind_display())),
    PartnerColumn.ACRONYM: lambda row: text(row.acronym),
    PartnerColumn.COUNTRY: build_country_cell,
    PartnerColumn.AGREEMENTS: count_cell(
        "n_agreements", "agreement_list", "partenaire"
    ),
    PartnerColumn.ACTIONS: count_cell("n_actions", "action_list", "partenaire"),
}
COUNTRY_CELLS: dict[str, CellBuilder] = {
    CountryColumn.REGION: lambda row: text(row.sub_region and row.sub_region.name),
    CountryColumn.SINCE: lambda row: text(str(row.since or "")),
    CountryColumn.COLLECTIVITIES: count_cell(
        "n_authorities", "collectivity_list", "pays", "iso2"
    ),
    CountryColumn.AGREEMENTS: count_cell(
        "n_agreements", "agreement_list", "pays", "iso2"
    ),
    CountryColumn.ACTIONS: count_cell("n_actions", "action_list", "pays", "iso2"),
}
DIRECTORY_CELLS: dict[type, dict[str, CellBuilder]] = {
    Collectivity: COLLECTIVITY_CELLS,
    Partner: PARTNER_CELLS,
    Country: COUNTRY_CELLS,
}


def build_directory_table(selection: SearchFilterSet, rows: Iterable[Any]) -> ListTable:
    """Return a table of authorities, partners or countries with their counts.

    Authorities have ``flags``, of their countries; countries ``n_authorities``.
    """
    shown = selection.shown_columns
    return build_table(
        selection,
        (
            TableRow(
                row.name,
                row.get_absolute_url(),
                build_cells(shown, DIRECTORY_CELLS[type(row)], row),
            )
            for row in rows
        ),
    )
