"""Tables of granted amounts: each amount is counted once."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from cooperation.conditions import Amount, Spread, granted
from cooperation.figures.tables import Row, Table, list_url
from cooperation.filters import NONE, UNDATED, ActionFilter
from cooperation.models import Country, Funding, FundingWindow, Location
from cooperation.reading.money import euros


def amounts(selection: ActionFilter) -> Any:
    actions = selection.without().values("pk")
    chosen = selection.readings["montant"].keys or [Amount()]
    rows = Funding.objects.none()
    for amount in chosen:
        rows = rows | Funding.objects.filter(**granted(amount))
    return rows.filter(action__in=actions)


def of_window(selection: ActionFilter, window: FundingWindow) -> list[str]:
    """Return the values of ``montant`` that keep a window within those chosen."""
    chosen = selection.readings["montant"].options
    return [
        f"{window.code}:{one.value}" if one.key.window is None else one.value
        for one in chosen
        if one.key.window in (None, window.pk)
    ] or [window.code]


def of_year(selection: ActionFilter, year: int | None) -> list[str]:
    """Return the values of ``montant`` that keep a year within those chosen."""
    when = str(year) if year else UNDATED
    chosen = selection.readings["montant"].options
    return [
        one.value if when in one.value.split(":") else f"{one.value}:{when}"
        for one in chosen
        if one.key.year in (None, year) and not (one.key.is_undated and year)
    ] or [when]


def row(label: str, amount: Decimal, url: str) -> Row:
    return Row(label=label, number=amount, url=url, shown=euros(amount))


def by_window(selection: ActionFilter) -> Table:
    windows = {window.pk: window for window in FundingWindow.objects.all()}
    summed = amounts(selection).order_by().values_list("window")
    found = summed.annotate(total=Sum("amount")).order_by("-total")
    return Table(
        code="montants-guichets",
        title=_("Montants accordés par guichet"),
        rows=[
            row(
                windows[key].name,
                total,
                list_url(selection, montant=of_window(selection, windows[key])),
            )
            for key, total in found
        ],
        unit="€",
    )


def by_year(selection: ActionFilter) -> Table:
    """Return the amounts by year; those without a year form a row of their own."""
    summed = amounts(selection).order_by().values_list("year")
    found = summed.annotate(total=Sum("amount")).order_by("year")
    return Table(
        code="montants-annees",
        title=_("Montants accordés par année"),
        rows=[
            row(
                str(year) if year else _("Année inconnue"),
                total,
                list_url(selection, montant=of_year(selection, year)),
            )
            for year, total in found
        ],
        unit="€",
        is_timeline=True,
    )


def by_country(selection: ActionFilter) -> Table:
    """Return the amounts by country.

    Amounts of actions in several countries form one row: sharing them out would be a
    guess, repeating them would count them twice.
    """
    places = Location.objects.filter(action=OuterRef("action")).order_by()
    number = places.values("action").annotate(n=Count("country", distinct=True))
    found = amounts(selection).annotate(
        countries=Subquery(number.values("n")),
        first=Subquery(places.order_by("country").values("country")[:1]),
    )
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for n, country, amount in found.values_list("countries", "first", "amount"):
        totals[key_of(n, country)] += amount
    names = {country.pk: country.name for country in Country.objects.lean()}
    rows = [
        row(
            names.get(key) or str(Spread(key).label).capitalize(),
            total,
            list_url(selection, **choices_of(key)),
        )
        for key, total in sorted(totals.items(), key=lambda item: -item[1])
    ]
    return Table(
        code="montants-pays",
        title=_("Montants accordés par pays"),
        rows=rows,
        unit="€",
        note=_(
            "Le montant d’une action menée dans plusieurs pays n’est ni partagé ni "
            "répété : il forme une ligne à part."
        ),
    )


def key_of(number: int | None, country: str | None) -> str:
    """Return the country that an amount counts for, else ``SEVERAL`` or ``NOWHERE``."""
    if not number or not country:
        return str(Spread.NOWHERE)
    return country if number == 1 else str(Spread.SEVERAL)


def choices_of(key: str) -> dict[str, str]:
    """Return the parameters that keep the actions of a row of the table by country."""
    if key in Spread.values:
        return {"portee": key}
    return {"pays": key.lower(), "portee": str(Spread.ONE)}


def combinations(selection: ActionFilter) -> Table:
    """Return how many actions use each combination of windows, none known included."""
    windows = {window.pk: window for window in FundingWindow.objects.all()}
    used: dict[int, set[int]] = defaultdict(set)
    actions = selection.without("combinaison")
    keys = list(actions.values_list("pk", flat=True))
    pairs = Funding.objects.filter(action__in=actions.values("pk"))
    for action, window in pairs.values_list("action", "window").distinct():
        used[action].add(window)
    number: dict[frozenset[int], int] = defaultdict(int)
    for key in keys:
        number[frozenset(used.get(key, ()))] += 1
    ranked = sorted(number.items(), key=lambda item: -item[1])
    return Table(
        code="combinaisons",
        title=_("Combinaisons de guichets"),
        rows=[
            Row(
                label=combination_label(found, windows),
                number=n,
                url=list_url(selection, combinaison=combination_code(found, windows)),
            )
            for found, n in ranked
        ],
    )


def combination_label(found: frozenset[int], windows: dict[int, FundingWindow]) -> str:
    names = sorted(windows[key].name for key in found)
    return " + ".join(names) if names else _("Aucun guichet connu")


def combination_code(found: frozenset[int], windows: dict[int, FundingWindow]) -> str:
    """Return a combination as written in URLs."""
    return "+".join(sorted(windows[key].code for key in found)) or NONE
