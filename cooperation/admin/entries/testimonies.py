from django.contrib import admin

from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.models import Testimony


@admin.register(Testimony)
class TestimonyAdmin(TableAdmin, RecordAdmin):
    list_display = ("function", "organisation", "action", "publication", "has_consent")
    list_filter = ("publication", "has_consent")
    list_select_related = ("action",)
    search_fields = ("function_key", "organisation_key", "text_key")
    computed_keys = {
        "function_key": "function",
        "organisation_key": "organisation",
        "text_key": "text",
    }
    autocomplete_fields = ("action", "collectivity")
