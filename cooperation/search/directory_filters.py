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
from cooperation.search.displays import (
    CollectivityColumn,
    CountryColumn,
    ListDisplay,
    PartnerColumn,
)
from cooperation.search.filterset import (
    ParamFilter,
    SearchFilterSet,
    make_column_filter,
    make_view_filter,
)
from cooperation.search.params import (
    ParamOption,
    ParsedParam,
    enum_choices,
    model_choices,
)
from cooperation.text import normalize

MAX_NAME_LENGTH = 100
# The rows of any of these lists: their QuerySets share named() and with_counts().
Rows = Any


def parse_name(raw: list[str]) -> dict[str, ParamOption]:
    """Parse the words of a name; punctuation alone is ignored."""
    return {
        text: ParamOption(
            text[:MAX_NAME_LENGTH], text[:MAX_NAME_LENGTH], text[:MAX_NAME_LENGTH]
        )
        for text in raw
        if normalize(text[:MAX_NAME_LENGTH])
    }


def parse_checkbox(raw: list[str]) -> dict[str, ParamOption]:
    """Parse a ticked checkbox: "1"."""
    label = _("y compris celles dont aucune action n’est connue")
    return {text: ParamOption("1", str(label), True) for text in raw if text == "1"}


class NameParamFilter(ParamFilter):
    """The words of a name, searched by ``named()`` of the QuerySet."""

    def filter(self, queryset: Rows, param: ParsedParam) -> Rows:
        return queryset.matching_name(param.keys[0]) if param.options else queryset


NAME, ACTIONS, AGREEMENTS = "nom", "actions", "accords"
BY_NUMBER = {
    ACTIONS: [F("n_actions").desc(), F("n_agreements").desc()],
    AGREEMENTS: [F("n_agreements").desc(), F("n_actions").desc()],
}


class CollectivityOrder(TextChoices):
    NAME = NAME, _("nom")
    ACTIONS = ACTIONS, _("nombre d’actions")
    AGREEMENTS = AGREEMENTS, _("nombre d’accords")
    POPULATION = "population", _("population")


class PartnerOrder(TextChoices):
    NAME = NAME, _("nom")
    ACTIONS = ACTIONS, _("nombre d’actions")
    AGREEMENTS = AGREEMENTS, _("nombre d’accords")
    COUNTRY = "pays", _("pays")


class CountryOrder(TextChoices):
    NAME = NAME, _("nom")
    ACTIONS = ACTIONS, _("nombre d’actions")
    AGREEMENTS = AGREEMENTS, _("nombre d’accords")
    SINCE = "depuis", _("première année connue")


class DirectoryFilterSet(SearchFilterSet):
    """The parameters common to the lists of authorities, partners and countries."""

    lookups = None
    default_order: ClassVar[str] = NAME
    # The expressions of the orders that a list has of its own.
    own_orders: ClassVar[dict[str, list[Any]]] = {}

    q = NameParamFilter(_("nom"), parse_name, single=True, hint=_("donnez un nom"))
    vue = make_view_filter(ListDisplay.LIST, ListDisplay.TABLE, ListDisplay.MAP)

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Return the selection, sorted, with its counts."""
        narrowed: Rows = self.apply(queryset)
        orders = BY_NUMBER | self.own_orders
        return narrowed.with_counts().order_by(
            *orders.get(self.order, []), "name_key", "pk"
        )

    @property
    def order_by_default(self) -> str:
        return self.default_order


def make_country_filter(apply: Callable[[Any, list[str]], Q]) -> ParamFilter:
    countries = Country.objects.only("name_fr", "name_en")
    return ParamFilter(
        _("pays"), model_choices(lambda: countries, "iso2", str.upper), apply
    )


def build_country_condition(_to: object, codes: list[str]) -> Q:
    """Return the condition: acts in, or signed with, one of these countries."""
    actions = Action.objects.published().filter(locations__country__in=codes)
    there = Q(country__in=codes) | Q(places__country__in=codes)
    agreements = Agreement.objects.published().filter(there)
    return build_actions_condition(actions) | build_agreements_condition(agreements)


def build_theme_condition(_to: object, ids: list[int]) -> Q:
    """Return the condition: has an action or an agreement on one of these themes."""
    actions = Action.objects.published().filter(themes__in=ids)
    agreements = Agreement.objects.published().filter(themes__in=ids)
    return build_actions_condition(actions) | build_agreements_condition(agreements)


def build_actions_condition(actions: QuerySet[Action]) -> Q:
    """Return the condition: leads or joins one of these actions."""
    joined = Action.co_leads.through.objects.filter(action__in=actions.values("pk"))
    return Q(pk__in=actions.values("lead")) | Q(pk__in=joined.values("collectivity"))


def build_agreements_condition(agreements: QuerySet[Agreement]) -> Q:
    """Return the condition: signed one of these agreements."""
    joined = Agreement.other_signatories.through.objects.filter(
        agreement__in=agreements.values("pk")
    )
    first = Q(pk__in=agreements.values("collectivity"))
    return first | Q(pk__in=joined.values("collectivity"))


class CollectivityFilterSet(DirectoryFilterSet):
    """Filter of the authorities: those that cooperate; all, where one is named."""

    columns = CollectivityColumn
    own_orders: ClassVar[dict[str, list[Any]]] = {
        CollectivityOrder.POPULATION: [F("population").desc(nulls_last=True)]
    }

    nature = ParamFilter(
        _("nature"),
        enum_choices(CollectivityKind),
        lambda _to, kinds: Q(kind__in=kinds),
    )
    departement = ParamFilter(
        _("département"),
        model_choices(Department.objects.all, "code", str.upper),
        lambda _to, codes: Q(department__in=codes),
    )
    epci = ParamFilter(
        _("EPCI et ses communes"),
        model_choices(lambda: Collectivity.objects.only("slug", "name"), "slug"),
        lambda _to, ids: Q(pk__in=ids) | Q(epci__in=ids),
    )
    pays = make_country_filter(build_country_condition)
    theme = ParamFilter(
        _("thématique"), model_choices(Theme.objects.all, "code"), build_theme_condition
    )
    toutes = ParamFilter(_("toutes"), parse_checkbox, single=True)
    tri = ParamFilter(_("tri"), enum_choices(CollectivityOrder), single=True)
    colonnes = make_column_filter(CollectivityColumn)

    class Meta:
        model = Collectivity
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> Rows:
        return Collectivity.objects.defer("outline")

    def apply(self, queryset: Rows, excluded: tuple[str, ...] = ()) -> Rows:
        """Apply all parameters but ``excluded``; active ones only, unless asked."""
        rows = queryset if self.is_of_all else queryset.with_published_entries()
        return super().apply(rows, excluded)

    @property
    def is_of_all(self) -> bool:
        """Whether those of which no cooperation is known may be found."""
        return bool(self.cleaned["toutes"].options or self.cleaned["q"].options)

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Sort those that cooperate first, among all."""
        rows = super().filter_queryset(queryset)
        if not self.is_of_all or self.order != NAME:
            return rows
        return rows.cooperating_first(" ".join(self.cleaned["q"].keys))


