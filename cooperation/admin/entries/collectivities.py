from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation.admin.curation.closed_authorities import ClosedAuthoritiesAdmin
from cooperation.admin.curation.merge import MergeableAdmin
from cooperation.admin.mixins.authority_template import WorkbookTemplateAdmin
from cooperation.admin.mixins.date_filters import ChangedSinceFilter
from cooperation.admin.mixins.dropdown_filters import ExistenceFilter
from cooperation.admin.mixins.duplicates import DuplicateWarningAdmin
from cooperation.admin.mixins.entries import EntryAdmin, RowInline, SluggedForm, fold
from cooperation.admin.mixins.filters import COLLECTIVITY_LIST_FILTERS, LastEditorFilter
from cooperation.admin.mixins.map_fields import MapFieldsMixin
from cooperation.admin.mixins.records import RecordAdmin
from cooperation.admin.mixins.search import is_autocomplete
from cooperation.admin.mixins.table_import import TableAdmin
from cooperation.enums import CollectivityKind
from cooperation.models import EPCI, Collectivity, CollectivityAlias

AUTHORITY_FIELDSETS = (
    fold(_("Présentation"), "description"),
    fold(
        _("Situation et population"),
        "region",
        "postcodes",
        "population",
        "lat",
        "lng",
        "point_is_approximate",
    ),
    fold(_("Fin d’existence"), "closed_on", "successor"),
    fold(_("Adresse de la page"), "slug"),
)


class AliasInline(RowInline):
    model = CollectivityAlias
    fk_name = "collectivity"
    autocomplete_fields = ("department",)


@admin.register(Collectivity)
class CollectivityAdmin(
    ClosedAuthoritiesAdmin,
    WorkbookTemplateAdmin,
    MergeableAdmin,
    DuplicateWarningAdmin,
    MapFieldsMixin,
    EntryAdmin,
):
    change_list_template = "cooperation/admin/collectivities.html"
    deferred_fields = ("outline",)
    is_feminine = True
    list_display = (
        "name",
        "kind",
        "department",
        "insee_code",
        "siren",
        "closed_on",
        "last_change",
    )
    shipped_views = (
        (_("Avec des fiches"), "fiches=avec"),
        (_("Sans adresse générique"), "fiches=avec&manque=contact"),
        (_("N’existent plus, sans successeur"), "existence=seule"),
    )
    list_filter = COLLECTIVITY_LIST_FILTERS
    list_select_related = ("department",)
    search_fields = ("name_key", "insee_code", "siren", "postcodes")
    autocomplete_fields = ("epci", "department", "region", "successor")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "kind",
                    ("insee_code", "siren"),
                    "department",
                    "epci",
                    "contact_email",
                    "website",
                )
            },
        ),
        *AUTHORITY_FIELDSETS,
        fold(_("Type d’EPCI"), "epci_type"),
    )
    inlines = (AliasInline,)

    def match_aliases(self, word: str) -> Q:
        """Match former names, and the names of authorities merged into this one."""
        aliases = CollectivityAlias.objects.filter(name_key__contains=word)
        return Q(pk__in=aliases.values("collectivity"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Suggest existing authorities; only EPCI for the EPCI of a commune."""
        if is_autocomplete(request):
            queryset = queryset.filter(closed_on__isnull=True)
            if request.GET.get("field_name") == "epci":
                queryset = queryset.filter(kind=CollectivityKind.EPCI)
        return super().get_search_results(request, queryset, search_term)


class EPCIForm(SluggedForm):
    """The form of an EPCI, whose type is required."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.kind = CollectivityKind.EPCI
        if "epci_type" in self.fields:
            self.fields["epci_type"].required = True


@admin.register(EPCI)
class EPCIAdmin(WorkbookTemplateAdmin, MapFieldsMixin, EntryAdmin):
    """EPCI à fiscalité propre."""

    form = EPCIForm
    exclude = ("kind", "epci", "insee_code")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "epci_type",
                    "siren",
                    "department",
                    "contact_email",
                    "website",
                )
            },
        ),
        *AUTHORITY_FIELDSETS,
    )
    deferred_fields = ("outline",)
    list_display = (
        "name",
        "epci_type",
        "department",
        "siren",
        "population",
        "closed_on",
        "last_change",
    )
    list_filter = (
        *("epci_type", "region"),
        ExistenceFilter,
        ChangedSinceFilter,
        LastEditorFilter,
    )
    list_select_related = ("department",)
    search_fields = ("name_key", "siren")
    autocomplete_fields = ("department", "region", "successor")
    inlines = (AliasInline,)


@admin.register(CollectivityAlias)
class CollectivityAliasAdmin(TableAdmin, RecordAdmin):
    """Former and other names, which also stand on the form of their authority."""

    deferred_fields = ("collectivity__outline",)
    list_display = ("name", "kind", "collectivity", "department", "until_year")
    list_filter = ("kind",)
    list_select_related = ("collectivity", "department")
    search_fields = ("name_key", "collectivity__name_key")
    autocomplete_fields = ("collectivity", "department")
