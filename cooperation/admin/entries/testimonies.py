from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.admin.mixins.date_filters import ChangedSinceFilter
from cooperation.admin.mixins.lists import DRAFTS_VIEW
from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.models import Testimony


@admin.register(Testimony)
class TestimonyAdmin(TableAdmin, RecordAdmin):
    list_display = (
        "function",
        "organisation",
        "action",
        "publication",
        "has_consent",
        "last_change",
    )
    ordering = ("-pk",)
    shipped_views = (DRAFTS_VIEW, (_("Sans accord"), "has_consent__exact=0"))
    list_filter = ("publication", "has_consent", ChangedSinceFilter)
    list_select_related = ("action",)
    search_fields = ("function_key", "organisation_key", "text_key")
    computed_keys = {
        "function_key": "function",
        "organisation_key": "organisation",
        "text_key": "text",
    }
    autocomplete_fields = ("action", "collectivity")
    fields = (
        ("function", "organisation"),
        "text",
        "action",
        "collectivity",
        "has_consent",
        ("person_name", "has_name_consent"),
        ("portrait", "portrait_credit"),
        "has_portrait_consent",
        "publication",
    )
