"""Admin of resources, events, calls, offers and glossary terms."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst

from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.enums import CollectivityKind
from cooperation.models import Event, FundingCall, GlossaryTerm, Offer, Resource


@admin.register(Resource)
class ResourceAdmin(TableAdmin, RecordAdmin):
    """Institutions, networks and guides."""

    list_display = ("name", "kind", "level", "publication")
    list_filter = ("publication", "kind", "level")
    search_fields = ("name_key", "acronym")
    autocomplete_fields = ("themes", "countries")


@admin.register(Event)
class EventAdmin(TableAdmin, RecordAdmin):
    """Meetings, trainings and fairs."""

    list_display = ("title", "starts_on", "ends_on", "where", "publication")
    list_filter = ("publication",)
    search_fields = ("title_key",)
    computed_keys = {"title_key": "title"}


@admin.register(FundingCall)
class FundingCallAdmin(TableAdmin, RecordAdmin):
    """Calls for projects and standing schemes."""

    list_display = ("title", "funder", "deadline", "recurrence", "publication")
    list_filter = ("publication", "recurrence")
    search_fields = ("title_key",)
    computed_keys = {"title_key": "title"}
    autocomplete_fields = ("themes", "countries", "departments")

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

    list_display = ("title", "kind", "organisation", "closes_on", "publication")
    list_filter = ("publication", "kind")
    search_fields = ("title_key", "organisation_key")
    computed_keys = {"title_key": "title", "organisation_key": "organisation"}


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(TableAdmin, RecordAdmin):
    list_display = ("name_fr", "name_en", "source")
    search_fields = ("name_key",)
