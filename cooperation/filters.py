"""The search parameters of actions and agreements, for pages, maps and exports.

Values of one parameter are alternatives, parameters combine.
"""

import re
from typing import Any, ClassVar

from django.db.models import F, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation import conditions as where
from cooperation.conditions import (
    ActionConditions,
    AgreementConditions,
    Amount,
    Conditions,
    Spread,
)
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
from cooperation.models.agreements import signed_year
from cooperation.parameters import (
    Option,
    Reading,
    choice_reader,
    read_boxes,
    read_nothing,
    read_years,
    row_reader,
)
from cooperation.selecting import (
    RECENT,
    RELEVANCE,
    VIEW,
    Parameter,
    SearchParameter,
    Selection,
)

# The value for no window at all, and that for amounts without a year.
NONE, UNDATED = "aucun", "sans-date"


class ActionOrder(TextChoices):
    RELEVANCE = RELEVANCE, gettext_lazy("pertinence")
    RECENT = RECENT, gettext_lazy("plus récentes d’abord")
    TITLE = "titre", gettext_lazy("titre")
    BUDGET = "budget", gettext_lazy("budget")
    VERIFIED = "verifiee", gettext_lazy("vérification")


class Display(TextChoices):
    LIST = "liste", gettext_lazy("liste")
    BOTH = "deux", gettext_lazy("les deux")


class AgreementOrder(TextChoices):
    RELEVANCE = RELEVANCE, gettext_lazy("pertinence")
    RECENT = RECENT, gettext_lazy("date de signature")
    TITLE = "titre", gettext_lazy("titre")


def read_goals(raw: list[str]) -> dict[str, Option]:
    numbers = {
        text: int(text) for text in raw if re.fullmatch(r"0?\d{1,2}", text, re.A)
    }
    goals = Goal.objects.in_bulk(set(numbers.values())) if numbers else {}
    return {
        text: Option(str(number), f"{number}. {goals[number]}", number)
        for text, number in numbers.items()
        if number in goals
    }


def read_combinations(raw: list[str]) -> dict[str, Option]:
    """Read sets of windows: "meae+oudin", in any order; "aucun" for none."""
    if not raw:
        return {}
    windows = {window.code: window for window in FundingWindow.objects.all()}
    options = {}
    for text in raw:
        codes = sorted(set(text.lower().replace(" ", "+").split("+")))
        if codes == [NONE]:
            options[text] = Option(NONE, _("aucun guichet connu"), frozenset())
        elif all(code in windows for code in codes):
            names = _(" et ").join(windows[code].name for code in codes)
            keys = frozenset(windows[code].pk for code in codes)
            options[text] = Option("+".join(codes), names, keys)
    return options


def read_amounts(raw: list[str]) -> dict[str, Option]:
    """Read which amounts: of a window, a year, or both ("oudin:2024")."""
    if not raw:
        return {}
    windows = {window.code: window for window in FundingWindow.objects.all()}
    options = {}
    for text in raw:
        amount = read_amount(text.lower(), windows)
        if amount:
            options[text] = Option(text.lower(), amount_label(amount, windows), amount)
    return options


def read_amount(text: str, windows: dict[str, FundingWindow]) -> Amount | None:
    window, year, is_undated = None, None, False
    for part in text.split(":"):
        if part in windows and window is None:
            window = windows[part].pk
        elif re.fullmatch(r"\d{4}", part, re.ASCII) and not year:
            year = int(part)
        elif part == UNDATED and not year:
            is_undated = True
        else:
            return None
    return None if year and is_undated else Amount(window, year, is_undated)


def amount_label(amount: Amount, windows: dict[str, FundingWindow]) -> str:
    names = {window.pk: window.name for window in windows.values()}
    when = _("sans année") if amount.is_undated else str(amount.year or "")
    parts = [names[amount.window] if amount.window else "", when]
    return ", ".join(part for part in parts if part)


A_YEAR = gettext_lazy("donnez une année, par exemple 2019")
A_BOX = gettext_lazy("donnez ouest,sud,est,nord en degrés")


