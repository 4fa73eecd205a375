"""The search parameters of actions and agreements, for pages, maps and exports.

Values of one parameter are alternatives, parameters combine.
"""

import re
from typing import Any, ClassVar

from django.db.models import F, QuerySet, TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.enums import (
    ActionStatus,
    AgreementKind,
    AgreementStatus,
    PartnerKind,
)
from cooperation.models import (
    EPCI,
    Action,
    Agreement,
    Collectivity,
    Country,
    Department,
    FundingWindow,
    Goal,
    Partner,
    SubRegion,
    Theme,
)
from cooperation.models.agreements import build_signature_year
from cooperation.search import lookups as where
from cooperation.search.amount_params import read_amounts
from cooperation.search.displays import ActionColumn, AgreementColumn, ListDisplay
from cooperation.search.filterset import (
    ORDER,
    RECENT,
    RELEVANCE,
    ParamFilter,
    SearchFilterSet,
    SearchParamFilter,
    make_column_filter,
    make_view_filter,
)
from cooperation.search.interpretation import ReadChoice, interpret_search
from cooperation.search.lookups import (
    ActionLookups,
    AgreementLookups,
    CountrySpread,
    EntryLookups,
)
from cooperation.search.params import (
    ParamOption,
    ParsedParam,
    enum_choices,
    model_choices,
    read_boxes,
    read_nothing,
    read_years,
)

NO_WINDOW = "aucun"
# How many values of one word are named: "Afrique" stands for five.
MAX_LABELS = 5
# Values of the order, beside those of every list.
OLDEST, LEAD = "ancien", "collectivite"


class ActionOrder(TextChoices):
    RELEVANCE = RELEVANCE, gettext_lazy("pertinence")
    RECENT = RECENT, gettext_lazy("plus récentes d’abord")
    OLDEST = OLDEST, gettext_lazy("plus anciennes d’abord")
    TITLE = "titre", gettext_lazy("titre")
    LEAD = LEAD, gettext_lazy("collectivité")
    BUDGET = "budget", gettext_lazy("budget")
    VERIFIED = "verifiee", gettext_lazy("vérification")


class AgreementOrder(TextChoices):
    RELEVANCE = RELEVANCE, gettext_lazy("pertinence")
    RECENT = RECENT, gettext_lazy("signés le plus récemment")
    OLDEST = OLDEST, gettext_lazy("plus anciens d’abord")
    TITLE = "titre", gettext_lazy("titre")
    LEAD = LEAD, gettext_lazy("collectivité")
    VERIFIED = "verifiee", gettext_lazy("vérification")


def read_goals(raw: list[str]) -> dict[str, ParamOption]:
    numbers = {
        text: int(text) for text in raw if re.fullmatch(r"0?\d{1,2}", text, re.A)
    }
    goals = Goal.objects.in_bulk(set(numbers.values())) if numbers else {}
    return {
        text: ParamOption(str(number), f"{number}. {goals[number]}", number)
        for text, number in numbers.items()
        if number in goals
    }


def read_combinations(raw: list[str]) -> dict[str, ParamOption]:
    """Read sets of windows: "meae+oudin", in any order; "aucun" for none."""
    if not raw:
        return {}
    windows = {window.code: window for window in FundingWindow.objects.all()}
    options = {}
    for text in raw:
        codes = sorted(set(text.lower().replace(" ", "+").split("+")))
        if codes == [NO_WINDOW]:
            options[text] = ParamOption(
                NO_WINDOW, _("aucun guichet connu"), frozenset()
            )
        elif all(code in windows for code in codes):
            names = _(" et ").join(windows[code].name for code in codes)
            keys = frozenset(windows[code].pk for code in codes)
            options[text] = ParamOption("+".join(codes), names, keys)
    return options


YEAR_HINT = gettext_lazy("donnez une année, par exemple 2019")
BBOX_HINT = gettext_lazy("donnez ouest,sud,est,nord en degrés")


