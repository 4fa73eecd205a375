"""Admin of former slugs, read-only: the database writes them."""

from django.contrib import admin
from django.http import HttpRequest

from cooperation.admin.mixins.date_filters import DateSpanFilter
from cooperation.admin.mixins.search import SearchAdmin
from cooperation.models import FormerSlug


@admin.register(FormerSlug)
class FormerSlugAdmin(SearchAdmin):
    is_feminine = True
    list_display = ("slug", "table", "object_id", "left_at")
    list_filter = ("table", ("left_at", DateSpanFilter))
    search_fields = ("slug",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a row comes from a change of slug."""
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: FormerSlug | None = None
    ) -> bool:
        return False
