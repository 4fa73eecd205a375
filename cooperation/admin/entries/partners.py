from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.admin.curation.merge import MergeableAdmin
from cooperation.admin.entries.agreements import SOURCE_FIELDSET
from cooperation.admin.mixins.duplicates import DuplicateWarningAdmin
from cooperation.admin.mixins.entries import EntryAdmin, fold
from cooperation.admin.mixins.exports import ExportableAdmin
from cooperation.admin.mixins.filters import PARTNER_LIST_FILTERS
from cooperation.admin.mixins.lists import DatedListAdmin
from cooperation.models import Partner


@admin.register(Partner)
class PartnerAdmin(
    ExportableAdmin, MergeableAdmin, DuplicateWarningAdmin, EntryAdmin, DatedListAdmin
):
    deferred_fields = ("country__outline",)
    list_display = ("name", "acronym", "kind", "country", "place", "last_change")
    ordering = ("-updated_at", "-pk")
    shipped_views = (
        (_("Sans aucune fiche"), "fiches=sans"),
        (_("Sans pays"), "manque=pays"),
        (_("Source incertaine"), "doute=oui"),
    )
    list_filter = PARTNER_LIST_FILTERS
    list_select_related = ("country", "place")
    search_fields = ("name_key", "acronym", "source_reference")
    autocomplete_fields = ("country", "place")
    readonly_fields = ("created_at", "updated_at")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "acronym"),
                    "kind",
                    ("country", "place"),
                    "website",
                    "description",
                )
            },
        ),
        SOURCE_FIELDSET,
        fold(_("Adresse de la page, dates"), "slug", "created_at", "updated_at"),
    )
