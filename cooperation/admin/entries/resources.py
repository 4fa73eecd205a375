"""Admin of resources, events, calls, offers and glossary terms."""

from django.contrib import admin

from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.table_import import TableAdmin
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
    list_display = ("title", "funder", "deadline", "publication")
    list_filter = ("publication",)
    search_fields = ("title_key",)
    computed_keys = {"title_key": "title"}


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
