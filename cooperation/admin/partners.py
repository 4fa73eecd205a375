from django.contrib import admin

from cooperation.admin.exporting import ExportableAdmin
from cooperation.admin.filters import OF_PARTNERS
from cooperation.admin.locking import LockedFilter, LockingAdmin
from cooperation.admin.merging import MergeableAdmin
from cooperation.admin.sheets import SheetAdmin
from cooperation.models import Partner


@admin.register(Partner)
class PartnerAdmin(ExportableAdmin, MergeableAdmin, LockingAdmin, SheetAdmin):
    heavy_fields = ("country__outline",)
    list_display = ("name", "acronym", "kind", "country", "place")
    list_filter = (*OF_PARTNERS, LockedFilter)
    list_select_related = ("country", "place")
    search_fields = ("name_key", "acronym", "source_reference")
    autocomplete_fields = ("country", "place")
