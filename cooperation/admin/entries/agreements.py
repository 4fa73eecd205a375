"""Admin of agreements and of their events."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.admin.curation.merge import MergeableAdmin
from cooperation.admin.mixins.bulk import BulkAdmin
from cooperation.admin.mixins.entries import EntryAdmin, RowInline, TitledForm
from cooperation.admin.mixins.exports import ExportableAdmin
from cooperation.admin.mixins.filters import AGREEMENT_LIST_FILTERS
from cooperation.models import Agreement, AgreementEvent

SOURCE_FIELDS = (
    "source_name",
    "source_url",
    "source_reference",
    "source_note",
    "uncertainty",
)


class EventInline(RowInline):
    model = AgreementEvent


@admin.register(Agreement)
class AgreementAdmin(
    ExportableAdmin,
    BulkAdmin,
    MergeableAdmin,
    EntryAdmin,
):
    form = TitledForm
    has_full_text = True
    deferred_fields = (
        "search_vector",
        "related_vector",
        "country__outline",
        "collectivity__outline",
    )
    list_display = ("title", "kind", "collectivity", "country", "publication")
    list_filter = AGREEMENT_LIST_FILTERS
    actions: Any = (
        "publish",
        "unpublish",
        "archive",
        "verify",
        "add_theme",
        "remove_theme",
        "compare",
    )
    list_select_related = ("collectivity", "country")
    search_fields = ("title_key", "reference", "collectivity__name_key")
    autocomplete_fields = (
        "collectivity",
        "other_signatories",
        "counterpart",
        "country",
        "place",
        "partners",
        "places",
        "themes",
        "goals",
    )
    readonly_fields = ("reference", "created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "slug", "reference", "kind", "publication")}),
        (
            _("Signataires"),
            {
                "fields": (
                    "collectivity",
                    "other_signatories",
                    "counterpart",
                    "country",
                    "place",
                )
            },
        ),
        (_("Contenu"), {"fields": ("summary", "description", "results", "document")}),
        (_("Autour"), {"fields": ("partners", "places")}),
        (_("Sujets"), {"fields": ("themes", "goals")}),
        (_("Vérification"), {"fields": ("verified_on", "verified_by")}),
        (
            _("Source"),
            {"fields": (*SOURCE_FIELDS, "locked_fields", "created_at", "updated_at")},
        ),
    )
    inlines = (EventInline,)
