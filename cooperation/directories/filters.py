"""The filters of the lists of authorities, partners, countries and resources."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from cooperation.enums import (
    CollectivityKind,
    PartnerKind,
    ResourceKind,
    ResourceLevel,
)
from cooperation.folding import name_key
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    Department,
    Partner,
    Resource,
    SubRegion,
    Theme,
)
from cooperation.parameters import Option, Reading, choice_reader, row_reader
from cooperation.selecting import ORDER, Parameter, Selection

LONGEST_NAME = 100
# The rows of any of these lists: their QuerySets share named() and with_counts().
Rows = Any


def read_name(raw: list[str]) -> dict[str, Option]:
    """Parse the words of a name; punctuation alone is ignored."""
    return {
        text: Option(text[:LONGEST_NAME], text[:LONGEST_NAME], text[:LONGEST_NAME])
        for text in raw
        if name_key(text[:LONGEST_NAME])
    }


def read_yes(raw: list[str]) -> dict[str, Option]:
    """Parse a ticked checkbox: "1"."""
    label = _("y compris celles dont aucune action n’est connue")
    return {text: Option("1", str(label), True) for text in raw if text == "1"}


class NameParameter(Parameter):
    """The words of a name, searched by ``named()`` of the QuerySet."""

    def filter(self, queryset: Rows, reading: Reading) -> Rows:
        return queryset.named(reading.keys[0]) if reading.options else queryset


class DirectoryOrder(TextChoices):
    NAME = "nom", _("nom")
    ACTIONS = "actions", _("nombre d’actions")


class DirectoryFilter(Selection):
    """The parameters common to the lists of authorities, partners and countries."""

    conditions = None
    default_order: ClassVar[str] = DirectoryOrder.NAME

    q = NameParameter(_("nom"), read_name, single=True, hint=_("donnez un nom"))
    tri = Parameter(_("tri"), choice_reader(DirectoryOrder), single=True)

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Return the selection, sorted, with its counts."""
        narrowed: Rows = self.narrow(queryset)
        rows = narrowed.with_counts()
        if self.order == DirectoryOrder.ACTIONS:
            most = [F("n_actions").desc(), F("n_agreements").desc()]
            return rows.order_by(*most, "name_key", "pk")
        return rows.order_by("name_key", "pk")

    @property
    def order(self) -> str:
        """The value of ``tri`` that applies, chosen or default."""
        chosen = self.readings[ORDER].values
        return chosen[0] if chosen else self.default_order


def country_parameter(narrow: Callable[[Any, list[str]], Q]) -> Parameter:
    countries = Country.objects.only("name_fr", "name_en")
    return Parameter(
        _("pays"), row_reader(lambda: countries, "iso2", str.upper), narrow
    )


def active_in(_to: object, codes: list[str]) -> Q:
    """Return the condition: acts in, or signed with, one of these countries."""
    actions = Action.objects.published().filter(locations__country__in=codes)
    agreements = Agreement.objects.published().filter(country__in=codes)
    return of_actions(actions) | of_agreements(agreements)


def active_on(_to: object, ids: list[int]) -> Q:
    """Return the condition: leads or joins an action on one of these themes."""
    return of_actions(Action.objects.published().filter(themes__in=ids))


def of_actions(actions: QuerySet[Action]) -> Q:
    """Return the condition: leads or joins one of these actions."""
    joined = Action.co_leads.through.objects.filter(action__in=actions.values("pk"))
    return Q(pk__in=actions.values("lead")) | Q(pk__in=joined.values("collectivity"))


def of_agreements(agreements: QuerySet[Agreement]) -> Q:
    """Return the condition: signed one of these agreements."""
    joined = Agreement.other_signatories.through.objects.filter(
        agreement__in=agreements.values("pk")
    )
    first = Q(pk__in=agreements.values("collectivity"))
    return first | Q(pk__in=joined.values("collectivity"))


