from django.contrib import admin

from cooperation.admin.curation.merge import MergeableAdmin
from cooperation.admin.mixins.entries import EntryAdmin
from cooperation.admin.mixins.exports import ExportableAdmin
from cooperation.admin.mixins.filters import PARTNER_LIST_FILTERS
from cooperation.models import Partner


@admin.register(Partner)
class PartnerAdmin(ExportableAdmin, MergeableAdmin, EntryAdmin):
    deferred_fields = ("country__outline",)
    list_display = ("name", "acronym", "kind", "country", "place")
    list_filter = PARTNER_LIST_FILTERS
    list_select_related = ("country", "place")
    search_fields = ("name_key", "acronym", "source_reference")
    autocomplete_fields = ("country", "place")
