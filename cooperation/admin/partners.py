from django.contrib import admin

from cooperation.admin.exporting import ExportableAdmin
from cooperation.admin.filters import PARTNER_LIST_FILTERS
from cooperation.admin.locking import LockedFieldsFilter, FieldLockAdmin
from cooperation.admin.merging import MergeableAdmin
from cooperation.admin.sheets import EntryAdmin
from cooperation.models import Partner


@admin.register(Partner)
class PartnerAdmin(ExportableAdmin, MergeableAdmin, FieldLockAdmin, EntryAdmin):
    deferred_fields = ("country__outline",)
    list_display = ("name", "acronym", "kind", "country", "place")
    list_filter = (*PARTNER_LIST_FILTERS, LockedFieldsFilter)
    list_select_related = ("country", "place")
    search_fields = ("name_key", "acronym", "source_reference")
    autocomplete_fields = ("country", "place")
