"""Two to four authorities, or countries, side by side."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cooperation.models import Collectivity, Country
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.related_authorities import list_related_authorities
from cooperation.presenters.summaries import summarize_collectivity
from cooperation.presenters.types import Link
from cooperation.search.communes import clean_commune_text
from cooperation.search.compared import (
    AUTHORITIES,
    COUNTRIES,
    MOST,
    ChosenRows,
    find_candidates,
    get_param_value,
    read_chosen,
)
from cooperation.stats.comparison import Comparer
from cooperation.views.base import PublicMixin
from cooperation.web.context import Context

MAX_SUGGESTIONS = 8


@dataclass(frozen=True)
class ChosenEntry:
    """An entry that is compared, and the address of the comparison without it."""

    name: str
    url: str
    without_url: str


class CompareView(PublicMixin, TemplateView):
    template_name = "cooperation/comparison.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        chosen = read_chosen(self.request.GET)
        text = clean_commune_text(" ".join(self.request.GET.getlist("q")))
        found = find_candidates(text, chosen)
        return super().get_context_data(**kwargs) | {
            "chosen": list_chosen(chosen),
            "hidden": [(chosen.param, value) for value in chosen.values],
            "problems": chosen.problems,
            "advice": describe_missing(chosen),
            "comparison": Comparer(chosen).build() if chosen.is_comparable else None,
            "can_add": len(chosen.rows) < MOST,
            "text": text,
            "found": [build_candidate(chosen, row) for row in found],
            "suggestions": list_suggestions(chosen),
        }


def list_chosen(chosen: ChosenRows) -> list[ChosenEntry]:
    return [
        ChosenEntry(
            row.name,
            row.get_absolute_url(),
            build_compare_url(
                chosen.param, [one for one in chosen.values if one != value]
            ),
        )
        for row, value in zip(chosen.rows, chosen.values, strict=True)
    ]


def build_compare_url(param: str, values: list[str]) -> str:
    return get_list_url("compare", **({param: values} if values else {}))


def describe_missing(chosen: ChosenRows) -> str:
    """Return what to do where there is nothing to compare yet."""
    if chosen.is_comparable:
        return ""
    if not chosen.rows:
        return _("Choisissez de deux à quatre collectivités, ou de deux à quatre pays.")
    if chosen.param == AUTHORITIES:
        return _("Choisissez au moins une autre collectivité à mettre à côté.")
    return _("Choisissez au moins un autre pays à mettre à côté.")


def build_candidate(chosen: ChosenRows, row: Any) -> Link:
    """Return the comparison with one more row."""
    is_country = isinstance(row, Country)
    param = COUNTRIES if is_country else AUTHORITIES
    url = build_compare_url(param, [*chosen.values, get_param_value(row)])
    return Link(row.name, url, "" if is_country else summarize_collectivity(row))


def list_suggestions(chosen: ChosenRows) -> list[Link]:
    """Return what the only chosen row may be compared with."""
    if len(chosen.rows) != 1:
        return []
    row = chosen.rows[0]
    if isinstance(row, Collectivity):
        related = list_related_authorities(row)
        near = [*related.alike, *related.nearby]
        return [
            Link(
                one.row.name,
                one.compare_url,
                " · ".join([*one.row.context, one.row.text]),
            )
            for one in near
        ]
    others = Country.objects.without_large_fields().with_published_entries()
    same = others.filter(sub_region=row.sub_region_id).exclude(pk=row.pk)
    busiest = same.with_counts().order_by("-n_agreements", "-n_actions", "name_key")
    return [build_candidate(chosen, one) for one in busiest[:MAX_SUGGESTIONS]]
