"""Filters of the admin's lists: what staff look for when they curate."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models import (
    Action,
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
    """When a sheet was last said to be true."""

    title = _("vérification")
    parameter_name = "verification"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        """Give the answers."""
        return [
            ("jamais", _("jamais vérifiée")),
            ("ancienne", _("vérifiée il y a plus de 18 mois")),
            ("recente", _("vérifiée depuis moins de 18 mois")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the sheets that answer."""
        limit = stale_limit(timezone.localdate())
        kept = {
            "jamais": Q(verified_on__isnull=True),
            "ancienne": Q(verified_on__lte=limit),
            "recente": Q(verified_on__gt=limit),
        }
        chosen = kept.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


def without(model: type[Any], by: str = "action", **conditions: Any) -> Any:
    """Give the condition that a sheet has no row of a model."""
    rows = model._base_manager.filter(**{by: OuterRef("pk")}, **conditions)
    return ~Exists(rows)


LACKING: dict[str, tuple[Any, Callable[[], Any]]] = {
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


class LacksFilter(admin.SimpleListFilter):
    """What a sheet has not."""

    title = _("il manque")
    parameter_name = "manque"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        """Give the answers."""
        return [(code, label) for code, (label, _kept) in LACKING.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the sheets that answer."""
        if self.value() not in LACKING:
            return queryset
        _label, kept = LACKING[str(self.value())]
        return queryset.filter(kept())


class DoubtFilter(admin.SimpleListFilter):
    """What the source leaves uncertain, or staff noted about it."""

    title = _("à contrôler")
    parameter_name = "doute"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        """Give the answer."""
        return [("oui", _("incertitude ou note"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the sheets that answer."""
        if self.value() != "oui":
            return queryset
        return queryset.exclude(uncertainty="", source_note="")


class SourceFilter(admin.SimpleListFilter):
    """Where sheets come from: the sources that gave most."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[Choice]:
        """Give the answers."""
        named = model_admin.model._base_manager.exclude(source_name="").order_by()
        counted = named.values_list("source_name").annotate(n=Count("pk"))
        for name, n in counted.order_by("-n", "source_name")[:MOST_SOURCES]:
            yield name, f"{name} ({n})"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the sheets that answer."""
        return queryset.filter(source_name=self.value()) if self.value() else queryset


class EditorFilter(admin.SimpleListFilter):
    """Who changed a sheet last."""

    title = _("modifiée en dernier par")
    parameter_name = "par"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        """Give the answers: oneself, others, nobody (imports)."""
        return [
            ("moi", _("moi")),
            ("equipe", _("l’équipe")),
            ("collectivite", _("une collectivité")),
            ("import", _("un import")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the sheets that answer."""
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
    VerifiedFilter,
    LacksFilter,
    DoubtFilter,
    "status",
    EditorFilter,
    SourceFilter,
)
# Lists whose sheets are written by agents and imports.
OF_AGREEMENTS = ("publication", "kind", DoubtFilter, EditorFilter, SourceFilter)
