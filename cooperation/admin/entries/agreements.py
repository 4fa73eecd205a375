"""Admin of agreements and of their events."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cooperation.admin.curation.merge import MergeableAdmin
from cooperation.admin.mixins.bulk import BulkAdmin
from cooperation.admin.mixins.duplicates import DuplicateWarningAdmin
from cooperation.admin.mixins.entries import EntryAdmin, RowInline, TitledForm, fold
from cooperation.admin.mixins.exports import ExportableAdmin
from cooperation.admin.mixins.filters import AGREEMENT_LIST_FILTERS
from cooperation.admin.mixins.lists import DRAFTS_VIEW, DatedListAdmin
from cooperation.models import Agreement, AgreementEvent

SOURCE_FIELDSET = fold(
    _("Source et doutes"),
    "source_name",
    "source_url",
    "source_reference",
    "source_note",
    "uncertainty",
    "locked_fields",
)
ADDRESS_FIELDSET = fold(
    _("Adresse de la page, référence, dates"),
    "slug",
    "reference",
    "created_at",
    "updated_at",
)
ENTRY_VIEWS = (
    (_("À vérifier"), "a_verifier=oui"),
    DRAFTS_VIEW,
    (_("Sans source"), "manque=source"),
    (_("Source incertaine"), "doute=oui"),
)


class EventInline(RowInline):
    model = AgreementEvent


@admin.register(Agreement)
class AgreementAdmin(
    ExportableAdmin,
    BulkAdmin,
    MergeableAdmin,
    DuplicateWarningAdmin,
    EntryAdmin,
    DatedListAdmin,
):
    form = TitledForm
    has_full_text = True
    deferred_fields = (
        "search_vector",
        "related_vector",
        "country__outline",
        "collectivity__outline",
    )
    list_display = (
        "title",
        "publication",
        "kind",
        "collectivity",
        "country",
        "verified_on",
        "last_change",
    )
    ordering = ("-updated_at", "-pk")
    shipped_views = (*ENTRY_VIEWS, (_("Sans date"), "manque=date"))
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
        (
            None,
            {
                "fields": (
                    "title",
                    "kind",
                    "collectivity",
                    "counterpart",
                    ("country", "place"),
                    "summary",
                    "publication",
                )
            },
        ),
        (_("Sujets"), {"fields": ("themes", "goals")}),
        (_("Vérification"), {"fields": (("verified_on", "verified_by"),)}),
        fold(
            _("Autres signataires, partenaires et lieux"),
            "other_signatories",
            "partners",
            "places",
        ),
        fold(
            _("Description, résultats et texte signé"),
            "description",
            "results",
            "document",
        ),
        SOURCE_FIELDSET,
        ADDRESS_FIELDSET,
    )
    inlines = (EventInline,)
