"""A facet with all its values: a part of a page, or a page of its own."""

from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.views.generic import TemplateView

from cooperation.presenters.facet_choices import (
    EXPAND_PARAM,
    NARROW_PARAM,
    AskedFacets,
    FacetBuilder,
    list_hidden_values,
)
from cooperation.search.filterset import SearchFilterSet
from cooperation.views.base import PublicMixin

# What a script replaces, as htmx says it.
TARGET, OPTIONS_ID, RESULTS_ID = "HX-Target", "options-", "results"
PUSH_URL = "HX-Push-Url"


class FacetPageView(PublicMixin, TemplateView):
    """A page with facets, which gives one with all its values where ``voir`` asks.

    A script gets the values alone, others a page to choose on. A request for results
    says which facets are shown whole, so that they stay so; its address does not.
    """

    heading: ClassVar[str | Promise]

    @property
    def selection(self) -> SearchFilterSet:
        raise NotImplementedError

    def build_facets(self, asked: AskedFacets) -> FacetBuilder:
        raise NotImplementedError

    @cached_property
    def choices(self) -> FacetBuilder:
        query = self.request.GET
        names = query.getlist(EXPAND_PARAM)
        words = query.get(NARROW_PARAM, "")
        return self.build_facets(AskedFacets(self.request.path, names, words))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.getlist(EXPAND_PARAM)
        names = [name for name in asked if name in self.choices.names]
        if not names:
            return super().get(request, *args, **kwargs)
        target = request.headers.get(TARGET, "")
        if target != RESULTS_ID:
            return self.render_facet(names[0], is_part=target.startswith(OPTIONS_ID))
        response = super().get(request, *args, **kwargs)
        response.headers[PUSH_URL] = self.get_plain_address()
        return response

    def get_plain_address(self) -> str:
        """Return the address of the page, without what is shown whole."""
        query = self.request.GET.copy()
        for name in (EXPAND_PARAM, NARROW_PARAM):
            query.pop(name, None)
        return f"{self.request.path}?{query.urlencode(safe=',')}".rstrip("?")

    def render_facet(self, name: str, *, is_part: bool) -> HttpResponse:
        facet, words = self.choices.facet(name), self.choices.asked.words
        if is_part:
            template = "_components/facet_body.html"
            return TemplateResponse(self.request, template, {"facet": facet})
        query = self.selection.querystring()
        context = {
            "heading": self.heading,
            # The link to all values leads here: it undoes a search among them.
            "facet": facet if words else replace(facet, more_url=""),
            "is_cut": bool(facet.more_url and not words),
            "path": self.request.path,
            "back_url": f"{self.request.path}?{query}".rstrip("?"),
            "words": words,
            "hidden": list_hidden_values(self.selection, {name}),
        }
        return TemplateResponse(self.request, "cooperation/facet.html", context)
