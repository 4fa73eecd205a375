from django.contrib import admin

from cooperation.admin.mixins.date_filters import ChangedSinceFilter
from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.models import Synonym


@admin.register(Synonym)
class SynonymAdmin(TableAdmin, RecordAdmin):
    list_display = ("text", "param", "value", "last_change")
    list_filter = ("param", ChangedSinceFilter)
    search_fields = ("text_key", "value")
    fields = ("text", ("param", "value"))
