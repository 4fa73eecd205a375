"""Admin of resources, events, calls, offers and glossary terms."""

from django.contrib import admin

from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.models import Event, FundingCall, GlossaryTerm, Offer, Resource
from cooperation.spreadsheets.tables import (
    EventResource,
    FundingCallResource,
    GlossaryResource,
    OfferResource,
    ResourceResource,
)


@admin.register(Resource)
class ResourceAdmin(TableAdmin, RecordAdmin):
    """Institutions, networks and guides."""

    resource_classes = [ResourceResource]
    list_display = ("name", "kind", "level", "publication")
    list_filter = ("publication", "kind", "level")
    search_fields = ("name_key", "acronym")
    autocomplete_fields = ("themes", "countries")


@admin.register(Event)
class EventAdmin(TableAdmin, RecordAdmin):
    """Meetings, trainings and fairs."""

    resource_classes = [EventResource]
    list_display = ("title", "starts_on", "ends_on", "where", "publication")
    list_filter = ("publication",)
    search_fields = ("title_key",)
    computed_keys = {"title_key": "title"}


@admin.register(FundingCall)
class FundingCallAdmin(TableAdmin, RecordAdmin):
    resource_classes = [FundingCallResource]
    list_display = ("title", "funder", "deadline", "publication")
    list_filter = ("publication",)
    search_fields = ("title_key",)
    computed_keys = {"title_key": "title"}


@admin.register(Offer)
class OfferAdmin(TableAdmin, RecordAdmin):
    """Jobs, internships and missions."""

    resource_classes = [OfferResource]
    list_display = ("title", "kind", "organisation", "closes_on", "publication")
    list_filter = ("publication", "kind")
    search_fields = ("title_key", "organisation_key")
    computed_keys = {"title_key": "title", "organisation_key": "organisation"}


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(TableAdmin, RecordAdmin):
    resource_classes = [GlossaryResource]
    list_display = ("name_fr", "name_en", "source")
    search_fields = ("name_key",)
