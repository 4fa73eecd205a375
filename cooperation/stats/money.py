"""Tables of granted amounts: each amount is counted once."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from cooperation.models import Country, Funding, FundingWindow, Location
from cooperation.presenters.money import format_euros
from cooperation.search.filters import NO_WINDOW, UNDATED_AMOUNTS, ActionFilterSet
from cooperation.search.lookups import (
    CountrySpread,
    GrantedAmount,
    build_funding_filter,
)
from cooperation.stats.catalogue import PAGE_TITLES
from cooperation.stats.tables import FigureRow, FigureTable, build_list_url


def get_granted_amounts(selection: ActionFilterSet) -> Any:
    actions = selection.excluding().values("pk")
    chosen = selection.cleaned["montant"].keys or [GrantedAmount()]
    rows = Funding.objects.none()
    for amount in chosen:
        rows = rows | Funding.objects.filter(**build_funding_filter(amount))
    return rows.filter(action__in=actions)


def get_window_params(selection: ActionFilterSet, window: FundingWindow) -> list[str]:
    """Return the values of ``montant`` that keep a window within those chosen."""
    chosen = selection.cleaned["montant"].options
    return [
        f"{window.code}:{one.value}" if one.key.window is None else one.value
        for one in chosen
        if one.key.window in (None, window.pk)
    ] or [window.code]


def get_year_params(selection: ActionFilterSet, year: int | None) -> list[str]:
    """Return the values of ``montant`` that keep a year within those chosen."""
    when = str(year) if year else UNDATED_AMOUNTS
    chosen = selection.cleaned["montant"].options
    return [
        one.value if when in one.value.split(":") else f"{one.value}:{when}"
        for one in chosen
        if one.key.year in (None, year) and not (one.key.is_undated and year)
    ] or [when]


def build_amount_row(label: str, amount: Decimal, url: str) -> FigureRow:
    return FigureRow(label=label, number=amount, url=url, shown=format_euros(amount))


def build_window_table(selection: ActionFilterSet) -> FigureTable:
    windows = {window.pk: window for window in FundingWindow.objects.all()}
    summed = get_granted_amounts(selection).order_by().values_list("window")
    found = summed.annotate(total=Sum("amount")).order_by("-total", "window")
    return FigureTable(
        code="montants-guichets",
        title=str(PAGE_TITLES["montants-guichets"]),
        rows=[
            build_amount_row(
                windows[key].name,
                total,
                build_list_url(
                    selection, montant=get_window_params(selection, windows[key])
                ),
            )
            for key, total in found
        ],
        unit="€",
    )


def build_year_table(selection: ActionFilterSet) -> FigureTable:
    """Return the amounts by year; those without a year form a row of their own."""
    summed = get_granted_amounts(selection).order_by().values_list("year")
    found = summed.annotate(total=Sum("amount")).order_by("year")
    return FigureTable(
        code="montants-annees",
        title=str(PAGE_TITLES["montants-annees"]),
        rows=[
            build_amount_row(
                str(year) if year else _("Année inconnue"),
                total,
                build_list_url(selection, montant=get_year_params(selection, year)),
            )
            for year, total in found
        ],
        unit="€",
        is_timeline=True,
    )


def build_country_table(selection: ActionFilterSet) -> FigureTable:
    """Return the amounts by country.

    Amounts of actions in several countries form one row: sharing them out would be a
    guess, repeating them would count them twice.
    """
    places = Location.objects.filter(action=OuterRef("action")).order_by()
    number = places.values("action").annotate(n=Count("country", distinct=True))
    found = get_granted_amounts(selection).annotate(
        countries=Subquery(number.values("n")),
        first=Subquery(places.order_by("country").values("country")[:1]),
    )
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for n, country, amount in found.values_list("countries", "first", "amount"):
        totals[get_country_key(n, country)] += amount
    names = {
        country.pk: country.name for country in Country.objects.without_large_fields()
    }
    rows = [
        build_amount_row(
            names.get(key) or str(CountrySpread(key).label).capitalize(),
            total,
            build_list_url(selection, **get_country_params(key)),
        )
        for key, total in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    ]
    return FigureTable(
        code="montants-pays",
        title=str(PAGE_TITLES["montants-pays"]),
        rows=rows,
        unit="€",
        note=_(
            "Le montant d’une action menée dans plusieurs pays n’est ni partagé ni "
            "répété : il forme une ligne à part."
        ),
    )


def get_country_key(number: int | None, country: str | None) -> str:
    """Return the country that an amount counts for, else ``SEVERAL`` or ``NOWHERE``."""
    if not number or not country:
        return str(CountrySpread.NOWHERE)
    return country if number == 1 else str(CountrySpread.SEVERAL)


def get_country_params(key: str) -> dict[str, str]:
    """Return the parameters that keep the actions of a row of the table by country."""
    if key in CountrySpread.values:
        return {"portee": key}
    return {"pays": key.lower(), "portee": str(CountrySpread.ONE)}


def build_combination_table(selection: ActionFilterSet) -> FigureTable:
    """Return how many actions use each combination of windows, none known included."""
    windows = {window.pk: window for window in FundingWindow.objects.all()}
    used: dict[int, set[int]] = defaultdict(set)
    actions = selection.excluding("combinaison")
    keys = list(actions.values_list("pk", flat=True))
    pairs = Funding.objects.filter(action__in=actions.values("pk"))
    for action, window in pairs.values_list("action", "window").distinct():
        used[action].add(window)
    number: dict[frozenset[int], int] = defaultdict(int)
    for key in keys:
        number[frozenset(used.get(key, ()))] += 1
    codes = {found: build_combination_code(found, windows) for found in number}
    ranked = sorted(number.items(), key=lambda item: (-item[1], codes[item[0]]))
    return FigureTable(
        code="combinaisons",
        title=str(PAGE_TITLES["combinaisons"]),
        rows=[
            FigureRow(
                label=format_combination(found, windows),
                number=n,
                url=build_list_url(selection, combinaison=codes[found]),
            )
            for found, n in ranked
        ],
    )


def format_combination(found: frozenset[int], windows: dict[int, FundingWindow]) -> str:
    names = sorted(windows[key].name for key in found)
    return " + ".join(names) if names else _("Aucun guichet connu")


def build_combination_code(
    found: frozenset[int], windows: dict[int, FundingWindow]
) -> str:
    """Return a combination as written in URLs."""
    return "+".join(sorted(windows[key].code for key in found)) or NO_WINDOW
