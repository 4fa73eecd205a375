from django.contrib import admin

from cooperation.admin.curation.merge import MergeableAdmin
from cooperation.admin.mixins.entries import RecordAdmin
from cooperation.admin.mixins.menu_filters import CountryDropdownFilter
from cooperation.admin.mixins.search import NormalizedSearchAdmin
from cooperation.models import Country, Department, Place, Region, SubRegion


@admin.register(SubRegion)
class SubRegionAdmin(NormalizedSearchAdmin):
    list_display = ("name_fr", "name_en", "code")
    search_fields = ("name_fr_key", "code")
    computed_keys = {"name_fr_key": "name_fr"}


@admin.register(Country)
class CountryAdmin(NormalizedSearchAdmin):
    deferred_fields = ("outline",)
    list_display = ("name_fr", "iso2", "sub_region", "income_group")
    list_select_related = ("sub_region",)
    list_filter = ("sub_region", "is_least_developed")
    search_fields = ("name_key", "name_en_key", "iso2", "iso3")
    autocomplete_fields = ("sub_region",)


@admin.register(Region)
class RegionAdmin(NormalizedSearchAdmin):
    list_display = ("name", "code")
    search_fields = ("name_key", "code")


@admin.register(Department)
class DepartmentAdmin(NormalizedSearchAdmin):
    list_display = ("name", "code", "region")
    list_select_related = ("region",)
    search_fields = ("name_key", "code")
    autocomplete_fields = ("region",)


@admin.register(Place)
class PlaceAdmin(MergeableAdmin, RecordAdmin):
    deferred_fields = ("country__outline",)
    list_display = ("name", "admin_area", "country", "population")
    list_select_related = ("country",)
    search_fields = ("name_key", "geonames_id", "alternate_names")
    list_filter = (CountryDropdownFilter,)
    autocomplete_fields = ("country",)
