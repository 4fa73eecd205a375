"""The respondents of all waves: a list to filter and export, never to import."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export.fields import Field

from cooperation.admin.mixins.date_filters import DateSpanFilter
from cooperation.admin.mixins.lists import ListAdmin
from cooperation.admin.mixins.table_import import TableExportAdmin
from cooperation.spreadsheets.tables import TableResource
from surveys.models import Participation


class ParticipationResource(TableResource):
    """Who is asked in which wave; no link, no note of the team, no answer."""

    wave = Field("wave__slug", "Enquête")
    collectivity = Field("collectivity__slug", "Collectivité")
    name = Field("collectivity__name", "Nom de la collectivité")

    class Meta:
        model = Participation
        fields = (
            *("wave", "collectivity", "name", "state", "mode", "contact_email"),
            *(
                "invited_at",
                "opened_at",
                "begun_at",
                "submitted_at",
                "reopened_at",
                "withdrawn_at",
            ),
            *("declined_at", "decline_reason"),
        )


@admin.register(Participation)
class ParticipationAdmin(TableExportAdmin, ListAdmin):
    """Read here, written on the pages of its wave."""

    resource_classes = [ParticipationResource]
    is_feminine = True
    list_display = (
        "collectivity",
        "wave",
        "state",
        "mode",
        "contact_email",
        "invited_at",
        "submitted_at",
    )
    list_filter = (
        *("wave", "wave__is_demonstration", "state", "mode"),
        ("invited_at", DateSpanFilter),
        ("submitted_at", DateSpanFilter),
    )
    list_select_related = ("collectivity", "wave")
    search_fields = ("collectivity__name_key", "contact_email")
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("collectivity__outline")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Participation | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Participation | None = None
    ) -> bool:
        return False