class CollectivityFilter(DirectoryFilter):
    """Filter of the authorities: those that are active, or all."""

    nature = Parameter(
        _("nature"),
        choice_reader(CollectivityKind),
        lambda _to, kinds: Q(kind__in=kinds),
    )
    departement = Parameter(
        _("département"),
        row_reader(Department.objects.all, "code", str.upper),
        lambda _to, codes: Q(department__in=codes),
    )
    epci = Parameter(
        _("EPCI et ses communes"),
        row_reader(lambda: Collectivity.objects.only("slug", "name"), "slug"),
        lambda _to, ids: Q(pk__in=ids) | Q(epci__in=ids),
    )
    pays = country_parameter(active_in)
    theme = Parameter(_("thématique"), row_reader(Theme.objects.all, "code"), active_on)
    toutes = Parameter(_("toutes"), read_yes, single=True)

    class Meta:
        model = Collectivity
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> Rows:
        return Collectivity.objects.defer("outline")

    def narrow(self, queryset: Rows, left_out: tuple[str, ...] = ()) -> Rows:
        """Apply all parameters but ``excluded``; active ones only, unless asked."""
        rows = queryset if self.readings["toutes"].options else queryset.acting()
        return super().narrow(rows, left_out)


def partner_of(_to: object, ids: list[int]) -> Q:
    """Return the condition: acts with, pays for or signed with these authorities."""
    led = Q(lead__in=ids) | Q(co_leads__in=ids)
    actions = Action.objects.published().filter(led)
    signed = Q(collectivity__in=ids) | Q(other_signatories__in=ids)
    agreements = Agreement.objects.published().filter(signed)
    return (
        Q(pk__in=actions.values("involvements__partner"))
        | Q(
            pk__in=actions.filter(fundings__funder__isnull=False).values(
                "fundings__funder"
            )
        )
        | Q(pk__in=agreements.values("counterpart"))
    )


class PartnerFilter(DirectoryFilter):
    """Filter of the partners that are public."""

    nature = Parameter(
        _("nature"), choice_reader(PartnerKind), lambda _to, kinds: Q(kind__in=kinds)
    )
    pays = country_parameter(lambda _to, codes: Q(country__in=codes))
    collectivite = Parameter(
        _("collectivité"),
        row_reader(lambda: Collectivity.objects.only("slug", "name"), "slug"),
        partner_of,
    )

    class Meta:
        model = Partner
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> Rows:
        return Partner.objects.published()


class CountryFilter(DirectoryFilter):
    """Filter of the countries where authorities act."""

    default_order = DirectoryOrder.ACTIONS

    region = Parameter(
        _("région du monde"),
        row_reader(SubRegion.objects.all, "code"),
        lambda _to, codes: Q(sub_region__in=codes),
    )

    class Meta:
        model = Country
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> Rows:
        return Country.objects.present().defer("outline")


class ResourceOrder(TextChoices):
    LEVEL = "niveau", _("niveau")


class ResourceFilter(Selection):
    conditions = None

    q = NameParameter(_("nom"), read_name, single=True, hint=_("donnez un nom"))
    niveau = Parameter(
        _("niveau"), choice_reader(ResourceLevel), lambda _to, keys: Q(level__in=keys)
    )
    nature = Parameter(
        _("nature"), choice_reader(ResourceKind), lambda _to, keys: Q(kind__in=keys)
    )
    theme = Parameter(
        _("thématique"),
        row_reader(Theme.objects.all, "code"),
        lambda _to, ids: Q(
            pk__in=Resource.themes.through.objects.filter(theme__in=ids).values(
                "resource"
            )
        ),
    )

    tri = Parameter(_("tri"), choice_reader(ResourceOrder), single=True)

    class Meta:
        model = Resource
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> Rows:
        return Resource.objects.published()

    def filter_queryset(self, queryset: Rows) -> Rows:
        rows = self.narrow(queryset).prefetch_related("themes", "countries")
        return rows.order_by("level", "position", "name_key", "pk")
