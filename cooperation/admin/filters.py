"""Filters of the admin's lists: what staff look for when they curate."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.admin.territories import (
    ActingFilter,
    CountryFilter,
    DepartmentFilter,
    EPCIFilter,
    ExistingFilter,
    ThemeFilter,
)
from cooperation.enums import Publication
from cooperation.models import (
    Action,
    AgreementEvent,
    Document,
    Funding,
    Involvement,
    Location,
    Photo,
)
from cooperation.reading.verification import stale_limit

MOST_SOURCES = 15
Choice = tuple[str, Any]


class VerifiedFilter(admin.SimpleListFilter):
    """When an entry was last verified."""

    title = _("vérification")
    parameter_name = "verification"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [
            ("jamais", _("jamais vérifiée")),
            ("ancienne", _("vérifiée il y a plus de 18 mois")),
            ("recente", _("vérifiée depuis moins de 18 mois")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        limit = stale_limit(timezone.localdate())
        kept = {
            "jamais": Q(verified_on__isnull=True),
            "ancienne": Q(verified_on__lte=limit),
            "recente": Q(verified_on__gt=limit),
        }
        chosen = kept.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


def without(model: type[Any], by: str = "action", **conditions: Any) -> Any:
    """Return the condition that an entry has no such row of ``model``."""
    rows = model._base_manager.filter(**{by: OuterRef("pk")}, **conditions)
    return ~Exists(rows)


Lacks = dict[str, tuple[Any, Callable[[], Any]]]

LACKING: Lacks = {
    "resume": (_("un résumé"), lambda: Q(summary="")),
    "lieu": (_("un lieu"), lambda: without(Location)),
    "point": (
        _("un point sur la carte"),
        lambda: (
            without(Location, lat__isnull=False)
            & without(Location, place__isnull=False)
        ),
    ),
    "partenaire": (_("un partenaire"), lambda: without(Involvement)),
    "montant": (_("un montant"), lambda: without(Funding, amount__isnull=False)),
    "thematique": (_("une thématique"), lambda: without(Action.themes.through)),
    "photo": (_("une photo"), lambda: without(Photo)),
    "document": (_("un document"), lambda: without(Document)),
    "source": (_("une source"), lambda: Q(source_name="")),
}


OF_AGREEMENT: Lacks = {
    "date": (_("une date"), lambda: without(AgreementEvent, "agreement")),
    "lieu": (_("un lieu"), lambda: Q(place__isnull=True)),
    "description": (_("une description"), lambda: Q(description="")),
    "document": (_("le texte signé"), lambda: Q(document="")),
    "source": (_("une source"), lambda: Q(source_name="")),
}
OF_PARTNER: Lacks = {
    "pays": (_("un pays"), lambda: Q(country__isnull=True)),
    "lieu": (_("un lieu"), lambda: Q(place__isnull=True)),
    "site": (_("un site internet"), lambda: Q(website="")),
    "description": (_("une présentation"), lambda: Q(description="")),
    "source": (_("une source"), lambda: Q(source_name="")),
}
OF_COLLECTIVITY: Lacks = {
    "point": (_("un point sur la carte"), lambda: Q(lat__isnull=True)),
    "exact": (_("un point exact"), lambda: Q(point_is_approximate=True)),
    "contact": (_("une adresse générique"), lambda: Q(contact_email="")),
    "site": (_("un site internet"), lambda: Q(website="")),
    "description": (_("une présentation"), lambda: Q(description="")),
    "siren": (_("un SIREN"), lambda: Q(siren__isnull=True)),
}


class LacksFilter(admin.SimpleListFilter):
    title = _("il manque")
    parameter_name = "manque"
    lacking: ClassVar[Lacks] = LACKING

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(code, label) for code, (label, _kept) in self.lacking.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in self.lacking:
            return queryset
        _label, kept = self.lacking[str(self.value())]
        return queryset.filter(kept())


class AgreementLacksFilter(LacksFilter):
    lacking = OF_AGREEMENT


class PartnerLacksFilter(LacksFilter):
    lacking = OF_PARTNER


class CollectivityLacksFilter(LacksFilter):
    lacking = OF_COLLECTIVITY


class ToCheckFilter(admin.SimpleListFilter):
    title = _("à vérifier")
    parameter_name = "a_verifier"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [("oui", _("à vérifier"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "oui":
            return queryset
        return queryset.filter(to_check())


def to_check() -> Q:
    """Return the condition that a published entry needs a check.

    It was never verified, verified too long ago, or has an uncertainty or a note.
    """
    limit = stale_limit(timezone.localdate())
    old = Q(verified_on__isnull=True) | Q(verified_on__lte=limit)
    doubtful = ~Q(uncertainty="") | ~Q(source_note="")
    return Q(publication=Publication.PUBLISHED) & (old | doubtful)


class DoubtFilter(admin.SimpleListFilter):
    """Entries with an uncertainty, or with a note on their source."""

    title = _("à contrôler")
    parameter_name = "doute"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [("oui", _("incertitude ou note"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "oui":
            return queryset
        return queryset.exclude(uncertainty="", source_note="")


class SourceFilter(admin.SimpleListFilter):
    """Sources of the entries, the most frequent ones."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[Choice]:
        named = model_admin.model._base_manager.exclude(source_name="").order_by()
        counted = named.values_list("source_name").annotate(n=Count("pk"))
        for name, n in counted.order_by("-n", "source_name")[:MOST_SOURCES]:
            yield name, f"{name} ({n})"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(source_name=self.value()) if self.value() else queryset


class EditorFilter(admin.SimpleListFilter):
    title = _("modifiée en dernier par")
    parameter_name = "par"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [
            ("moi", _("moi")),
            ("equipe", _("l’équipe")),
            ("collectivite", _("une collectivité")),
            ("import", _("un import")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the entries whose last history row is of the chosen kind of user."""
        kept = {
            "moi": Q(history_user=request.user.pk),
            "equipe": Q(history_user__is_staff=True),
            "collectivite": Q(history_user__is_staff=False),
            "import": Q(history_user__isnull=True),
        }
        chosen = kept.get(self.value() or "")
        if chosen is None:
            return queryset
        history = queryset.model.history.model.objects
        later = history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
        last = history.filter(chosen).filter(~Exists(later))
        return queryset.filter(pk__in=last.values("id"))


OF_ACTIONS = (
    "publication",
    ToCheckFilter,
    VerifiedFilter,
    LacksFilter,
    DoubtFilter,
    "status",
    CountryFilter,
    ThemeFilter,
    DepartmentFilter,
    EPCIFilter,
    EditorFilter,
    SourceFilter,
)
# Lists whose sheets are written by agents and imports.
OF_AGREEMENTS = (
    "publication",
    "kind",
    AgreementLacksFilter,
    DoubtFilter,
    CountryFilter,
    DepartmentFilter,
    EPCIFilter,
    EditorFilter,
    SourceFilter,
)
OF_PARTNERS = (
    "kind",
    ActingFilter,
    PartnerLacksFilter,
    DoubtFilter,
    CountryFilter,
    EditorFilter,
    SourceFilter,
)
OF_COLLECTIVITIES = (
    "kind",
    ActingFilter,
    CollectivityLacksFilter,
    ExistingFilter,
    DepartmentFilter,
    EPCIFilter,
    "epci_type",
    EditorFilter,
)