class SheetFilter(Selection):
    """The parameters shared by actions and agreements."""

    conditions: ClassVar[Conditions]

    q = SearchParameter(
        gettext_lazy("recherche"),
        read_nothing,
        lambda _to, found: where.matching(found),
    )
    pays = Parameter(
        gettext_lazy("pays"),
        row_reader(
            lambda: Country.objects.only("name_fr", "name_en"), "iso2", str.upper
        ),
        lambda to, codes: to.countries(codes),
    )
    region = Parameter(
        gettext_lazy("région du monde"),
        row_reader(SubRegion.objects.all, "code"),
        lambda to, codes: to.sub_regions(codes),
    )
    theme = Parameter(
        gettext_lazy("thématique"),
        row_reader(Theme.objects.all, "code"),
        lambda to, ids: to.themes(ids),
    )
    odd = Parameter(
        gettext_lazy("ODD"),
        read_goals,
        lambda to, numbers: to.goals(numbers),
        hint=gettext_lazy("donnez un nombre de 1 à 17"),
    )
    type = Parameter(
        gettext_lazy("type d’accord"),
        choice_reader(AgreementKind),
        lambda to, kinds: to.agreement_kinds(kinds),
    )
    guichet = Parameter(
        gettext_lazy("guichet de financement"),
        row_reader(FundingWindow.objects.all, "code"),
        lambda to, ids: to.windows(ids),
    )
    collectivite = Parameter(
        gettext_lazy("collectivité"),
        row_reader(lambda: Collectivity.objects.only("slug", "name"), "slug"),
        lambda to, ids: to.collectivities(ids),
    )
    epci = Parameter(
        gettext_lazy("EPCI et ses communes"),
        row_reader(lambda: EPCI.objects.only("slug", "name"), "slug"),
        where.of_epcis,
    )
    departement = Parameter(
        gettext_lazy("département"),
        row_reader(Department.objects.all, "code", str.upper),
        where.of_departments,
    )
    partenaire = Parameter(
        gettext_lazy("partenaire"),
        row_reader(lambda: Partner.objects.published().only("slug", "name"), "slug"),
        lambda to, ids: to.partners(ids),
    )
    nature = Parameter(
        gettext_lazy("nature des partenaires"),
        choice_reader(PartnerKind),
        lambda to, kinds: to.partner_kinds(kinds),
    )
    annee_min = Parameter(
        gettext_lazy("à partir de"),
        read_years,
        lambda to, years: to.active_from(years),
        single=True,
        hint=A_YEAR,
    )
    annee_max = Parameter(
        gettext_lazy("jusqu’à"),
        read_years,
        lambda to, years: to.active_until(years),
        single=True,
        hint=A_YEAR,
    )
    bbox = Parameter(
        gettext_lazy("zone de la carte"),
        read_boxes,
        lambda to, boxes: to.within(boxes),
        single=True,
        hint=A_BOX,
    )

    def checked(self, readings: dict[str, Reading]) -> dict[str, Reading]:
        """Drop a range of years that ends before it starts."""
        first, last = readings["annee_min"], readings["annee_max"]
        if first.options and last.options and first.keys > last.keys:
            years = {"first": first.values[0], "last": last.values[0]}
            problem = _("%(first)s vient après %(last)s (annee_min, annee_max).")
            readings["annee_min"] = Reading(problems=[*first.problems, problem % years])
            readings["annee_max"] = Reading(problems=last.problems)
        return readings


class ActionFilter(SheetFilter):
    conditions = ActionConditions()

    statut = Parameter(
        gettext_lazy("état"),
        choice_reader(ActionStatus),
        lambda to, statuses: to.statuses(statuses),
    )
    combinaison = Parameter(
        gettext_lazy("guichets, exactement"),
        read_combinations,
        lambda _to, sets: where.through_exactly(sets),
        hint=gettext_lazy("donnez des codes de guichets liés par « + », ou aucun"),
    )
    montant = Parameter(
        gettext_lazy("montants accordés"),
        read_amounts,
        lambda _to, amounts: where.paid(amounts),
        hint=gettext_lazy("donnez un guichet, une année, ou les deux liés par « : »"),
    )
    portee = Parameter(
        gettext_lazy("nombre de pays"),
        choice_reader(Spread),
        lambda _to, spans: where.spread(spans),
    )
    tri = Parameter(gettext_lazy("tri"), choice_reader(ActionOrder), single=True)
    vue = Parameter(gettext_lazy("affichage"), choice_reader(Display), single=True)

    class Meta:
        model = Action
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> QuerySet[Any]:
        return Action.objects.published()

    @property
    def is_beside_map(self) -> bool:
        return self.readings[VIEW].values == [Display.BOTH]

    def orders(self) -> dict[str, list[Any]]:
        return {
            ActionOrder.RECENT: [F("start_year").desc(nulls_last=True)],
            ActionOrder.TITLE: [],
            ActionOrder.BUDGET: [F("budget_eur").desc(nulls_last=True)],
            ActionOrder.VERIFIED: [F("verified_on").desc(nulls_last=True)],
        }


class AgreementFilter(SheetFilter):
    conditions = AgreementConditions()

    statut = Parameter(
        gettext_lazy("état"),
        choice_reader(AgreementStatus),
        lambda to, statuses: to.statuses(statuses),
    )
    signature = Parameter(
        gettext_lazy("année de signature"),
        read_years,
        lambda _to, years: where.signed_in(years),
        hint=A_YEAR,
    )
    tri = Parameter(gettext_lazy("tri"), choice_reader(AgreementOrder), single=True)

    class Meta:
        model = Agreement
        fields: ClassVar[list[str]] = []

    @classmethod
    def scope(cls) -> QuerySet[Any]:
        return Agreement.objects.published()

    def orders(self) -> dict[str, list[Any]]:
        return {
            AgreementOrder.RECENT: [signed_year().desc(nulls_last=True)],
            AgreementOrder.TITLE: [],
        }
