"""The one registry of what staff can open: pages of work, and tables grouped by use.

Each app registers its own in ``ready()``. The bar of every staff page and the home page
of staff are built from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import TextChoices
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class StaffGroup(TextChoices):
    """What pages and tables are for, in the order in which they are shown."""

    ENTRIES = "fiches", gettext_lazy("Fiches")
    PEOPLE = "personnes", gettext_lazy("Personnes")
    SURVEYS = "enquetes", gettext_lazy("Enquêtes et rapports")
    PUBLICATIONS = "publications", gettext_lazy("Publications")
    REFERENCE = "referentiels", gettext_lazy("Référentiels")
    UPKEEP = "suivi", gettext_lazy("Suivi du site")


@dataclass(frozen=True)
class StaffPage:
    """A page of staff; one with a ``bar_label`` also stands in the bar itself."""

    group: StaffGroup
    rank: int
    label: Any
    route: str
    may_open: Callable[[HttpRequest], bool]
    bar_label: Any = ""


@dataclass(frozen=True)
class StaffLink:
    """``current`` is "page" on the page itself, "true" on those below it."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True)
class StaffLinkGroup:
    label: str
    pages: tuple[StaffLink, ...]
    tables: tuple[StaffLink, ...]


@dataclass(frozen=True)
class StaffNavigation:
    """What one person may open, as seen from the page of a request."""

    home: StaffLink
    bar: tuple[StaffLink, ...]
    groups: tuple[StaffLinkGroup, ...]


STAFF_PAGES: dict[str, StaffPage] = {}
STAFF_TABLES: dict[str, StaffGroup] = {}


def register_staff_pages(*pages: StaffPage) -> None:
    STAFF_PAGES.update({page.route: page for page in pages})


def register_staff_tables(group: StaffGroup, *labels: str) -> None:
    """Register tables by their labels ("cooperation.Action"), each in one group."""
    for label in labels:
        if STAFF_TABLES.setdefault(label, group) != group:
            raise ValueError(f"{label} stands in {STAFF_TABLES[label]} already")


def require(permission: str) -> Callable[[HttpRequest], bool]:
    """Return a test of pages that one permission opens."""
    return lambda request: bool(request.user.has_perm(permission))


def build_staff_navigation(request: HttpRequest) -> StaffNavigation | None:
    """Return what the user may open; None for whoever may not enter the admin."""
    if not admin.site.has_permission(request):
        return None
    pages = [
        page
        for page in sorted(STAFF_PAGES.values(), key=lambda page: page.rank)
        if page.may_open(request)
    ]
    groups = (build_link_group(request, group, pages) for group in StaffGroup)
    return StaffNavigation(
        home=build_link(request, _("Accueil"), reverse("admin:index")),
        bar=tuple(
            build_link(request, page.bar_label, reverse(page.route))
            for page in pages
            if page.bar_label
        ),
        groups=tuple(group for group in groups if group.pages or group.tables),
    )


def build_link_group(
    request: HttpRequest, group: StaffGroup, pages: list[StaffPage]
) -> StaffLinkGroup:
    return StaffLinkGroup(
        label=str(group.label),
        pages=tuple(
            build_link(request, page.label, reverse(page.route))
            for page in pages
            if page.group == group
        ),
        tables=tuple(
            build_table_link(request, label)
            for label, own_group in STAFF_TABLES.items()
            if own_group == group and may_open_table(request, label)
        ),
    )


def may_open_table(request: HttpRequest, label: str) -> bool:
    """Return whether the admin lists a table for the user."""
    model_admin = admin.site.get_model_admin(apps.get_model(label))
    return bool(
        model_admin.has_module_permission(request)
        and model_admin.has_view_permission(request)
    )


def build_table_link(request: HttpRequest, label: str) -> StaffLink:
    table = apps.get_model(label)._meta
    route = f"admin:{table.app_label}_{table.model_name}_changelist"
    return build_link(request, capfirst(table.verbose_name_plural), reverse(route))


def build_link(request: HttpRequest, label: Any, url: str) -> StaffLink:
    is_below = request.path.startswith(url) and url != reverse("admin:index")
    current = "page" if request.path == url else "true" if is_below else ""
    return StaffLink(str(label), url, current)
