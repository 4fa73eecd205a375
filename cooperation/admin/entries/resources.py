"""Admin of resources, events, calls, offers and glossary terms."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cooperation.admin.mixins.date_filters import ChangedSinceFilter, DateSpanFilter
from cooperation.admin.mixins.entries import fold
from cooperation.admin.mixins.lists import DRAFTS_VIEW
from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.enums import CollectivityKind
from cooperation.models import Event, FundingCall, GlossaryTerm, Offer, Resource


@admin.register(Resource)
class ResourceAdmin(TableAdmin, RecordAdmin):
    """Institutions, networks and guides."""

    is_feminine = True
    list_display = ("name", "kind", "level", "publication", "last_change")
    shipped_views = (DRAFTS_VIEW,)
    list_filter = ("publication", "kind", "level", ChangedSinceFilter)
    search_fields = ("name_key", "acronym")
    autocomplete_fields = ("themes", "countries")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "acronym"),
                    ("kind", "level"),
                    "url",
                    "description",
                    "publication",
                )
            },
        ),
        fold(_("Thématiques, pays et ordre"), "themes", "countries", "position"),
    )


@admin.register(Event)
class EventAdmin(TableAdmin, RecordAdmin):
    """Meetings, trainings and fairs."""

    list_display = (
        "title",
        "starts_on",
        "ends_on",
        "where",
        "publication",
        "last_change",
    )
    ordering = ("-starts_on", "-pk")
    list_filter = ("publication", ("starts_on", DateSpanFilter), ChangedSinceFilter)
    shipped_views = (DRAFTS_VIEW,)
    search_fields = ("title_key",)
    computed_keys = {"title_key": "title"}
    fields = (
        "title",
        ("starts_on", "ends_on"),
        "where",
        "url",
        "description",
        "publication",
    )


@admin.register(FundingCall)
class FundingCallAdmin(TableAdmin, RecordAdmin):
    """Calls for projects and standing schemes."""

    list_display = (
        "title",
        "funder",
        "opens_on",
        "deadline",
        "recurrence",
        "publication",
        "last_change",
    )
    ordering = (F("deadline").desc(nulls_last=True), "-pk")
    list_filter = (
        *("publication", "recurrence"),
        ("deadline", DateSpanFilter),
        ChangedSinceFilter,
    )
    shipped_views = (DRAFTS_VIEW,)
    search_fields = ("title_key",)
    computed_keys = {"title_key": "title"}
    autocomplete_fields = ("themes", "countries", "departments")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    "funder",
                    ("opens_on", "deadline", "recurrence"),
                    "url",
                    "description",
                    "publication",
                )
            },
        ),
        fold(
            _("Qui peut y répondre, sur quoi et où"),
            "who",
            "authority_kinds",
            "themes",
            "countries",
            "departments",
        ),
        fold(_("Montants"), "rate_max", "amount_min", "amount_max", "known_in"),
    )

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Show kinds of authorities as checkboxes."""
        if db_field.name != "authority_kinds":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.MultipleChoiceField(
            choices=CollectivityKind.choices,
            widget=forms.CheckboxSelectMultiple,
            label=capfirst(db_field.verbose_name),
            required=False,
        )


@admin.register(Offer)
class OfferAdmin(TableAdmin, RecordAdmin):
    """Jobs, internships and missions."""

    is_feminine = True
    list_display = (
        "title",
        "kind",
        "organisation",
        "closes_on",
        "publication",
        "last_change",
    )
    ordering = (F("closes_on").desc(nulls_last=True), "-pk")
    list_filter = (
        *("publication", "kind"),
        ("closes_on", DateSpanFilter),
        ChangedSinceFilter,
    )
    shipped_views = (DRAFTS_VIEW,)
    search_fields = ("title_key", "organisation_key")
    computed_keys = {"title_key": "title", "organisation_key": "organisation"}
    fields = (
        "title",
        "kind",
        "organisation",
        "where",
        "closes_on",
        "url",
        "description",
        "publication",
    )


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(TableAdmin, RecordAdmin):
    list_display = ("name_fr", "name_en", "source", "last_change")
    list_filter = (ChangedSinceFilter,)
    search_fields = ("name_key",)
    fields = (
        ("name_fr", "name_en"),
        "definition_fr",
        "definition_en",
        "source",
        "url",
        "code",
    )
