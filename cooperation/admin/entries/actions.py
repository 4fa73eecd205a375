"""Admin of actions and their parts, of themes and of goals."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from cooperation.admin.curation.merge import MergeableAdmin
from cooperation.admin.entries.agreements import (
    ADDRESS_FIELDSET,
    ENTRY_VIEWS,
    SOURCE_FIELDSET,
)
from cooperation.admin.mixins.bulk import BulkAdmin
from cooperation.admin.mixins.duplicates import DuplicateWarningAdmin
from cooperation.admin.mixins.entries import (
    EntryAdmin,
    RowInline,
    TitledForm,
    fold,
)
from cooperation.admin.mixins.exports import ExportableAdmin
from cooperation.admin.mixins.filters import ACTION_LIST_FILTERS
from cooperation.admin.mixins.lists import DatedListAdmin
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
    is_feminine = True
    list_display = ("name_fr", "name_en", "code", "last_change")
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
    classes = ("collapse",)


class DocumentInline(RowInline):
    model = Document
    classes = ("collapse",)


@admin.register(Action)
class ActionAdmin(
    ExportableAdmin,
    BulkAdmin,
    MergeableAdmin,
    DuplicateWarningAdmin,
    EntryAdmin,
    DatedListAdmin,
):
    form = TitledForm
    has_full_text = True
    deferred_fields = ("search_vector", "related_vector", "lead__outline")
    is_feminine = True
    list_display = (
        "title",
        "publication",
        "status",
        "lead",
        "countries",
        "start_year",
        "verified_on",
        "last_change",
    )
    ordering = ("-updated_at", "-pk")
    shipped_views = ENTRY_VIEWS
    list_prefetch = (
        Prefetch(
            "locations",
            Location.objects.select_related("country").defer("country__outline"),
        ),
    )
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
        (
            None,
            {
                "fields": (
                    "title",
                    "lead",
                    "summary",
                    ("status", "start_year", "end_year"),
                    "publication",
                )
            },
        ),
        (_("Sujets"), {"fields": ("themes", "goals")}),
        (_("Vérification"), {"fields": (("verified_on", "verified_by"),)}),
        fold(_("Description et résultats"), "description", "results"),
        fold(_("Accord et autres collectivités"), "agreement", "co_leads"),
        fold(_("Argent"), "budget_eur", "own_share_eur"),
        fold(_("Contact"), "contact_function", "contact_email"),
        SOURCE_FIELDSET,
        ADDRESS_FIELDSET,
    )
    inlines = (
        LocationInline,
        InvolvementInline,
        FundingInline,
        PhotoInline,
        DocumentInline,
    )

    @admin.display(description=_("pays"))
    def countries(self, action: Action) -> str:
        names = dict.fromkeys(str(one.country) for one in action.locations.all())
        return ", ".join(names)
