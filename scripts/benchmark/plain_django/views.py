"""A list with six facets, counted as Django's documentation would; and hello."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benchmark.plain_django.models import Action

PER_PAGE = 25
# What a facet counts, and how the value is called.
FACETS = {
    "pays": ("locations__country", "locations__country__name_fr"),
    "theme": ("themes", "themes__name_fr"),
    "odd": ("goals", "goals__name_fr"),
    "statut": ("status", "status"),
    "guichet": ("fundings__window", "fundings__window__name_fr"),
    "collectivite": ("lead", "lead__name"),
}


def list_actions(request: HttpRequest) -> HttpResponse:
    found = Action.objects.filter(publication="publiee").defer("search_vector")
    if words := request.GET.get("q"):
        query = SearchQuery(words, config="french")
        found = found.filter(search_vector=query)
    if code := request.GET.get("pays"):
        there = Action.objects.filter(locations__country=code.upper())
        found = found.filter(pk__in=there)
    rows = found.select_related("lead").prefetch_related("themes", "locations__country")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    facets = {name: count_values(found, *facet) for name, facet in FACETS.items()}
    return render(request, "plain/list.html", {"page": page, "facets": facets})


def count_values(found: QuerySet[Action], field: str, label: str) -> list[Any]:
    rows = found.order_by().values_list(field, label).annotate(n=Count("pk"))
    return list(rows.order_by("-n"))


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")
