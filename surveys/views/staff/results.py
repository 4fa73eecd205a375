"""Staff pages of results: tables, and the comparison of two waves."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cooperation.exports.csv import stream_csv
from cooperation.text import get_translated_text
from surveys import permissions
from surveys.exports.aggregates import AGGREGATES_HEADER, iter_aggregate_rows
from surveys.models import Wave
from surveys.results.comparison import compare_waves
from surveys.results.counting import AnswerSelection
from surveys.results.publication import (
    build_public_view,
    publish_results,
    withdraw_results,
)
from surveys.results.tables import count_results
from surveys.results.types import Breakdown, ResultTable
from surveys.views.staff.base import WavePageView

MAX_WAVES = 100


@dataclass
class ResultSection:
    """The tables of a page of the questionnaire, each with one breakdown."""

    title: str
    tables: list[tuple[ResultTable, Breakdown | None]] = field(default_factory=list)


class ResultsPageView(WavePageView):
    """Results of a wave; for those who may not read answers, once they are public."""

    has_permission = staticmethod(permissions.may_see_results)

    def test_func(self) -> bool:
        is_whole = permissions.may_see_answers(self.request)
        return super().test_func() and (is_whole or self.wave.has_public_results)


class ResultsView(ResultsPageView):
    """The results of every question of a wave."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the tables, for all authorities or some.

        Filters need the right to see full counts: with suppressed counts, each filter
        would be one more table to subtract from.
        """
        wave, is_whole = self.wave, permissions.may_see_answers(request)
        chosen = parse_selection(request) if is_whole else AnswerSelection()
        found = count_results(wave, chosen)
        dimensions, by = found.dimensions, request.GET.get("croiser", "")
        context = {
            "wave": wave,
            "is_whole": is_whole,
            "selection": chosen,
            "response": found.get_response_rate(public=not is_whole),
            "sections": group_by_section(found.build_tables(public=not is_whole), by),
            "kinds": get_french_choices(dimensions[0].labels),
            "departments": get_french_choices(dimensions[1].labels),
            "crossings": [
                (one.code, get_translated_text(*one.title)) for one in dimensions
            ],
            "by": by,
        }
        return render(request, "surveys/results/results.html", context)


class AggregatesView(ResultsPageView):
    """The tables of the page of results, with its filters, as CSV."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        wave, is_whole = self.wave, permissions.may_see_answers(request)
        chosen = parse_selection(request) if is_whole else AnswerSelection()
        tables = count_results(wave, chosen).build_tables(public=not is_whole)
        rows = iter_aggregate_rows(tables)
        pieces = stream_csv(header=AGGREGATES_HEADER, rows=rows)
        name = f'attachment; filename="passerelles-{wave.slug}-resultats.csv"'
        headers = {
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": name,
        }
        return StreamingHttpResponse(pieces, headers=headers)


def parse_selection(request: HttpRequest) -> AnswerSelection:
    """Return the requested kind and department; unknown values match nothing."""
    return AnswerSelection(
        kind=request.GET.get("nature", "")[:20],
        department=request.GET.get("departement", "")[:4],
    )


def get_french_choices(pairs: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (value, French label) pairs for a select."""
    return [(value, words[0]) for value, words in pairs.items() if value]


def group_by_section(tables: list[ResultTable], by: str) -> list[ResultSection]:
    sections: dict[str, ResultSection] = {}
    for table in tables:
        part = sections.setdefault(table.section, ResultSection(table.section_title))
        crossed = (one for one in table.breakdowns if one.dimension == by)
        part.tables.append((table, next(crossed, None)))
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
            "comparison": compare_waves(before, after, public=public)
            if before and after
            else None,
        }
        return render(request, "surveys/results/comparison.html", context)


def order_waves(one: Wave, other: Wave) -> tuple[Wave, Wave]:
    first, second = sorted([one, other], key=lambda wave: (wave.opens_on, wave.pk))
    return first, second
