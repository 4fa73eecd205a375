from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.admin.curation.merge import MergeableAdmin
from cooperation.admin.mixins.date_filters import ChangedSinceFilter
from cooperation.admin.mixins.dropdown_filters import CountryDropdownFilter
from cooperation.admin.mixins.duplicates import DuplicateWarningAdmin
from cooperation.admin.mixins.entries import fold
from cooperation.admin.mixins.map_fields import MapFieldsMixin
from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.search import SearchAdmin
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.models import Country, Department, Place, Region, SubRegion


@admin.register(SubRegion)
class SubRegionAdmin(SearchAdmin):
    is_feminine = True
    list_display = ("name_fr", "name_en", "code")
    search_fields = ("name_fr_key", "code")
    computed_keys = {"name_fr_key": "name_fr"}


@admin.register(Country)
class CountryAdmin(MapFieldsMixin, SearchAdmin):
    deferred_fields = ("outline",)
    list_display = ("name_fr", "iso2", "sub_region", "income_group")
    list_select_related = ("sub_region",)
    list_filter = ("sub_region", "is_least_developed")
    search_fields = ("name_key", "name_en_key", "iso2", "iso3")
    autocomplete_fields = ("sub_region",)


@admin.register(Region)
class RegionAdmin(SearchAdmin):
    is_feminine = True
    list_display = ("name", "code")
    search_fields = ("name_key", "code")


@admin.register(Department)
class DepartmentAdmin(SearchAdmin):
    list_display = ("name", "code", "region")
    list_select_related = ("region",)
    search_fields = ("name_key", "code")
    autocomplete_fields = ("region",)


@admin.register(Place)
class PlaceAdmin(
    TableAdmin, MergeableAdmin, DuplicateWarningAdmin, MapFieldsMixin, RecordAdmin
):
    deferred_fields = ("country__outline",)
    list_display = ("name", "admin_area", "country", "population", "last_change")
    list_select_related = ("country",)
    search_fields = ("name_key", "geonames_id", "alternate_names")
    list_filter = (CountryDropdownFilter, ChangedSinceFilter)
    autocomplete_fields = ("country",)
    fieldsets = (
        (None, {"fields": ("name", "country", "admin_area", "lat", "lng")}),
        fold(
            _("Autres noms et repères"), "alternate_names", "population", "geonames_id"
        ),
    )
