"""Filters of the admin's lists by country, theme and territory, in drop-down lists.

Only values that some row of the list has are offered.
"""

from collections.abc import Container, Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cooperation.enums import CollectivityKind
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    Department,
    Location,
    Partner,
    Theme,
)

LookupChoice = tuple[str, str]
AUTHORITY_FIELDS = {Action: "lead", Agreement: "collectivity", Collectivity: ""}


class DropdownFilter(admin.SimpleListFilter):
    """A filter with many choices, shown as a drop-down list and a button."""

    template = "cooperation/admin/dropdown_filter.html"
    other_params: list[tuple[str, str]]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the choices; note the other parameters of the URL for the template."""
        self.other_params = list_other_params(changelist, {self.parameter_name})
        yield {"value": "", "display": _("Tous"), "selected": self.value() is None}
        for value, label in self.lookup_choices:
            is_chosen = self.value() == str(value)
            yield {"value": value, "display": label, "selected": is_chosen}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        known = {str(value) for value, _label in self.lookup_choices}
        chosen = self.value()
        if not chosen or chosen not in known:
            return queryset
        return queryset.filter(self.condition(queryset.model, chosen))

    def condition(self, model: Any, chosen: str) -> Q:
        raise NotImplementedError


def list_other_params(changelist: Any, own: Container[Any]) -> list[tuple[str, str]]:
    """Return the filters, order and search that a filter's form has to keep."""
    return [
        (name, value)
        for name, values in changelist.filter_params.items()
        for value in values
        if name not in own
    ]


class CountryDropdownFilter(DropdownFilter):
    title = _("pays")
    parameter_name = "pays"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[LookupChoice]:
        model = Location if model_admin.model is Action else model_admin.model
        rows = model._base_manager.filter(country=OuterRef("pk"))
        present = Country.objects.filter(Exists(rows)).order_by("name_key")
        return present.values_list("iso2", "name_fr")

    def condition(self, model: Any, chosen: str) -> Q:
        if model is Action:
            there = Location.objects.filter(country=chosen)
            return Q(pk__in=there.values("action"))
        if model is Agreement:
            others = Agreement.places.through.objects.filter(place__country=chosen)
            return Q(country=chosen) | Q(pk__in=others.values("agreement"))
        return Q(country=chosen)


class ThemeDropdownFilter(DropdownFilter):
    title = _("thématique")
    parameter_name = "thematique"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[LookupChoice]:
        return [
            (str(pk), name) for pk, name in Theme.objects.values_list("pk", "name_fr")
        ]

    def condition(self, model: Any, chosen: str) -> Q:
        rows = model.themes.through._base_manager.filter(theme=int(chosen))
        return Q(pk__in=rows.values(model._meta.model_name))


class DepartmentDropdownFilter(DropdownFilter):
    """The department of the lead or signing authority, or of the authority itself."""

    title = _("département")
    parameter_name = "departement"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[LookupChoice]:
        leads = get_lead_authorities(model_admin.model).filter(
            department=OuterRef("pk")
        )
        present = Department.objects.filter(Exists(leads)).order_by("code")
        rows = present.values_list("code", "name")
        return [(code, f"{code} {name}") for code, name in rows]

    def condition(self, model: Any, chosen: str) -> Q:
        return Q(**{f"{AUTHORITY_FIELDS[model]}__department".lstrip("_"): chosen})


class EPCIDropdownFilter(DropdownFilter):
    """The EPCI that leads, signs or is listed, or one of whose communes does."""

    title = _("intercommunalité")
    parameter_name = "epci"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[LookupChoice]:
        leads = get_lead_authorities(model_admin.model)
        own = Q(pk__in=leads.order_by().values("pk"))
        members = Q(pk__in=leads.order_by().values("epci"))
        present = Collectivity.objects.filter(own | members, kind=CollectivityKind.EPCI)
        rows = present.order_by("name_key", "pk").values_list("pk", "name")
        return [(str(pk), name) for pk, name in rows]

    def condition(self, model: Any, chosen: str) -> Q:
        """Return the condition: the EPCI itself or one of its communes."""
        start = f"{AUTHORITY_FIELDS[model]}__".lstrip("_")
        return Q(**{f"{start}pk": chosen}) | Q(**{f"{start}epci": chosen})


def get_lead_authorities(model: Any) -> QuerySet[Any]:
    """Return the authorities that lead or sign rows of a model.

    All of them, if the model is that of authorities.
    """
    if not AUTHORITY_FIELDS[model]:
        return Collectivity.objects.all()
    rows = model._base_manager.order_by().values(AUTHORITY_FIELDS[model])
    return Collectivity.objects.filter(pk__in=rows)


class HasEntriesFilter(admin.SimpleListFilter):
    """Partners or authorities that entries name, published or not."""

    title = _("fiches")
    parameter_name = "fiches"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [("avec", _("avec des fiches")), ("sans", _("sans aucune fiche"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        condition = build_has_entries_condition(queryset.model)
        if self.value() == "avec":
            return queryset.filter(condition)
        return queryset.exclude(condition) if self.value() == "sans" else queryset


def build_has_entries_condition(model: Any) -> Q:
    """Return the condition that an entry names the partner or the authority."""
    paths: dict[Any, tuple[str, ...]] = (
        {
            Action: ("involvements__partner", "fundings__funder"),
            Agreement: ("counterpart", "partners"),
        }
        if model is Partner
        else {
            Action: ("lead", "co_leads"),
            Agreement: ("collectivity", "other_signatories"),
        }
    )
    relations = [(entry, path) for entry, found in paths.items() for path in found]
    found = Q()
    for entry_model, path in relations:
        known = entry_model._base_manager.filter(**{f"{path}__isnull": False})
        found |= Q(pk__in=known.order_by().values(path))
    return found


class ExistenceFilter(admin.SimpleListFilter):
    title = _("existence")
    parameter_name = "existence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Any]:
        return [
            ("oui", _("existe")),
            ("non", _("n’existe plus")),
            ("seule", _("n’existe plus, sans successeur")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions = {
            "oui": Q(closed_on__isnull=True),
            "non": Q(closed_on__isnull=False),
            "seule": Q(closed_on__isnull=False, successor__isnull=True),
        }
        chosen = conditions.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset
