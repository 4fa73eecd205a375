"""Admin of funding windows; amounts are within their action."""

from django.contrib import admin

from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.models import CeilingRule, FundingWindow


@admin.register(FundingWindow)
class FundingWindowAdmin(TableAdmin, RecordAdmin):
    list_display = (
        "name_fr",
        "code",
        "is_from_founding_survey",
        "position",
        "last_change",
    )
    search_fields = ("name_fr_key", "code")
    computed_keys = {"name_fr_key": "name_fr"}


@admin.register(CeilingRule)
class CeilingRuleAdmin(TableAdmin, RecordAdmin):
    """Ceilings that laws set, each dated and sourced."""

    list_display = (
        "name_fr",
        "window",
        "percent",
        "in_force_from",
        "in_force_until",
        "last_change",
    )
    list_select_related = ("window",)
    autocomplete_fields = ("window",)
    search_fields = ("name_fr_key", "code")
    computed_keys = {"name_fr_key": "name_fr"}
