"""The home page of staff: what waits, what is under way, what comes, what changed."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.admin import AdminSite
from django.db.models import Count, Value
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.curation.todo import TodoLine, iter_todo
from cooperation.curation.workplace import (
    DatedLine,
    FailedJob,
    ImportInHand,
    Undertaking,
    list_dates_ahead,
    list_failed_jobs,
    list_imports_in_hand,
    list_undertakings,
)
from cooperation.history.changes import (
    LatestChange,
    get_history_tables,
    list_latest_changes,
)
from cooperation.history.labels import NameLoader, get_author_names
from cooperation.stats.freshness import FreshnessMonth, build_freshness
from cooperation.views.staff.changes import list_viewable_owners
from cooperation.views.staff.plots import SharePlot, build_share_plot
from cooperation.views.staff.rows import get_row_url
from cooperation.web.staff_navigation import StaffLink, build_staff_navigation

CHANGES_SHOWN = 8
FRESHNESS_RIGHTS = ("cooperation.view_action", "cooperation.view_agreement")


class ChangeLine(NamedTuple):
    """A change as the home page shows it."""

    change: LatestChange
    kind: str
    name: str
    who: str
    url: str
    history_url: str

    @property
    def operation(self) -> str:
        words = {"+": _("ajout"), "~": _("changement"), "-": _("suppression")}
        return words[self.change.operation]


@dataclass(frozen=True)
class StaffHome:
    """The blocks of the page; what a person may not see is empty."""

    todo: list[TodoLine]
    imports: list[ImportInHand]
    failed_jobs: list[FailedJob]
    undertakings: list[Undertaking]
    dates: list[DatedLine]
    freshness: SharePlot | None
    changes: list[ChangeLine]


def build_staff_home(user: Any) -> StaffHome:
    undertakings = list_undertakings(user)
    return StaffHome(
        todo=sorted(iter_todo(user), key=lambda line: not line.is_old),
        imports=list_imports_in_hand(user),
        failed_jobs=list_failed_jobs(user),
        undertakings=undertakings,
        dates=list_dates_ahead(user, undertakings),
        freshness=build_share_plot(list_freshness(user)),
        changes=list_change_lines(user),
    )


def list_freshness(user: Any) -> list[FreshnessMonth]:
    return build_freshness() if user.has_perms(FRESHNESS_RIGHTS) else []


def list_change_lines(user: Any) -> list[ChangeLine]:
    """Return the last changes that a person may see, with names and links."""
    tables = get_history_tables(list_viewable_owners(user))
    changes = list_latest_changes(tables, CHANGES_SHOWN)
    authors = get_author_names(one.user_id for one in changes)
    names = NameLoader()
    for one in changes:
        names.request_names(one.owner, [one.key])
    return [
        ChangeLine(
            one,
            str(capfirst(str(one.owner._meta.verbose_name))),
            names.get_name(one.owner, one.key),
            authors[one.user_id],
            get_row_url(one.owner, "change", one.key)
            if names.exists(one.owner, one.key)
            else "",
            get_row_url(one.owner, "history", one.key),
        )
        for one in changes
    ]


@dataclass(frozen=True)
class HomeTable:
    """A table of the admin: its list, its number of rows, where to add one."""

    name: str
    number: int
    url: str
    add_url: str


@dataclass(frozen=True)
class HomeGroup:
    """Pages and tables of one use."""

    label: str
    pages: tuple[StaffLink, ...]
    tables: list[HomeTable]


def build_home_groups(site: AdminSite, request: HttpRequest) -> list[HomeGroup]:
    """Return what a person may open, grouped by use; one query for the numbers."""
    navigation = build_staff_navigation(request)
    if navigation is None:
        return []
    pages = [
        page for page in site._registry.values() if page.has_view_permission(request)
    ]
    counts = count_rows(pages, request)
    tables = {
        get_row_url(page.model, "changelist"): build_home_table(page, number, request)
        for page, number in zip(pages, counts, strict=True)
    }
    return [
        HomeGroup(group.label, group.pages, [tables[link.url] for link in group.tables])
        for group in navigation.groups
    ]


def build_home_table(page: Any, number: int, request: HttpRequest) -> HomeTable:
    return HomeTable(
        str(capfirst(str(page.model._meta.verbose_name_plural))),
        number,
        get_row_url(page.model, "changelist"),
        get_row_url(page.model, "add") if page.has_add_permission(request) else "",
    )


def count_rows(pages: list[Any], request: HttpRequest) -> list[int]:
    """Return the number of rows of each table that a person may see; one query."""
    counts = [
        page.get_queryset(request)
        .order_by()
        .values(at=Value(at))
        .annotate(n=Count("pk"))
        .values_list("at", "n")
        for at, page in enumerate(pages)
    ]
    found = dict(counts[0].union(*counts[1:], all=True)) if counts else {}
    return [found.get(at, 0) for at in range(len(pages))]
