"""The glossary, and the page of each funding window."""

from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from cooperation.directories.rows import window_row
from cooperation.figures import money
from cooperation.figures.tables import counted, facet_tables
from cooperation.filters import ActionFilter
from cooperation.importing.values import NotUnderstood, read_amount
from cooperation.models import CeilingRule, FundingWindow, GlossaryTerm
from cooperation.reading import structured
from cooperation.reading.money import euros
from cooperation.reading.prose import paragraphs
from cooperation.views.public import PublicMixin

# What a page about a window counts, beside its money.
ASKED_OF_WINDOW = {
    "collectivite": gettext_lazy("Qui s’en est servi"),
    "pays": gettext_lazy("Dans quels pays"),
    "theme": gettext_lazy("Sur quels sujets"),
}


class GlossaryView(PublicMixin, TemplateView):
    template_name = "cooperation/glossary.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terms = list(GlossaryTerm.objects.order_by("name_key", "pk"))
        return super().get_context_data(**kwargs) | {
            "terms": terms,
            "structured": structured.glossary(terms),
        }


class TermView(PublicMixin, TemplateView):
    """The page of one term, also shown in place where the term is used."""

    template_name = "cooperation/term.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        term = GlossaryTerm.objects.filter(code=self.kwargs["code"]).first()
        if term is None:
            raise Http404
        return super().get_context_data(**kwargs) | {"term": term}


class FundingWindowView(PublicMixin, TemplateView):
    """A funding window: what it is, its law, who used it, its ceilings."""

    template_name = "cooperation/funding_window.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        windows = FundingWindow.objects.with_totals()
        window = windows.filter(code=self.kwargs["code"]).first()
        if window is None:
            raise Http404
        selection = ActionFilter(QueryDict(f"guichet={window.code}"))
        today = timezone.localdate()
        rules = list(window.ceilings.in_force(today).order_by("position", "pk"))
        return super().get_context_data(**kwargs) | {
            "section": "financements",
            "trail": [
                {
                    "label": _("Financements"),
                    "url": reverse("cooperation:funding_list"),
                }
            ],
            "window": window_row(window),
            "page_title": capfirst(window.name),
            "description": paragraphs(window.description),
            "legal_basis": paragraphs(window.legal_basis),
            "tables": tables_of(selection),
            "rules": rules,
            "today": today,
            **ceilings(rules, self.request.GET.get("ressources", "")),
        }


def tables_of(selection: ActionFilter) -> list[Any]:
    """Return the figures of the actions paid through a window, each with its link."""
    titles = {name: str(title) for name, title in ASKED_OF_WINDOW.items()}
    tables = facet_tables(selection, counted(selection), titles)
    only = ActionFilter(
        QueryDict(f"{selection.address()}&montant={window_of(selection)}")
    )
    by_year = money.by_year(only)
    return [*tables, *([by_year] if by_year.rows else [])]


def window_of(selection: ActionFilter) -> str:
    return selection.readings["guichet"].values[0]


def ceilings(rules: list[CeilingRule], typed: str) -> dict[str, Any]:
    """Return the ceilings for resources typed in euros, or the error to show."""
    problem, resources = "", None
    try:
        resources = read_amount(typed.strip()[:30])
    except NotUnderstood:
        problem = _("Donnez un montant en euros, par exemple 1 250 000.")
    return {
        "typed": typed[:30],
        "problem": problem,
        "results": [
            {"rule": rule, "most": euros(rule.ceiling_of(resources))}
            for rule in rules
            if resources is not None
        ],
        "resources": euros(resources) if resources is not None else "",
    }