class EntryFilterSet(SearchFilterSet):
    """The parameters shared by actions and agreements."""

    lookups: ClassVar[EntryLookups]

    q = SearchParamFilter(gettext_lazy("recherche"), read_nothing)
    pays = ParamFilter(
        gettext_lazy("pays"),
        model_choices(
            lambda: Country.objects.only("name_fr", "name_en"), "iso2", str.upper
        ),
        lambda to, codes: to.countries(codes),
    )
    region = ParamFilter(
        gettext_lazy("région du monde"),
        model_choices(SubRegion.objects.all, "code"),
        lambda to, codes: to.sub_regions(codes),
    )
    theme = ParamFilter(
        gettext_lazy("thématique"),
        model_choices(Theme.objects.all, "code"),
        lambda to, ids: to.themes(ids),
    )
    odd = ParamFilter(
        gettext_lazy("ODD"),
        read_goals,
        lambda to, numbers: to.goals(numbers),
        hint=gettext_lazy("donnez un nombre de 1 à 17"),
    )
    type = ParamFilter(
        gettext_lazy("type d’accord"),
        enum_choices(AgreementKind),
        lambda to, kinds: to.agreement_kinds(kinds),
    )
    guichet = ParamFilter(
        gettext_lazy("guichet de financement"),
        model_choices(FundingWindow.objects.all, "code"),
        lambda to, ids: to.windows(ids),
    )
    collectivite = ParamFilter(
        gettext_lazy("collectivité"),
        model_choices(lambda: Collectivity.objects.only("slug", "name"), "slug"),
        lambda to, ids: to.collectivities(ids),
    )
    epci = ParamFilter(
        gettext_lazy("EPCI et ses communes"),
        model_choices(lambda: EPCI.objects.only("slug", "name"), "slug"),
        where.build_epci_condition,
    )
    departement = ParamFilter(
        gettext_lazy("département"),
        model_choices(Department.objects.all, "code", str.upper),
        where.build_department_condition,
    )
    partenaire = ParamFilter(
        gettext_lazy("partenaire"),
        model_choices(lambda: Partner.objects.published().only("slug", "name"), "slug"),
        lambda to, ids: to.partners(ids),
    )
    nature = ParamFilter(
        gettext_lazy("nature des partenaires"),
        enum_choices(PartnerKind),
        lambda to, kinds: to.partner_kinds(kinds),
    )
    annee_min = ParamFilter(
        gettext_lazy("à partir de"),
        read_years,
        lambda to, years: to.active_from(years),
        single=True,
        hint=YEAR_HINT,
    )
    annee_max = ParamFilter(
        gettext_lazy("jusqu’à"),
        read_years,
        lambda to, years: to.active_until(years),
        single=True,
        hint=YEAR_HINT,
    )
    bbox = ParamFilter(
        gettext_lazy("zone de la carte"),
        read_boxes,
        lambda to, boxes: to.within_box(boxes),
        single=True,
        hint=BBOX_HINT,
    )

    def clean(self, cleaned: dict[str, ParsedParam]) -> dict[str, ParsedParam]:
        """Read the search; drop a range of years that ends before it starts."""
        for text in cleaned["q"].values:
            search = interpret_search(text, self.read_choice)
            found = [ParamOption(search.text, search.text, search)] if search else []
            problems = [search.problem] if search.problem else []
            cleaned["q"] = ParsedParam(found, problems)
        first, last = cleaned["annee_min"], cleaned["annee_max"]
        if first.options and last.options and first.keys > last.keys:
            years = {"first": first.values[0], "last": last.values[0]}
            problem = _("%(first)s vient après %(last)s (annee_min, annee_max).")
            cleaned["annee_min"] = ParsedParam(
                problems=[*first.problems, problem % years]
            )
            cleaned["annee_max"] = ParsedParam(problems=last.problems)
        return cleaned

    @property
    def order_by_default(self) -> str:
        """The order that words ask for: "le plus ancien jumelage"."""
        asked = self.search.get_keys(ORDER) if self.search else ()
        return asked[0] if asked else super().order_by_default

    def read_choice(self, name: str, values: list[str]) -> ReadChoice | None:
        """Return what the values of a parameter mean here; None for unknown ones."""
        if name not in self.filters:
            return None
        param: ParsedParam = self.filters[name].field.clean(values)
        if not param.options:
            return None
        labels = [option.label for option in param.options]
        return ReadChoice(
            capfirst(str(self.filters[name].label)),
            ", ".join(labels[:MAX_LABELS]) + ("…" if len(labels) > MAX_LABELS else ""),
            tuple(param.keys),
        )


