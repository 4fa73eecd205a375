"""The figures of a selection: charts and tables, each table in full, and as CSV."""

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from cooperation.directories.pages import tags_of
from cooperation.exports.csv_stream import BOM, Echo, cell
from cooperation.figures import money, years
from cooperation.figures.matrices import MATRICES, Crossing, Matrix, matrices, matrix_of
from cooperation.figures.tables import (
    OF_ACTIONS,
    OF_AGREEMENTS,
    Table,
    agreements_of,
    counted,
    facet_rows,
    facet_tables,
    list_url,
)
from cooperation.filters import ActionFilter
from cooperation.reading import figures
from cooperation.reading.choices import Choices
from cooperation.reading.money import euros
from cooperation.refusals import refuse
from cooperation.views.public import PublicMixin, public

Maker = Callable[[ActionFilter], Table]
AGREEMENTS = "accords-"
MADE: dict[str, Maker] = {
    "combinaisons": money.combinations,
    "annees": years.under_way,
    "signatures": lambda selection: years.signed(agreements_of(selection)),
    "montants-guichets": money.by_window,
    "montants-annees": money.by_year,
    "montants-pays": money.by_country,
}
CODES = [
    *OF_ACTIONS,
    *(f"{AGREEMENTS}{name}" for name in OF_AGREEMENTS),
    *MADE,
    *MATRICES,
]


class FiguresView(PublicMixin, TemplateView):
    """The figures of a selection: who acts where, on what, with whose money."""

    template_name = "cooperation/figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = ActionFilter(self.request.GET)
        agreements = agreements_of(selection)
        counts, signed = counted(selection), counted(agreements)
        crossing = Crossing(selection)
        return super().get_context_data(**kwargs) | {
            "section": "chiffres",
            "selection": selection,
            "problems": selection.problems,
            "tags": tags_of(selection),
            "query": selection.address(),
            "total": counts.total,
            "key_figures": key_figures(selection, counts, signed.total),
            "groups": groups(selection, counts, agreements, signed),
            "matrices": matrices(crossing),
            "pools": list(crossing.pools()),
            "alone": crossing.alone(),
            "unknown": without_amount(selection),
            "list_url": list_url(selection),
        }


def key_figures(
    selection: ActionFilter, counts: Any, n_agreements: int
) -> list[dict[str, Any]]:
    """Return the key figures of a selection, each with the URL of what it counts."""
    total = sum(row.number for row in money.by_window(selection).rows)
    found = [
        figures.actions(counts.total, list_url(selection)),
        figures.agreements(n_agreements, list_url(agreements_of(selection))),
        figures.countries(counts.countries, "#table-pays"),
    ]
    if total:
        found.append(
            {
                "value": euros(total),
                "label": _("accordés, d’après les montants connus"),
                "url": "#table-montants-guichets",
            }
        )
    return found


def groups(
    selection: ActionFilter, counts: Any, agreements: Any, signed: Any
) -> list[dict[str, Any]]:
    """Return the tables grouped by question; tables without rows are left out."""
    of = {table.code: table for table in facet_tables(selection, counts, OF_ACTIONS)}
    made = {code: maker(selection) for code, maker in MADE.items()}
    of |= {code: table for code, table in made.items() if table.rows}
    of |= {
        table.code: table for table in facet_tables(agreements, signed, OF_AGREEMENTS)
    }
    asked = [
        (_("Où"), ["pays", "region"]),
        (_("Sur quoi"), ["theme", "odd"]),
        (_("Qui"), ["collectivite", "epci", "departement", "nature"]),
        (_("Depuis quand, sous quel accord"), YEARS),
        (_("Avec quel argent"), MONEY),
    ]
    return [
        {"title": title, "tables": [of[code] for code in codes if code in of]}
        for title, codes in asked
        if any(code in of for code in codes)
    ]


YEARS = [
    *("annees", "signatures", "type", "statut"),
    *(f"{AGREEMENTS}type", f"{AGREEMENTS}statut"),
]
MONEY = [
    "guichet",
    "combinaisons",
    "montants-guichets",
    "montants-annees",
    "montants-pays",
]


def without_amount(selection: ActionFilter) -> str:
    """Return how many actions have no known amount; totals leave them out."""
    known = money.amounts(selection).values("action")
    number = selection.without().exclude(pk__in=known).count()
    if not number:
        return ""
    words = ngettext(
        "%(n)s action n’a aucun montant accordé connu : les totaux ne la comptent pas.",
        "%(n)s actions n’ont aucun montant accordé connu : les totaux ne les comptent "
        "pas.",
        number,
    )
    return words % {"n": number_format(number, force_grouping=True)}


class FigureView(PublicMixin, TemplateView):
    template_name = "cooperation/figure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = ActionFilter(self.request.GET)
        code = self.kwargs["code"]
        if code not in CODES:
            raise Http404
        return super().get_context_data(**kwargs) | {
            "section": "chiffres",
            "selection": selection,
            "problems": selection.problems,
            "tags": tags_of(selection),
            "query": selection.address(),
            "code": code,
            **whole(selection, code),
        }


def whole(selection: ActionFilter, code: str) -> dict[str, Any]:
    if code in MATRICES:
        return {"matrix": matrix_of(Crossing(selection), code, whole=True)}
    return {"table": table_of(selection, code)}


def table_of(selection: ActionFilter, code: str) -> Table:
    if code in MADE:
        return MADE[code](selection)
    of_agreements = code.startswith(AGREEMENTS)
    titles = OF_AGREEMENTS if of_agreements else OF_ACTIONS
    kept = agreements_of(selection) if of_agreements else selection
    name = code.removeprefix(AGREEMENTS)
    choices = Choices(kept, counted(kept), "")
    return Table(code, str(titles[name]), facet_rows(kept, choices, name))


@public
def figure_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send a table or matrix as CSV."""
    if code not in CODES:
        raise Http404
    selection = ActionFilter(request.GET)
    if selection.refusals:
        return refuse(request, *selection.refusals)
    found = whole(selection, code)
    lines = (
        matrix_lines(found["matrix"]) if "matrix" in found else lines_of(found["table"])
    )
    pieces: Iterator[bytes] = iter(()) if request.method == "HEAD" else encoded(lines)
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="passerelles-{code}.csv"',
        "X-Robots-Tag": "noindex",
    }
    return StreamingHttpResponse(pieces, headers=headers)


def lines_of(table: Table) -> Iterator[list[Any]]:
    yield ["valeur", "nombre" if not table.unit else "montant_eur"]
    for row in table.rows:
        yield [row.label, row.number]


def matrix_lines(matrix: Matrix) -> Iterator[list[Any]]:
    yield ["", *matrix.columns]
    for label, cells in matrix.rows:
        yield [label, *(found.number if found else 0 for found in cells)]


def encoded(lines: Iterator[list[Any]]) -> Iterator[bytes]:
    """Return lines as CSV in UTF-8 with a BOM and semicolons, for French Excel."""
    writer: Any = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    yield BOM.encode()
    for line in lines:
        yield writer.writerow([cell(value) for value in line]).encode()
