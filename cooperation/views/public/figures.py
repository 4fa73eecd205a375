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
from cooperation.search.facets import FacetCounts, count_facets
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from cooperation.search.pagination import build_filter_tags
from cooperation.stats import money, years
from cooperation.stats.catalogue import GRANTED_TITLE
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
        agreements = select_agreements(selection)
        counts, signed = count_facets(selection), count_facets(agreements)
        crossing = FacetCrossing(selection)
        return super().get_context_data(**kwargs) | {
            "selection": selection,
            "problems": selection.problems,
            "tags": build_filter_tags(selection),
            "query": selection.querystring(),
            "total": counts.total,
            "key_figures": build_key_figures(selection, counts, signed.total),
            "groups": build_table_groups(selection, counts, agreements, signed),
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


def build_key_figures(
    selection: ActionFilterSet, counts: FacetCounts, n_agreements: int
) -> list[KeyFigure]:
    """Return the key figures of a selection, each with the URL of what it counts."""
    total = sum(row.number for row in money.build_window_table(selection).rows)
    found = [
        build_figure("action", counts.total, build_list_url(selection)),
        build_figure(
            "agreement", n_agreements, build_list_url(select_agreements(selection))
        ),
        KeyFigure(counts.countries, _("pays où se passent les actions"), "#table-pays"),
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


def build_table_groups(
    selection: ActionFilterSet,
    counts: FacetCounts,
    agreements: AgreementFilterSet,
    signed: FacetCounts,
) -> list[TableGroup]:
    """Return the tables grouped by question; tables without rows are left out."""
    of = {
        table.code: table
        for table in build_facet_tables(selection, counts, ACTION_TABLE_TITLES)
    }
    made = {code: maker(selection) for code, maker in TABLE_BUILDERS.items()}
    of |= {code: table for code, table in made.items() if table.rows}
    of |= {
        table.code: table
        for table in build_facet_tables(agreements, signed, AGREEMENT_TABLE_TITLES)
    }
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
        else iter_table_lines(found["table"])
    )
    pieces = stream_csv(header=next(lines), rows=lines)
    if request.method == "HEAD":
        pieces = iter(())
    headers = NOINDEX | {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="passerelles-{code}.csv"',
    }
    return StreamingHttpResponse(pieces, headers=headers)


def iter_table_lines(table: FigureTable) -> Iterator[list[Any]]:
    yield ["valeur", "nombre" if not table.unit else "montant_eur"]
    for row in table.rows:
        yield [row.label, row.number]


def iter_matrix_lines(matrix: Matrix) -> Iterator[list[Any]]:
    yield ["", *matrix.columns]
    for label, cells in matrix.rows:
        yield [label, *(found.number if found else 0 for found in cells)]
