"""The search of staff: rows of every table and pages of staff, on one page.

The box of the bar asks for the same results as options (``liste=oui``).
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.curation.staff_search import (
    SHORTEST,
    SearchSource,
    list_registered_sources,
    search_tables,
)
from cooperation.search.terms import MAX_SEARCH_LENGTH
from cooperation.text import normalize
from cooperation.views.staff.rows import get_row_url
from cooperation.web.context import Context
from cooperation.web.staff_navigation import (
    STAFF_TABLES,
    StaffGroup,
    build_staff_navigation,
)

# What tells rows of one name apart.
HINTS = {
    "cooperation.action": ("lead", "reference"),
    "cooperation.agreement": ("collectivity", "country"),
    "cooperation.collectivity": ("get_kind_display", "department"),
    "cooperation.collectivityalias": ("collectivity",),
    "cooperation.partner": ("acronym", "country"),
    "accounts.user": ("get_full_name",),
}
MAX_PAGES = 5


def show_search(request: HttpRequest, site: AdminSite, frame: Context) -> HttpResponse:
    """Show what matches ``q``, or only the options for the box."""
    text = request.GET.get("q", "").strip()[:MAX_SEARCH_LENGTH]
    sources = [
        *iter_admin_sources(site, request),
        *list_registered_sources(request.user),
    ]
    tables = search_tables(sources, text)
    context = {
        "query": text,
        "is_short": len(normalize(text)) < SHORTEST,
        "tables": tables,
        "list_query": urlencode({"q": text}),
        "n_rows": sum(table.shown_number for table in tables),
        "pages": list_matching_pages(request, text),
    }
    if request.GET.get("liste") == "oui":
        return render(request, "cooperation/admin/_search_options.html", context)
    context |= frame | {
        "title": _("Recherche : « %s »") % text if text else _("Recherche")
    }
    return render(request, "cooperation/admin/search.html", context)


def iter_admin_sources(site: AdminSite, request: HttpRequest) -> Iterator[SearchSource]:
    """Yield the tables with a search that the user may see; each row is in one."""
    groups = [*StaffGroup]
    order = sorted(STAFF_TABLES, key=lambda one: groups.index(STAFF_TABLES[one]))
    models = [model for model in site._registry if not model._meta.proxy]
    for model in sorted(models, key=lambda one: order.index(one._meta.label)):
        page = site._registry[model]
        if page.search_fields and page.has_view_permission(request):
            yield build_admin_source(model, page, request)


def build_admin_source(model: Any, page: Any, request: HttpRequest) -> SearchSource:
    rows = page.get_queryset(request)

    def find(text: str) -> Any:
        found, may_repeat = page.get_search_results(request, rows, text)
        return found.distinct() if may_repeat else found

    hints = HINTS.get(model._meta.label_lower, ())
    relations = {field.name for field in model._meta.fields if field.is_relation}
    listed = page.list_select_related
    related = {*listed} if isinstance(listed, list | tuple) else set()
    related |= relations & {*hints}
    return SearchSource(
        label=str(capfirst(str(model._meta.verbose_name_plural))),
        rows=rows.select_related(*sorted(related)) if related else rows,
        find=find,
        fields=tuple(page.search_fields),
        get_url=lambda row: get_row_url(model, "change", row.pk),
        list_url=get_row_url(model, "changelist"),
        hints=hints,
    )


def list_matching_pages(request: HttpRequest, text: str) -> list[tuple[str, str]]:
    """Return the name and address of the pages whose name has every word."""
    words = normalize(text).split()
    navigation = build_staff_navigation(request)
    if navigation is None or len(normalize(text)) < SHORTEST:
        return []
    links = [
        link for group in navigation.groups for link in (*group.pages, *group.tables)
    ]
    found = [
        (link.label, link.url)
        for link in links
        if all(word in normalize(link.label) for word in words)
    ]
    return found[:MAX_PAGES]
