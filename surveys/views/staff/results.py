"""Staff pages of results: tables, and the comparison of two waves."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.generic.base import View

from surveys import permissions
from surveys.models import Wave
from surveys.results.comparison import compare_waves
from surveys.results.counting import AnswerSelection
from surveys.results.tables import count_results
from surveys.results.types import ResultTable, get_text_in_language

MAX_WAVES = 100


class BaseWaveView(View):
    """A page about a wave, for staff with a right; 403 for others."""

    def has_permission(self, request: HttpRequest) -> bool:
        return permissions.may_see_results(request)

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not self.has_permission(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def wave(self, slug: str) -> Wave:
        return get_object_or_404(
            Wave.objects.select_related("questionnaire"), slug=slug
        )


class ResultsView(BaseWaveView):
    """The results of every question of a wave."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the tables, for all authorities or some.

        Filters need the right to see full counts: with suppressed counts, each filter
        would be one more table to subtract from.
        """
        wave, is_whole = self.wave(slug), permissions.may_see_answers(request)
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
                (one.code, get_text_in_language(*one.title)) for one in dimensions
            ],
            "by": by,
        }
        return render(request, "surveys/results/results.html", context)


def parse_selection(request: HttpRequest) -> AnswerSelection:
    """Return the requested kind and department; unknown values match nothing."""
    return AnswerSelection(
        kind=request.GET.get("nature", "")[:20],
        department=request.GET.get("departement", "")[:4],
    )


def get_french_choices(pairs: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (value, French label) pairs for a select."""
    return [(value, words[0]) for value, words in pairs.items() if value]


def group_by_section(tables: list[ResultTable], by: str) -> list[dict[str, Any]]:
    """Group tables by page of the questionnaire, each with one breakdown."""
    sections: dict[str, dict[str, Any]] = {}
    for table in tables:
        part = sections.setdefault(
            table.section, {"title": table.section_title, "tables": []}
        )
        crossed = [one for one in table.breakdowns if one.dimension == by]
        part["tables"].append((table, crossed[0] if crossed else None))
    return list(sections.values())


class ComparisonView(BaseWaveView):
    """Two waves: all respondents, and the authorities that answered both."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the comparison with the wave ``avec``, or the list of waves."""
        wave = self.wave(slug)
        others = Wave.objects.exclude(pk=wave.pk).select_related("questionnaire")
        # What is invented is compared with what is invented.
        others = others.filter(is_demonstration=wave.is_demonstration)
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