class ActionFilterSet(EntryFilterSet):
    lookups = ActionLookups()
    columns = ActionColumn

    statut = ParamFilter(
        gettext_lazy("état"),
        enum_choices(ActionStatus),
        lambda to, statuses: to.statuses(statuses),
    )
    combinaison = ParamFilter(
        gettext_lazy("guichets, exactement"),
        read_combinations,
        lambda _to, sets: where.build_exact_windows_condition(sets),
        hint=gettext_lazy("donnez des codes de guichets liés par « + », ou aucun"),
    )
    montant = ParamFilter(
        gettext_lazy("montants connus"),
        read_amounts,
        lambda _to, amounts: where.build_amount_condition(amounts),
        hint=gettext_lazy(
            "donnez une nature, un guichet, une année, deux bornes en euros "
            "(40000-60000), ou plusieurs liés par « : »"
        ),
    )
    portee = ParamFilter(
        gettext_lazy("nombre de pays"),
        enum_choices(CountrySpread),
        lambda _to, spans: where.build_spread_condition(spans),
    )
    tri = ParamFilter(gettext_lazy("tri"), enum_choices(ActionOrder), single=True)
    vue = make_view_filter(ListDisplay.LIST, ListDisplay.TABLE, ListDisplay.BOTH)
    colonnes = make_column_filter(ActionColumn)

    class Meta:
        model = Action
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> QuerySet[Any]:
        return Action.objects.published()

    @property
    def is_beside_map(self) -> bool:
        return self.display == ListDisplay.BOTH

    def orders(self) -> dict[str, list[Any]]:
        return {
            ActionOrder.RECENT: [F("start_year").desc(nulls_last=True)],
            ActionOrder.OLDEST: [F("start_year").asc(nulls_last=True)],
            ActionOrder.TITLE: [],
            ActionOrder.LEAD: ["lead__name_key"],
            ActionOrder.BUDGET: [F("budget_eur").desc(nulls_last=True)],
            ActionOrder.VERIFIED: [F("verified_on").desc(nulls_last=True)],
        }


class AgreementFilterSet(EntryFilterSet):
    lookups = AgreementLookups()
    columns = AgreementColumn

    statut = ParamFilter(
        gettext_lazy("état"),
        enum_choices(AgreementStatus),
        lambda to, statuses: to.statuses(statuses),
    )
    signature = ParamFilter(
        gettext_lazy("année de signature"),
        read_years,
        lambda _to, years: where.build_signature_condition(years),
        hint=YEAR_HINT,
    )
    tri = ParamFilter(gettext_lazy("tri"), enum_choices(AgreementOrder), single=True)
    vue = make_view_filter(ListDisplay.LIST, ListDisplay.TABLE, ListDisplay.MAP)
    colonnes = make_column_filter(AgreementColumn)

    class Meta:
        model = Agreement
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> QuerySet[Any]:
        return Agreement.objects.published()

    def orders(self) -> dict[str, list[Any]]:
        return {
            AgreementOrder.RECENT: [build_signature_year().desc(nulls_last=True)],
            AgreementOrder.OLDEST: [build_signature_year().asc(nulls_last=True)],
            AgreementOrder.TITLE: [],
            AgreementOrder.LEAD: ["collectivity__name_key"],
            AgreementOrder.VERIFIED: [F("verified_on").desc(nulls_last=True)],
        }
