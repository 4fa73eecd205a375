"""Admin of actions and their parts, of themes and of goals."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.admin.curation.merge import MergeableAdmin
from cooperation.admin.entries.agreements import SOURCE_FIELDS
from cooperation.admin.mixins.bulk import BulkAdmin
from cooperation.admin.mixins.entries import (
    EntryAdmin,
    RowInline,
    TitledForm,
)
from cooperation.admin.mixins.exports import ExportableAdmin
from cooperation.admin.mixins.filters import ACTION_LIST_FILTERS
from cooperation.admin.mixins.map_fields import MapFieldsMixin
from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.search import SearchAdmin
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.models import (
    Action,
    Document,
    Funding,
    Goal,
    Involvement,
    Location,
    Photo,
    Theme,
)


@admin.register(Goal)
class GoalAdmin(SearchAdmin):
    list_display = ("number", "name_fr", "name_en")
    search_fields = ("name_fr_key", "number")
    computed_keys = {"name_fr_key": "name_fr"}


@admin.register(Theme)
class ThemeAdmin(TableAdmin, RecordAdmin):
    list_display = ("name_fr", "name_en", "code")
    search_fields = ("name_fr_key", "code")
    computed_keys = {"name_fr_key": "name_fr"}
    autocomplete_fields = ("goals",)


class LocationInline(MapFieldsMixin, RowInline):
    model = Location
    fields = ("country", "place", "label", "lat", "lng")
    label_relations = ("country", "place")
    deferred_fields = ("country__outline", "place__alternate_names")
    autocomplete_fields = ("country", "place")


class InvolvementInline(RowInline):
    model = Involvement
    label_relations = ("partner",)
    deferred_fields = ("partner__description",)
    autocomplete_fields = ("partner",)


class FundingInline(RowInline):
    model = Funding
    label_relations = ("window", "funder")
    deferred_fields = ("window__description", "funder__description")
    autocomplete_fields = ("window", "funder")


class PhotoInline(RowInline):
    model = Photo


class DocumentInline(RowInline):
    model = Document


@admin.register(Action)
class ActionAdmin(
    ExportableAdmin,
    BulkAdmin,
    MergeableAdmin,
    EntryAdmin,
):
    form = TitledForm
    has_full_text = True
    deferred_fields = ("search_vector", "related_vector", "lead__outline")
    list_display = ("title", "lead", "status", "start", "publication")
    list_filter = ACTION_LIST_FILTERS
    actions: Any = (
        "publish",
        "unpublish",
        "archive",
        "verify",
        "add_theme",
        "remove_theme",
        "compare",
    )
    list_select_related = ("lead",)
    search_fields = ("title_key", "reference", "lead__name_key")
    autocomplete_fields = ("lead", "co_leads", "agreement", "themes", "goals")
    readonly_fields = ("reference", "created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "slug", "reference", "publication")}),
        (_("Quoi"), {"fields": ("summary", "description", "results")}),
        (_("Qui"), {"fields": ("lead", "co_leads", "agreement")}),
        (_("Quand"), {"fields": ("status", "start_year", "end_year")}),
        (_("Sujets"), {"fields": ("themes", "goals")}),
        (_("Argent"), {"fields": ("budget_eur", "own_share_eur")}),
        (_("Contact"), {"fields": ("contact_function", "contact_email")}),
        (_("Vérification"), {"fields": ("verified_on", "verified_by")}),
        (
            _("Source"),
            {"fields": (*SOURCE_FIELDS, "locked_fields", "created_at", "updated_at")},
        ),
    )
    inlines = (
        LocationInline,
        InvolvementInline,
        FundingInline,
        PhotoInline,
        DocumentInline,
    )

    @admin.display(description=_("début"), ordering="start_year")
    def start(self, action: Action) -> str:
        """Return the first year, without a thousands separator."""
        return str(action.start_year or "")