def build_partner_condition(_to: object, ids: list[int]) -> Q:
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
        | Q(pk__in=agreements.filter(partners__isnull=False).values("partners"))
    )


class PartnerFilterSet(DirectoryFilterSet):
    """Filter of the partners that are public."""

    columns = PartnerColumn
    own_orders: ClassVar[dict[str, list[Any]]] = {
        PartnerOrder.COUNTRY: [F("country__name_key").asc(nulls_last=True)]
    }

    nature = ParamFilter(
        _("nature"), enum_choices(PartnerKind), lambda _to, kinds: Q(kind__in=kinds)
    )
    pays = make_country_filter(lambda _to, codes: Q(country__in=codes))
    collectivite = ParamFilter(
        _("collectivité"),
        model_choices(lambda: Collectivity.objects.only("slug", "name"), "slug"),
        build_partner_condition,
    )
    tri = ParamFilter(_("tri"), enum_choices(PartnerOrder), single=True)
    colonnes = make_column_filter(PartnerColumn)

    class Meta:
        model = Partner
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> Rows:
        return Partner.objects.published()


class CountryFilterSet(DirectoryFilterSet):
    """Filter of the countries where authorities act."""

    columns = CountryColumn
    default_order = ACTIONS
    own_orders: ClassVar[dict[str, list[Any]]] = {
        CountryOrder.SINCE: [F("since").asc(nulls_last=True)]
    }

    region = ParamFilter(
        _("région du monde"),
        model_choices(SubRegion.objects.all, "code"),
        lambda _to, codes: Q(sub_region__in=codes),
    )
    tri = ParamFilter(_("tri"), enum_choices(CountryOrder), single=True)
    colonnes = make_column_filter(CountryColumn)

    class Meta:
        model = Country
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> Rows:
        return Country.objects.with_published_entries().defer("outline")


class ResourceOrder(TextChoices):
    LEVEL = "niveau", _("niveau")


class ResourceFilterSet(SearchFilterSet):
    lookups = None

    q = NameParamFilter(_("nom"), parse_name, single=True, hint=_("donnez un nom"))
    niveau = ParamFilter(
        _("niveau"), enum_choices(ResourceLevel), lambda _to, keys: Q(level__in=keys)
    )
    nature = ParamFilter(
        _("nature"), enum_choices(ResourceKind), lambda _to, keys: Q(kind__in=keys)
    )
    theme = ParamFilter(
        _("thématique"),
        model_choices(Theme.objects.all, "code"),
        lambda _to, ids: Q(
            pk__in=Resource.themes.through.objects.filter(theme__in=ids).values(
                "resource"
            )
        ),
    )

    tri = ParamFilter(_("tri"), enum_choices(ResourceOrder), single=True)

    class Meta:
        model = Resource
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> Rows:
        return Resource.objects.published()

    def filter_queryset(self, queryset: Rows) -> Rows:
        rows = self.apply(queryset).prefetch_related("themes", "countries")
        return rows.order_by("level", "position", "name_key", "pk")
