"""Funding of actions and authorities: rows, and totals without double counting."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.enums import FundingKind
from cooperation.models import Action, Funding, FundingWindow
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.types import Fact, FundingRow, Link


def drop_zero_cents(amount: Decimal) -> int | Decimal:
    """Return an amount as an integer if it has no cents."""
    return int(amount) if amount == amount.to_integral_value() else amount


def format_euros(amount: Decimal) -> str:
    """Return an amount with its unit: "481 180 €", with cents if there are any."""
    number = number_format(drop_zero_cents(amount), force_grouping=True)
    return f"{number}\N{NO-BREAK SPACE}€"


def format_known_amount(amount: Decimal | None) -> str:
    return _("montant inconnu") if amount is None else format_euros(amount)


@dataclass(frozen=True)
class ActionMoney:
    """Context of the money table on the page of one action."""

    rows: list[FundingRow]
    total: int | Decimal | None
    note: str
    sums: list[Fact]
    has_funders: bool


def build_action_money(action: Action) -> ActionMoney:
    """Return the money of an action whose fundings are fetched.

    The total covers granted amounts only: a plan and the grant that fulfils it would be
    counted twice. A note names the unknown amounts that it leaves out.
    """
    fundings = list(action.fundings.all())
    granted = [row for row in fundings if row.kind == FundingKind.GRANTED]
    known = [row for row in granted if row.amount is not None]
    return ActionMoney(
        rows=[build_funding_row(row) for row in fundings],
        total=drop_zero_cents(sum_known_amounts(known)) if len(known) > 1 else None,
        note=describe_excluded_amounts(fundings) if known else "",
        sums=[
            Fact(term, entries=entries)
            for term, entries in (
                (_("Par guichet"), build_group_sums(known, get_window_name)),
                (_("Par année"), build_group_sums(known, get_year_name)),
            )
            if entries
        ],
        has_funders=any(row.funder for row in fundings),
    )


def build_funding_row(funding: Funding) -> FundingRow:
    funder = funding.funder
    return FundingRow(
        window=funding.window.name,
        window_url=get_list_url("action_list", guichet=funding.window.code),
        funder=funder.name if funder else "",
        funder_url=funder.get_absolute_url() if funder else "",
        year=funding.year,
        nature=capfirst(funding.get_kind_display()),
        amount=None if funding.amount is None else drop_zero_cents(funding.amount),
        note=funding.note,
    )


def sum_known_amounts(fundings: Iterable[Funding]) -> Decimal:
    return sum((row.amount for row in fundings if row.amount), Decimal(0))


def get_window_name(funding: Funding) -> str:
    return funding.window.name


def get_year_name(funding: Funding) -> str:
    return format_known_year(funding.year)


def format_known_year(year: int | None) -> str:
    return str(year or _("année inconnue"))


def build_group_sums(
    fundings: list[Funding], by: Callable[[Funding], str]
) -> list[Link]:
    """Return the sum of each group.

    Empty if there is a single group, or as many groups as amounts.
    """
    groups: dict[str, list[Funding]] = {}
    for funding in fundings:
        groups.setdefault(by(funding), []).append(funding)
    if len(groups) < 2 or len(groups) == len(fundings):
        return []
    words = _("%(name)s : %(amount)s")
    return [
        Link(words % {"name": name, "amount": format_euros(sum_known_amounts(rows))})
        for name, rows in groups.items()
    ]


def describe_excluded_amounts(fundings: list[Funding]) -> str:
    """Return a note on what the total excludes: other kinds, unknown amounts."""
    unknown = sum(row.amount is None for row in fundings)
    parts = []
    for kind in (FundingKind.YEARLY, FundingKind.PAID, FundingKind.PLANNED):
        amount = sum_known_amounts(row for row in fundings if row.kind == kind)
        if amount:
            words = {"kind": capfirst(kind.label), "amount": format_euros(amount)}
            parts.append(_("%(kind)s, hors total : %(amount)s.") % words)
    if unknown:
        parts.append(format_unknown_count(unknown))
    return " ".join(parts)


def format_unknown_count(number: int) -> str:
    return ngettext(
        "%(n)s montant n’est pas connu.", "%(n)s montants ne sont pas connus.", number
    ) % {"n": number}


@dataclass(frozen=True)
class WindowAmount:
    """What one funding window granted: the sum as text, and the URL of the actions."""

    label: str
    url: str
    amount: str


@dataclass
class YearlyFunding:
    """Amounts granted in one year, by funding window."""

    year: int | None
    known: Decimal | None = None
    unknown: int = 0
    windows: list[WindowAmount] = field(default_factory=list)

    @property
    def label(self) -> str:
        return capfirst(format_known_year(self.year))

    @property
    def note(self) -> str:
        """A note on the unknown amounts, if the sum excludes any."""
        return format_unknown_count(self.unknown) if self.unknown and self.known else ""

    @property
    def amount(self) -> str:
        return format_known_amount(self.known)

    def add(self, row: Mapping[str, Any], window: FundingWindow, slug: str) -> None:
        if row["known"] is not None:
            self.known = (self.known or Decimal(0)) + row["known"]
        self.unknown += row["unknown"]
        self.windows.append(
            WindowAmount(
                window.name,
                get_list_url("action_list", collectivite=slug, guichet=window.code),
                format_known_amount(row["known"]),
            )
        )


def group_money_by_year(
    rows: Iterable[Mapping[str, Any]], windows: dict[int, FundingWindow], slug: str
) -> list[YearlyFunding]:
    """Group rows of ``by_year_and_window()`` by year, in their order.

    ``slug`` is the slug of the authority.
    """
    years: dict[int | None, YearlyFunding] = {}
    for row in rows:
        year = years.setdefault(row["year"], YearlyFunding(row["year"]))
        year.add(row, windows[row["window"]], slug)
    return list(years.values())
