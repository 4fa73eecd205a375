"""Staff pages of results: tables, and the comparison of two waves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.web.context import Context
from surveys import permissions
from surveys.exports.aggregates import stream_aggregates
from surveys.models import Question, Wave
from surveys.results.breakdowns import (
    build_department_dimension,
    build_kind_dimension,
)
from surveys.results.charts import render_chart
from surveys.results.comparison import compare_waves
from surveys.results.counting import ALL_ANSWERS, AnswerSelection
from surveys.results.crossing import (
    CrossTable,
    NotCrossableError,
    cross_questions,
    cross_with_dimension,
)
from surveys.results.filters import (
    MAX_FILTERS,
    AnswerFilter,
    list_filters,
    select_by_answers,
)
from surveys.results.maps import draw_country_map
from surveys.results.publication import (
    build_public_view,
    publish_results,
    withdraw_results,
)
from surveys.results.ring_check import cross_in_public
from surveys.results.tables import count_results, list_questions
from surveys.results.types import FRAIL_BASE, ResultTable
from surveys.results.variables import Variable, list_variables
from surveys.views.staff.base import WavePageView

MAX_WAVES = 100
# Columns that are no question; no code of a question has a colon.
DIMENSION_PREFIX = "collectivite:"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class ResultCard:
    """A table with its chart, and of countries its map."""

    table: ResultTable
    chart: SafeString
    map: SafeString
    is_crossable: bool


@dataclass
class ResultSection:
    """The tables of a page of the questionnaire."""

    code: str
    title: str
    cards: list[ResultCard] = field(default_factory=list)


@dataclass(frozen=True)
class ResultSelection:
    """What a page of results counts, and the filters that may be added."""

    selection: AnswerSelection
    filters: list[AnswerFilter]
    choices: dict[str, AnswerFilter]


class ResultsPageView(WavePageView):
    """Results of a wave; for those who may not read answers, once they are public."""

    has_permission = staticmethod(permissions.may_see_results)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        is_hidden = not self.is_whole and not self.wave.has_public_results
        if is_hidden and self.has_permission(request):
            return render(
                request,
                "surveys/results/not_public.html",
                {"wave": self.wave},
                status=HTTPStatus.FORBIDDEN,
            )
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_whole(self) -> bool:
        """Whether every count is shown, and filters are offered.

        With suppressed counts, each filter would be one more table to subtract from.
        """
        return permissions.may_see_answers(self.request)

    def parse_selection(self, questions: Iterable[Question]) -> ResultSelection:
        """Return what the address asks for; what it does not know is left out."""
        if not self.is_whole:
            return ResultSelection(ALL_ANSWERS, [], {})
        data, choices = self.request.GET, list_filters(self.wave, questions)
        asked = list(dict.fromkeys(data.getlist("filtre")))
        filters = [choices[one] for one in asked if one in choices][:MAX_FILTERS]
        selection = AnswerSelection(
            kind=data.get("nature", "")[:20], department=data.get("departement", "")[:4]
        )
        selection = select_by_answers(self.wave, selection, filters)
        return ResultSelection(selection, filters, choices)

    def build_filters(self, chosen: ResultSelection) -> Context:
        """Return what the form of filters needs."""
        kinds, departments = build_kind_dimension(), build_department_dimension()
        return {
            "wave": self.wave,
            "is_whole": self.is_whole,
            "chosen": chosen,
            "dimensions": [
                (f"{DIMENSION_PREFIX}{one.code}", one.title[0])
                for one in (kinds, departments)
            ],
            "kinds": get_french_choices(kinds.labels),
            "departments": get_french_choices(departments.labels),
            "removals": [
                (one, build_query_without(self.request, one)) for one in chosen.filters
            ],
        }


class ResultsView(ResultsPageView):
    """The results of every question of a wave."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the tables, for all authorities or some."""
        chosen = self.parse_selection(list_questions(self.wave))
        found = count_results(self.wave, chosen.selection)
        tables = found.build_tables(public=not self.is_whole)
        response = found.get_response_rate(public=not self.is_whole)
        context = self.build_filters(chosen) | {
            "response": response,
            "is_frail": 0 < response.submitted < FRAIL_BASE,
            "frail_base": FRAIL_BASE,
            "sections": group_by_section(tables, found.questions),
        }
        return render(request, "surveys/results/results.html", context)


