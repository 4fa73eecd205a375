"""The figures of a selection: charts and tables, each table in full, and as CSV."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from cooperation.exports.csv import stream_csv
from cooperation.presenters.facet_choices import FacetPresenter
from cooperation.presenters.key_figures import build_figure
from cooperation.presenters.money import format_euros
from cooperation.presenters.types import KeyFigure
from cooperation.search.facets import count_facets
from cooperation.search.filters import ActionFilterSet
from cooperation.search.pagination import build_filter_tags
from cooperation.stats import money, years
from cooperation.stats.catalogue import ENTRY_FACETS, GRANTED_TITLE
from cooperation.stats.entries import (
    EntryCounts,
    build_entry_table,
    build_entry_tables,
    count_entries,
)
from cooperation.stats.matrices import (
    MATRICES,
    FacetCrossing,
    Matrix,
    build_matrices,
    build_matrix,
)
from cooperation.stats.tables import (
    ACTION_TABLE_TITLES,
    AGREEMENT_PREFIX,
    AGREEMENT_TABLE_TITLES,
    FigureTable,
    build_facet_rows,
    build_facet_tables,
    build_list_url,
    select_agreements,
)
from cooperation.views.base import PublicMixin, public_view
from cooperation.web.context import Context
from cooperation.web.errors import error_response
from cooperation.web.site import NOINDEX

TableBuilder = Callable[[ActionFilterSet], FigureTable]
TABLE_BUILDERS: dict[str, TableBuilder] = {
    "combinaisons": money.build_combination_table,
    "annees": years.build_active_years_table,
    "signatures": lambda selection: years.build_signature_table(
        select_agreements(selection)
    ),
    "montants-guichets": money.build_window_table,
    "montants-annees": money.build_year_table,
    "montants-pays": money.build_country_table,
}
TABLE_CODES = [
    *ENTRY_FACETS,
    *ACTION_TABLE_TITLES,
    *(f"{AGREEMENT_PREFIX}{name}" for name in AGREEMENT_TABLE_TITLES),
    *TABLE_BUILDERS,
    *MATRICES,
]


class FiguresView(PublicMixin, TemplateView):
    """The figures of a selection: who acts where, on what, with whose money."""

    template_name = "cooperation/figures.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        selection = ActionFilterSet(self.request.GET)
        counts = count_entries(selection)
        crossing = FacetCrossing(selection)
        return super().get_context_data(**kwargs) | {
            "selection": selection,
            "problems": selection.problems,
            "tags": build_filter_tags(selection),
            "query": selection.querystring(),
            "total": counts.total,
            "key_figures": build_key_figures(counts, crossing.count_countries()),
            "groups": build_table_groups(counts),
            "matrices": build_matrices(crossing),
            "pools": list(crossing.list_joint_opportunities()),
            "alone": crossing.list_single_authority_countries(),
            "unknown": describe_missing_amounts(selection),
            "list_url": build_list_url(selection),
        }


@dataclass(frozen=True)
class TableGroup:
    """The tables that answer one question."""

    title: str
    tables: list[FigureTable]


def build_key_figures(counts: EntryCounts, n_countries: int) -> list[KeyFigure]:
    """Return the key figures of a selection, each with the URL of what it counts."""
    selection, agreements = counts.selection.actions, counts.selection.agreements
    total = sum(row.number for row in money.build_window_table(selection).rows)
    found = [
        build_figure("agreement", counts.agreements.total, build_list_url(agreements)),
        build_figure("action", counts.actions.total, build_list_url(selection)),
        build_figure("country", n_countries, "#table-pays"),
    ]
    if total:
        found.append(
            KeyFigure(
                format_euros(total),
                str(GRANTED_TITLE),
                "#table-montants-guichets",
            )
        )
    return found


def build_table_groups(counts: EntryCounts) -> list[TableGroup]:
    """Return the tables grouped by question; tables without rows are left out."""
    selection, agreements = counts.selection.actions, counts.selection.agreements
    tables = [
        *build_entry_tables(counts),
        *build_facet_tables(selection, counts.actions, ACTION_TABLE_TITLES),
        *build_facet_tables(agreements, counts.agreements, AGREEMENT_TABLE_TITLES),
    ]
    of = {table.code: table for table in tables}
    made = {code: maker(selection) for code, maker in TABLE_BUILDERS.items()}
    of |= {code: table for code, table in made.items() if table.rows}
    asked = [
        (_("Où"), ["pays", "region"]),
        (_("Sur quoi"), ["theme", "odd"]),
        (_("Qui"), ["collectivite", "epci", "departement", "nature"]),
        (_("Depuis quand, sous quel accord"), YEAR_TABLES),
        (_("Avec quel argent"), MONEY_TABLES),
    ]
    return [
        TableGroup(title, [of[code] for code in codes if code in of])
        for title, codes in asked
        if any(code in of for code in codes)
    ]


YEAR_TABLES = [
    *("annees", "signatures", "type", "statut"),
    *(f"{AGREEMENT_PREFIX}type", f"{AGREEMENT_PREFIX}statut"),
]
MONEY_TABLES = [
    "guichet",
    "combinaisons",
    "montants-guichets",
    "montants-annees",
    "montants-pays",
]


def describe_missing_amounts(selection: ActionFilterSet) -> str:
    """Return how many actions have no known amount; totals leave them out."""
    known = money.get_granted_amounts(selection).values("action")
    number = selection.excluding().exclude(pk__in=known).count()
    if not number:
        return ""
    words = ngettext(
        "%(n)s action n’a aucun montant accordé connu : les totaux ne la comptent pas.",
        "%(n)s actions n’ont aucun montant accordé connu : les totaux ne les comptent "
        "pas.",
        number,
    )
    return words % {"n": number_format(number, force_grouping=True)}


class FigureTableView(PublicMixin, TemplateView):
    template_name = "cooperation/figure.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        selection = ActionFilterSet(self.request.GET)
        code = self.kwargs["code"]
        if code not in TABLE_CODES:
            raise Http404
        return super().get_context_data(**kwargs) | {
            "selection": selection,
            "problems": selection.problems,
            "tags": build_filter_tags(selection),
            "query": selection.querystring(),
            "code": code,
            **build_table_context(selection, code),
        }


def build_table_context(selection: ActionFilterSet, code: str) -> Context:
    if code in MATRICES:
        return {"matrix": build_matrix(FacetCrossing(selection), code, whole=True)}
    return {"table": build_whole_table(selection, code)}


def build_whole_table(selection: ActionFilterSet, code: str) -> FigureTable:
    if code in TABLE_BUILDERS:
        return TABLE_BUILDERS[code](selection)
    if code in ENTRY_FACETS:
        return build_entry_table(count_entries(selection), code)
    of_agreements = code.startswith(AGREEMENT_PREFIX)
    titles = AGREEMENT_TABLE_TITLES if of_agreements else ACTION_TABLE_TITLES
    filtered = select_agreements(selection) if of_agreements else selection
    name = code.removeprefix(AGREEMENT_PREFIX)
    choices = FacetPresenter(filtered, count_facets(filtered), "")
    return FigureTable(
        code, str(titles[name]), build_facet_rows(filtered, choices, name)
    )


@public_view
def figure_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send a table or matrix as CSV."""
    if code not in TABLE_CODES:
        raise Http404
    selection = ActionFilterSet(request.GET)
    if selection.strict_errors:
        return error_response(request, *selection.strict_errors)
    found = build_table_context(selection, code)
    lines = (
        iter_matrix_lines(found["matrix"])
        if "matrix" in found
        else iter_figure_lines(found["table"])
    )
    pieces = stream_csv(header=next(lines), rows=lines)
    if request.method == "HEAD":
        pieces = iter(())
    headers = NOINDEX | {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="passerelles-{code}.csv"',
    }
    return StreamingHttpResponse(pieces, headers=headers)


def iter_figure_lines(table: FigureTable) -> Iterator[list[Any]]:
    """Yield the header of a table of numbers, then its rows."""
    number = "montant_eur" if table.unit else "nombre"
    parts = ["accords", "actions"] if any(row.parts for row in table.rows) else []
    yield ["valeur", number, *parts]
    for row in table.rows:
        yield [row.label, row.number, *(part.number for part in row.parts)]


def iter_matrix_lines(matrix: Matrix) -> Iterator[list[Any]]:
    yield ["", *matrix.columns]
    for label, cells in matrix.rows:
        yield [label, *(found.number if found else 0 for found in cells)]
