"""The figures of a selection: sections, each table whole, as CSV, as a picture."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from cooperation.exports.csv import stream_csv
from cooperation.pdf.pictures import frame_picture, render_picture_png
from cooperation.presenters.charts import CHART_WIDTH
from cooperation.presenters.facet_choices import (
    AskedFacets,
    FacetPresenter,
    list_hidden_values,
)
from cooperation.presenters.facet_years import build_facet_years
from cooperation.presenters.key_figures import build_figure
from cooperation.presenters.types import KeyFigure
from cooperation.search.facets import FACETS
from cooperation.search.filters import ActionFilterSet
from cooperation.search.pagination import build_filter_tags
from cooperation.stats.drawings import says_more_than_bars
from cooperation.stats.entries import EntryCounts
from cooperation.stats.highlights import list_highlights
from cooperation.stats.matrices import MATRICES, Matrix, build_matrix
from cooperation.stats.sections import TABLE_CODES, Figures
from cooperation.stats.tables import FigureTable, build_list_url
from cooperation.views.base import PublicMixin, public_view
from cooperation.views.public.facet_pages import FacetPageView
from cooperation.web.context import Context
from cooperation.web.errors import error_response
from cooperation.web.site import NOINDEX, build_full_url

# What the form of filters shows.
CONTROLS = {*FACETS, "q", "annee_min", "annee_max"}
SVG, PNG = "image/svg+xml", "image/png"


class FiguresView(FacetPageView):
    """The figures of a selection: who acts where, on what, with whose money."""

    template_name = "cooperation/figures.html"
    heading = gettext_lazy("Chiffres")

    @cached_property
    def figures(self) -> Figures:
        return Figures(ActionFilterSet(self.request.GET))

    @property
    def selection(self) -> ActionFilterSet:
        return self.figures.counts.selection.actions

    def build_facets(self, asked: AskedFacets) -> FacetPresenter:
        return FacetPresenter(self.selection, self.figures.counts.actions, asked=asked)

    def get_context_data(self, **kwargs: Any) -> Context:
        figures = self.figures
        counts, crossing = figures.counts, figures.crossing
        return super().get_context_data(**kwargs) | {
            **build_selection_context(self.selection),
            "facets": self.choices.facets(),
            "years": build_facet_years(self.selection, counts.actions),
            "hidden": list_hidden_values(self.selection, CONTROLS),
            "text": " ".join(self.selection.cleaned["q"].values),
            "total": counts.total,
            "key_figures": build_key_figures(counts, crossing.count_countries()),
            "highlights": list_highlights(counts),
            "sections": figures.build_sections(),
            "pools": list(crossing.list_joint_opportunities()),
            "alone": crossing.list_single_authority_countries(),
        }


def build_selection_context(selection: ActionFilterSet) -> Context:
    return {
        "selection": selection,
        "problems": selection.problems,
        "tags": build_filter_tags(selection),
        "query": selection.querystring(),
    }


def build_key_figures(counts: EntryCounts, n_countries: int) -> list[KeyFigure]:
    """Return the key figures of a selection, each with the URL of what it counts."""
    selection, agreements = counts.selection.actions, counts.selection.agreements
    return [
        build_figure("agreement", counts.agreements.total, build_list_url(agreements)),
        build_figure("action", counts.actions.total, build_list_url(selection)),
        build_figure("country", n_countries, "#table-pays"),
    ]


class FigureTableView(PublicMixin, TemplateView):
    template_name = "cooperation/figure.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        selection = ActionFilterSet(self.request.GET)
        code = self.kwargs["code"]
        figures = Figures(selection)
        found = build_table_context(figures, code)
        drawing = figures.draw(code)
        is_shown = "matrix" in found or says_more_than_bars(found["table"])
        return super().get_context_data(**kwargs) | {
            **build_selection_context(selection),
            **found,
            "code": code,
            "drawing": drawing,
            "picture": drawing.render() if drawing and is_shown else "",
        }


def build_table_context(figures: Figures, code: str) -> Context:
    """Return the table or the matrix of a code; raise ``Http404`` for another."""
    if code not in TABLE_CODES:
        raise Http404
    if code in MATRICES:
        return {"matrix": build_matrix(figures.crossing, code, whole=True)}
    return {"table": figures.get_table(code)}


@public_view
def figure_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send a table or matrix as CSV."""
    selection = ActionFilterSet(request.GET)
    if code in TABLE_CODES and selection.strict_errors:
        return error_response(request, *selection.strict_errors)
    found = build_table_context(Figures(selection), code)
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
    shares = ["actions_connues", "actions"] if table.unit else []
    parts = ["accords", "actions"] if any(row.parts for row in table.rows) else []
    yield ["valeur", number, *shares, *parts]
    for row in table.rows:
        known = [row.known, row.out_of or ""] if table.unit else []
        yield [row.label, row.number, *known, *(part.number for part in row.parts)]


def iter_matrix_lines(matrix: Matrix) -> Iterator[list[Any]]:
    yield ["", *matrix.columns]
    for label, cells in matrix.rows:
        yield [label, *(found.number if found else 0 for found in cells)]


# Pictures -----------------------------------------------------------------------------


@public_view
def figure_svg(request: HttpRequest, code: str) -> HttpResponse:
    return send_picture(request, code, SVG)


@public_view
def figure_png(request: HttpRequest, code: str) -> HttpResponse:
    return send_picture(request, code, PNG)


def send_picture(request: HttpRequest, code: str, content_type: str) -> HttpResponse:
    """Send the drawing of a table or a matrix; 404 where there is none."""
    selection = ActionFilterSet(request.GET)
    figures = Figures(selection)
    if code not in TABLE_CODES:
        raise Http404
    if selection.strict_errors:
        return error_response(request, *selection.strict_errors)
    picture = draw_picture(figures, code)
    content = render_picture_png(picture) if content_type == PNG else picture
    ending = "png" if content_type == PNG else "svg"
    name = f'attachment; filename="passerelles-{code}.{ending}"'
    headers = NOINDEX | {"Content-Disposition": name}
    return HttpResponse(content, content_type, headers=headers)


def draw_picture(figures: Figures, code: str) -> SafeString:
    """Return a drawing with its title, its selection and its source, as SVG."""
    drawing = figures.draw(code)
    if drawing is None:
        raise Http404(_("Il n’y a rien à dessiner pour cette sélection."))
    selection = figures.selection
    note = "" if code in MATRICES else figures.get_table(code).note
    chosen = " ; ".join(f"{one.facet} : {one.label}" for one in selection.chosen)
    day = date_format(timezone.localdate(), "j F Y")
    address = reverse("cooperation:figure", args=[code])
    source = _("Source : annuaire Passerelles, le %(day)s. Licence Ouverte 2.0.")
    notes = [
        " ".join(filter(None, [drawing.left_out, note])),
        chosen,
        source % {"day": day},
        build_full_url(f"{address}?{selection.querystring()}".rstrip("?")),
    ]
    return frame_picture(
        drawing.render(CHART_WIDTH),
        title=drawing.title,
        notes=[line for line in notes if line],
    )
