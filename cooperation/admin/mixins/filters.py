"""Filters of the admin's lists: what staff look for when they curate."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cooperation.admin.mixins.date_filters import ChangedSinceFilter, DateSpanFilter
from cooperation.admin.mixins.dropdown_filters import (
    CountryDropdownFilter,
    DepartmentDropdownFilter,
    EPCIDropdownFilter,
    ExistenceFilter,
    HasEntriesFilter,
    ThemeDropdownFilter,
)
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.imports.publication import ENTRY_WORKSHEETS, build_import_condition
from cooperation.models import (
    Action,
    Agreement,
    AgreementEvent,
    Document,
    Funding,
    Involvement,
    Location,
    Photo,
)
from cooperation.models.verification import (
    STALE_AFTER_MONTHS,
    build_unverified_condition,
)

MAX_SOURCES = 15
MAX_KEY_DIGITS = 18
LookupChoice = tuple[str, Any]


def format_months(text: Any) -> Any:
    """Return a text with the age from which a verification is stale, in months."""
    return format_lazy(text, months=STALE_AFTER_MONTHS)


class VerifiedFilter(admin.SimpleListFilter):
    """When an entry was last verified."""

    title = _("vérification")
    parameter_name = "verification"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[LookupChoice]:
        return [
            ("jamais", _("jamais vérifiée")),
            ("ancienne", format_months(_("vérifiée il y a plus de {months} mois"))),
            ("recente", format_months(_("vérifiée depuis moins de {months} mois"))),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        querysets = {
            "jamais": queryset.never_verified,
            "ancienne": queryset.stale,
            "recente": queryset.recently_verified,
        }
        return querysets.get(self.value() or "", queryset.all)()


def lacks_related(model: type[Any], by: str = "action", **conditions: Any) -> Any:
    """Return the condition that an entry has no such row of ``model``."""
    rows = model._base_manager.filter(**{by: OuterRef("pk")}, **conditions)
    return ~Exists(rows)


MissingOptions = dict[str, tuple[Any, Callable[[], Any]]]

ACTION_MISSING_OPTIONS: MissingOptions = {
    "resume": (_("un résumé"), lambda: Q(summary="")),
    "lieu": (_("un lieu"), lambda: lacks_related(Location)),
    "point": (
        _("un point sur la carte"),
        lambda: (
            lacks_related(Location, lat__isnull=False)
            & lacks_related(Location, place__isnull=False)
        ),
    ),
    "partenaire": (_("un partenaire"), lambda: lacks_related(Involvement)),
    "montant": (_("un montant"), lambda: lacks_related(Funding, amount__isnull=False)),
    "thematique": (_("une thématique"), lambda: lacks_related(Action.themes.through)),
    "photo": (_("une photo"), lambda: lacks_related(Photo)),
    "document": (_("un document"), lambda: lacks_related(Document)),
    "source": (_("une source"), lambda: Q(source_name="")),
}


AGREEMENT_MISSING_OPTIONS: MissingOptions = {
    "date": (_("une date"), lambda: lacks_related(AgreementEvent, "agreement")),
    "resume": (_("un résumé"), lambda: Q(summary="")),
    "lieu": (_("un lieu"), lambda: Q(place__isnull=True)),
    "thematique": (
        _("une thématique"),
        lambda: lacks_related(Agreement.themes.through, "agreement"),
    ),
    "description": (_("une description"), lambda: Q(description="")),
    "document": (_("le texte signé"), lambda: Q(document="")),
    "source": (_("une source"), lambda: Q(source_name="")),
}
PARTNER_MISSING_OPTIONS: MissingOptions = {
    "pays": (_("un pays"), lambda: Q(country__isnull=True)),
    "lieu": (_("un lieu"), lambda: Q(place__isnull=True)),
    "site": (_("un site internet"), lambda: Q(website="")),
    "description": (_("une présentation"), lambda: Q(description="")),
    "source": (_("une source"), lambda: Q(source_name="")),
}
COLLECTIVITY_MISSING_OPTIONS: MissingOptions = {
    "point": (_("un point sur la carte"), lambda: Q(lat__isnull=True)),
    "exact": (_("un point exact"), lambda: Q(point_is_approximate=True)),
    "contact": (_("une adresse générique"), lambda: Q(contact_email="")),
    "site": (_("un site internet"), lambda: Q(website="")),
    "description": (_("une présentation"), lambda: Q(description="")),
    "siren": (_("un SIREN"), lambda: Q(siren__isnull=True)),
}


class MissingDataFilter(admin.SimpleListFilter):
    title = _("il manque")
    parameter_name = "manque"
    missing_options: ClassVar[MissingOptions] = ACTION_MISSING_OPTIONS

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[LookupChoice]:
        return [
            (code, label) for code, (label, _condition) in self.missing_options.items()
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in self.missing_options:
            return queryset
        _label, condition = self.missing_options[str(self.value())]
        return queryset.filter(condition())


class AgreementMissingDataFilter(MissingDataFilter):
    missing_options = AGREEMENT_MISSING_OPTIONS


class PartnerMissingDataFilter(MissingDataFilter):
    missing_options = PARTNER_MISSING_OPTIONS


class CollectivityMissingDataFilter(MissingDataFilter):
    missing_options = COLLECTIVITY_MISSING_OPTIONS


class NeedsCheckFilter(admin.SimpleListFilter):
    title = _("à vérifier")
    parameter_name = "a_verifier"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[LookupChoice]:
        return [("oui", _("à vérifier"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep published entries to verify, or with an uncertainty or a note."""
        if self.value() != "oui":
            return queryset
        doubtful = ~Q(uncertainty="") | ~Q(source_note="")
        return queryset.published().filter(build_unverified_condition() | doubtful)


