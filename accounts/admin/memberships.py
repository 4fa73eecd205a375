"""Admin of memberships and access requests."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import AccessRequest, Membership, RequestState
from accounts.models.memberships import DORMANT_AFTER_MONTHS
from accounts.people import access_requests
from cooperation.admin.mixins.date_filters import DateSpanFilter
from cooperation.admin.mixins.lists import ListAdmin
from cooperation.admin.mixins.records import RecordAdmin


class VisitFilter(admin.SimpleListFilter):
    title = gettext_lazy("visite")
    parameter_name = "visite"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        label = format_lazy(
            gettext_lazy("en cours, sans visite depuis {months} mois"),
            months=DORMANT_AFTER_MONTHS,
        )
        return [("ancienne", label)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.dormant() if self.value() == "ancienne" else queryset  # type: ignore[attr-defined]


class RemovalFilter(admin.SimpleListFilter):
    title = gettext_lazy("retrait")
    parameter_name = "retrait"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("demande", gettext_lazy("demandé par un collègue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.to_remove() if self.value() == "demande" else queryset  # type: ignore[attr-defined]


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("user", "collectivity", "role", "since", "until", "used_at")
    list_filter = (
        VisitFilter,
        RemovalFilter,
        "role",
        "is_trusted",
        ("used_at", DateSpanFilter),
    )
    list_select_related = ("user", "collectivity")
    shipped_views = (
        (gettext_lazy("Sans visite"), "visite=ancienne"),
        (gettext_lazy("Retrait demandé"), "retrait=demande"),
    )
    search_fields = ("user__email", "collectivity__name_key")
    autocomplete_fields = ("user", "collectivity")
    readonly_fields = ("used_at", "removal_asked_by")
    list_per_page = 100
    actions = ("end_now", "keep", "invite_again")

    @admin.action(
        description=gettext_lazy("Retirer les droits aujourd’hui"),
        permissions=["change"],
    )
    def end_now(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        for membership in rows:
            membership.end()
        number = len(rows)
        words = ngettext("%(n)s mandat terminé.", "%(n)s mandats terminés.", number)
        self.message_user(request, words % {"n": number})

    @admin.action(
        description=gettext_lazy("Garder : écarter la demande de retrait"),
        permissions=["change"],
    )
    def keep(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        number = rows.update(removal_asked_by=None)
        words = ngettext("%(n)s mandat gardé.", "%(n)s mandats gardés.", number)
        self.message_user(request, words % {"n": number})

    @admin.action(
        description=gettext_lazy("Renvoyer le courriel d’accueil"),
        permissions=["change"],
    )
    def invite_again(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        for membership in rows.select_related("user", "collectivity"):
            access_requests.grant_access(membership.user.email, membership.collectivity)
        number = len(rows)
        words = ngettext("%(n)s courriel envoyé.", "%(n)s courriels envoyés.", number)
        self.message_user(request, words % {"n": number})


@admin.register(AccessRequest)
class AccessRequestAdmin(ListAdmin):
    """Requests to search and read; they are decided on one page, ``decision``."""

    is_feminine = True
    list_display = (
        "full_name",
        "function",
        "email",
        "authority",
        "state",
        "created_at",
        "decision",
    )
    list_filter = ("state", ("created_at", DateSpanFilter))
    list_select_related = ("collectivity",)
    search_fields = ("email", "full_name", "collectivity__name_key")
    show_full_result_count = False

    @admin.display(description=gettext_lazy("collectivité"))
    def authority(self, row: AccessRequest) -> str:
        """Return the authority's name, marked if it is not in the list."""
        if row.collectivity:
            return row.authority_name
        return _("%(name)s (hors liste)") % {"name": row.authority_name}

    @admin.display(description=gettext_lazy("décision"))
    def decision(self, row: AccessRequest) -> str:
        address = reverse("moderation:access_request", args=[row.pk])
        is_pending = row.state == RequestState.PENDING
        words = _("Répondre") if is_pending else _("Voir")
        return format_html('<a href="{}">{}</a>', address, words)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Deny: requests come from people; staff add a membership instead."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Deny: the page of the decision tells the person, this one would not."""
        return False
