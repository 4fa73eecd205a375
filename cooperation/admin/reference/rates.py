"""Admin of exchange rates."""

from django.contrib import admin

from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.models import ExchangeRate


@admin.register(ExchangeRate)
class ExchangeRateAdmin(TableAdmin, RecordAdmin):
    list_display = (
        "currency",
        "per_euro",
        "valid_from",
        "valid_until",
        "source",
        "last_change",
    )
    list_filter = ("currency",)
    search_fields = ("currency", "source")