class UncertaintyFilter(admin.SimpleListFilter):
    """Entries with an uncertainty, or with a note on their source."""

    title = _("à contrôler")
    parameter_name = "doute"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[LookupChoice]:
        return [("oui", _("incertitude ou note"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "oui":
            return queryset
        return queryset.exclude(uncertainty="", source_note="")


class TestSiteFilter(admin.SimpleListFilter):
    """Entries whose source is a preproduction or test site."""

    title = _("site de la source")
    parameter_name = "site_source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[LookupChoice]:
        return [("essai", _("site d’essai ou de préproduction"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.sourced_on_test_sites() if self.value() == "essai" else queryset


class SourceFilter(admin.SimpleListFilter):
    """Sources of the entries, the most frequent ones."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[LookupChoice]:
        sourced = model_admin.model._base_manager.exclude(source_name="").order_by()
        counted = sourced.values_list("source_name").annotate(n=Count("pk"))
        for name, n in counted.order_by("-n", "source_name")[:MAX_SOURCES]:
            yield name, f"{name} ({n})"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(source_name=self.value()) if self.value() else queryset


class LastEditorFilter(admin.SimpleListFilter):
    title = _("modifiée en dernier par")
    parameter_name = "par"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[LookupChoice]:
        return [
            ("moi", _("moi")),
            ("equipe", _("l’équipe")),
            ("collectivite", _("une collectivité")),
            ("import", _("un import")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the entries whose last history row is of the chosen kind of user."""
        conditions = {
            "moi": Q(history_user=request.user.pk),
            "equipe": Q(history_user__is_staff=True),
            "collectivite": Q(history_user__is_staff=False),
            "import": Q(history_user__isnull=True),
        }
        chosen = conditions.get(self.value() or "")
        if chosen is None:
            return queryset
        history = queryset.model.history.model.objects
        later = history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
        last = history.filter(chosen).filter(~Exists(later))
        return queryset.filter(pk__in=last.values("id"))


class LockedFieldsFilter(admin.SimpleListFilter):
    """Entries with or without fields locked against imports."""

    title = _("champs protégés")
    parameter_name = "proteges"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("oui", _("oui")), ("non", _("non"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "oui":
            return queryset.exclude(locked_fields=[])
        return queryset.filter(locked_fields=[]) if self.value() == "non" else queryset


class ImportFilter(admin.SimpleListFilter):
    """The entries that an import made or changed; shown where one is chosen."""

    title = _("import")
    parameter_name = "import"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[LookupChoice]:
        number = self.value()
        return [(number, _("import n° %s") % number)] if number else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        number = str(self.value())
        if not number.isdecimal() or len(number) > MAX_KEY_DIGITS:
            return queryset.none()
        code = next(
            c for c in ENTRY_WORKSHEETS if WORKSHEETS[c].model is queryset.model
        )
        return queryset.filter(build_import_condition(int(number), code))


ACTION_LIST_FILTERS = (
    "publication",
    NeedsCheckFilter,
    VerifiedFilter,
    ("verified_on", DateSpanFilter),
    ("updated_at", DateSpanFilter),
    MissingDataFilter,
    UncertaintyFilter,
    "status",
    CountryDropdownFilter,
    ThemeDropdownFilter,
    DepartmentDropdownFilter,
    EPCIDropdownFilter,
    LastEditorFilter,
    SourceFilter,
    TestSiteFilter,
    LockedFieldsFilter,
    ImportFilter,
)
AGREEMENT_LIST_FILTERS = (
    "publication",
    "kind",
    NeedsCheckFilter,
    VerifiedFilter,
    ("verified_on", DateSpanFilter),
    ("updated_at", DateSpanFilter),
    AgreementMissingDataFilter,
    UncertaintyFilter,
    CountryDropdownFilter,
    ThemeDropdownFilter,
    DepartmentDropdownFilter,
    EPCIDropdownFilter,
    LastEditorFilter,
    SourceFilter,
    TestSiteFilter,
    LockedFieldsFilter,
    ImportFilter,
)
PARTNER_LIST_FILTERS = (
    "kind",
    HasEntriesFilter,
    PartnerMissingDataFilter,
    UncertaintyFilter,
    CountryDropdownFilter,
    ("updated_at", DateSpanFilter),
    LastEditorFilter,
    SourceFilter,
    LockedFieldsFilter,
    ImportFilter,
)
COLLECTIVITY_LIST_FILTERS = (
    "kind",
    HasEntriesFilter,
    CollectivityMissingDataFilter,
    ExistenceFilter,
    DepartmentDropdownFilter,
    EPCIDropdownFilter,
    "epci_type",
    ChangedSinceFilter,
    LastEditorFilter,
)
