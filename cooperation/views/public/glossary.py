"""The glossary, and the page of each funding window."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from cooperation.models import CeilingRule, FundingWindow, GlossaryTerm
from cooperation.parsing import ParseError, parse_euro_amount
from cooperation.presenters import schema_org
from cooperation.presenters.directory_rows import build_window_row
from cooperation.presenters.money import format_euros
from cooperation.presenters.paragraphs import render_paragraphs
from cooperation.presenters.types import Link
from cooperation.search.facets import count_facets
from cooperation.search.filters import ActionFilterSet
from cooperation.stats.money import MoneyFigures
from cooperation.stats.tables import FigureTable, build_facet_tables
from cooperation.views.base import PublicMixin
from cooperation.web.context import Context

# What a page about a window counts, beside its money.
WINDOW_TABLE_TITLES = {
    "collectivite": gettext_lazy("Qui s’en est servi"),
    "pays": gettext_lazy("Dans quels pays"),
    "theme": gettext_lazy("Sur quels sujets"),
}


class GlossaryView(PublicMixin, TemplateView):
    template_name = "cooperation/glossary.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        terms = list(GlossaryTerm.objects.order_by("name_key", "pk"))
        return super().get_context_data(**kwargs) | {
            "terms": terms,
            "structured": schema_org.build_glossary_jsonld(terms),
        }


class TermView(PublicMixin, TemplateView):
    """The page of one term, also shown in place where the term is used."""

    template_name = "cooperation/term.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        term = GlossaryTerm.objects.filter(code=self.kwargs["code"]).first()
        if term is None:
            raise Http404
        return super().get_context_data(**kwargs) | {"term": term}


class FundingWindowView(PublicMixin, TemplateView):
    """A funding window: what it is, its law, who used it, its ceilings."""

    template_name = "cooperation/funding_window.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        windows = FundingWindow.objects.with_totals()
        window = windows.filter(code=self.kwargs["code"]).first()
        if window is None:
            raise Http404
        selection = ActionFilterSet(QueryDict(f"guichet={window.code}"))
        today = timezone.localdate()
        rules = list(window.ceilings.in_force(today).order_by("position", "pk"))
        return super().get_context_data(**kwargs) | {
            "trail": [Link(_("Financements"), reverse("cooperation:funding_list"))],
            "window": build_window_row(window),
            "page_title": capfirst(window.name),
            "description": render_paragraphs(window.description),
            "legal_basis": render_paragraphs(window.legal_basis),
            "tables": build_window_tables(selection),
            "rules": rules,
            "today": today,
            **build_ceiling_context(rules, self.request.GET.get("ressources", "")),
        }


def build_window_tables(selection: ActionFilterSet) -> list[FigureTable]:
    """Return the figures of the actions paid through a window, each with its link."""
    titles = {name: str(title) for name, title in WINDOW_TABLE_TITLES.items()}
    tables = build_facet_tables(selection, count_facets(selection), titles)
    only = ActionFilterSet(
        QueryDict(f"{selection.querystring()}&montant={get_window_code(selection)}")
    )
    by_year = MoneyFigures(only).build_table("montants-annees")
    return [*tables, *([by_year] if by_year.rows else [])]


def get_window_code(selection: ActionFilterSet) -> str:
    return selection.cleaned["guichet"].values[0]


@dataclass(frozen=True)
class Ceiling:
    """A legal ceiling, and the most that it allows, as text."""

    rule: CeilingRule
    most: str


def build_ceiling_context(rules: list[CeilingRule], typed: str) -> Context:
    """Return the ceilings for resources typed in euros, or the error to show."""
    problem, resources = "", None
    try:
        resources = parse_euro_amount(typed.strip()[:30])
    except ParseError:
        problem = _("Donnez un montant en euros, par exemple 1 250 000.")
    return {
        "typed": typed[:30],
        "problem": problem,
        "results": [
            Ceiling(rule, format_euros(rule.compute_ceiling(resources)))
            for rule in rules
            if resources is not None
        ],
        "resources": format_euros(resources) if resources is not None else "",
    }