class AggregatesView(ResultsPageView):
    """The tables of the page of results, with its filters, as CSV or XLSX."""

    file_format = "csv"

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        chosen = self.parse_selection(list_questions(self.wave))
        found = count_results(self.wave, chosen.selection)
        tables = found.build_tables(public=not self.is_whole)
        name = f"passerelles-{self.wave.slug}-resultats.{self.file_format}"
        headers = {
            "Content-Type": CONTENT_TYPES[self.file_format],
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        pieces = stream_aggregates(tables, self.file_format)
        return StreamingHttpResponse(pieces, headers=headers)


class WorkbookView(AggregatesView):
    file_format = "xlsx"


class CrossingView(ResultsPageView):
    """A question crossed with another one, or with what authorities are."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        questions = list_questions(self.wave)
        offered = list_variables(questions)
        if not self.is_whole:
            offered = [one for one in offered if not one.question.is_confidential]
        chosen, by_code = self.parse_selection(questions), {q.code: q for q in offered}
        lines = by_code.get(request.GET.get("lignes", ""))
        asked = request.GET.get("colonnes", "")
        columns = by_code.get(asked)
        dimension = asked.removeprefix(DIMENSION_PREFIX)
        table, problem = None, ""
        try:
            if lines and columns:
                table = self.cross(lines, columns, chosen.selection)
            elif lines and dimension != asked:
                table = self.cross_with_authorities(lines, dimension, chosen.selection)
        except NotCrossableError as refusal:
            problem = str(refusal)
        context = self.build_filters(chosen) | {
            "offered": offered,
            "lines": lines,
            "asked": asked,
            "table": table,
            "problem": problem,
            "frail_base": FRAIL_BASE,
        }
        return render(request, "surveys/results/crossing.html", context)

    def cross(
        self, lines: Variable, columns: Variable, selection: AnswerSelection
    ) -> CrossTable:
        if lines == columns:
            raise NotCrossableError(_("Choisissez deux questions différentes."))
        if self.is_whole:
            return cross_questions(self.wave, lines, columns, selection)
        return cross_in_public(self.wave, lines, columns)

    def cross_with_authorities(
        self, lines: Variable, dimension: str, selection: AnswerSelection
    ) -> CrossTable:
        found = count_results(self.wave, selection)
        tables = found.build_tables(public=not self.is_whole)
        table = next((one for one in tables if one.code == lines.code), None)
        if table is None:
            raise NotCrossableError(_("Cette question n’a pas de résultat à croiser."))
        return cross_with_dimension(table, dimension)


def build_query_without(request: HttpRequest, one: AnswerFilter) -> str:
    """Return the query of the page without a filter."""
    query = request.GET.copy()
    query.setlist("filtre", [v for v in query.getlist("filtre") if v != one.value])
    return query.urlencode()


def get_french_choices(pairs: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (value, French label) pairs for a select."""
    return [(value, words[0]) for value, words in pairs.items() if value]


def group_by_section(
    tables: list[ResultTable], questions: Iterable[Question]
) -> list[ResultSection]:
    sections: dict[str, ResultSection] = {}
    crossable = {variable.code for variable in list_variables(questions)}
    for table in tables:
        part = sections.setdefault(
            table.section, ResultSection(table.section, table.section_title)
        )
        part.cards.append(
            ResultCard(
                *(table, render_chart(table), draw_country_map(table)),
                is_crossable=table.code in crossable and not table.suppressed,
            )
        )
    return list(sections.values())


class PublicationView(WavePageView):
    """What the public would see of a wave, and the button that lets it."""

    has_permission = staticmethod(permissions.may_manage)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        context = {
            "wave": self.wave,
            "view": build_public_view(self.wave),
            # Who may not read answers could subtract one look from the next.
            "may_count": permissions.may_see_answers(request)
            or self.wave.has_public_results,
        }
        return render(request, "surveys/results/publication.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Make the results public, or keep later reports from them."""
        try:
            if request.POST.get("geste") == "publier":
                publish_results(self.wave)
                words = _(
                    "Résultats publics : un état des lieux peut maintenant les montrer."
                )
            else:
                withdraw_results(self.wave)
                words = _("Retirés : aucun nouveau relevé ne les prendra.")
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, words)
        return redirect("waves:publication", slug)


class ComparisonView(ResultsPageView):
    """Two waves: all respondents, and the authorities that answered both."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the comparison with the wave ``avec``, or the list of waves."""
        wave = self.wave
        others = Wave.objects.exclude(pk=wave.pk).select_related("questionnaire")
        # Sample answers are compared with sample answers only.
        others = others.filter(is_demonstration=wave.is_demonstration)
        if not permissions.may_see_answers(request):
            others = others.with_public_results()
        other = others.filter(slug=request.GET.get("avec", "")).first()
        public = not permissions.may_see_answers(request)
        before, after = order_waves(wave, other) if other else (None, None)
        context = {
            "wave": wave,
            "others": others[:MAX_WAVES],
            "before": before,
            "after": after,
            "is_whole": not public,
            "other": other,
            "shows_all": "tout" in request.GET,
            "comparison": compare_waves(before, after, public=public)
            if before and after
            else None,
        }
        return render(request, "surveys/results/comparison.html", context)


def order_waves(one: Wave, other: Wave) -> tuple[Wave, Wave]:
    first, second = sorted([one, other], key=lambda wave: (wave.opens_on, wave.pk))
    return first, second
