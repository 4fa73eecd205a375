"""Funding of actions and authorities: rows, and totals without double counting."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.enums import FundingKind
from cooperation.models import Action, Funding, FundingWindow
from cooperation.reading.links import selection

Row = dict[str, Any]


def whole(amount: Decimal) -> int | Decimal:
    """Return an amount as an integer if it has no cents."""
    return int(amount) if amount == amount.to_integral_value() else amount


def euros(amount: Decimal) -> str:
    """Return an amount with its unit: "481 180 €", with cents if there are any."""
    return f"{number_format(whole(amount), force_grouping=True)}\N{NO-BREAK SPACE}€"


def amount_in_words(amount: Decimal | None) -> str:
    return _("montant inconnu") if amount is None else euros(amount)


@dataclass(frozen=True)
class ActionMoney:
    """Context of the money table on the page of one action."""

    rows: list[Row]
    total: int | Decimal | None
    note: str
    sums: list[Row]
    has_funders: bool


def action_money(action: Action) -> ActionMoney:
    """Return the money of an action whose fundings are fetched.

    The total covers granted amounts only: a plan and the grant that fulfils it would be
    counted twice. A note names the unknown amounts that it leaves out.
    """
    fundings = list(action.fundings.all())
    granted = [row for row in fundings if row.kind == FundingKind.GRANTED]
    known = [row for row in granted if row.amount is not None]
    return ActionMoney(
        rows=[funding_row(row) for row in fundings],
        total=whole(total(known)) if len(known) > 1 else None,
        note=left_out(fundings) if known else "",
        sums=[
            {"term": term, "entries": entries}
            for term, entries in (
                (_("Par guichet"), sums(known, window_name)),
                (_("Par année"), sums(known, year_name)),
            )
            if entries
        ],
        has_funders=any(row.funder for row in fundings),
    )


def funding_row(funding: Funding) -> Row:
    funder = funding.funder
    return {
        "window": funding.window.name,
        "window_url": selection("action_list", guichet=funding.window.code),
        "funder": funder.name if funder else "",
        "funder_url": funder.get_absolute_url() if funder else "",
        "year": funding.year,
        "nature": capfirst(funding.get_kind_display()),
        "amount": None if funding.amount is None else whole(funding.amount),
        "note": funding.note,
    }


def total(fundings: Iterable[Funding]) -> Decimal:
    return sum((row.amount for row in fundings if row.amount), Decimal(0))


def window_name(funding: Funding) -> str:
    return funding.window.name


def year_name(funding: Funding) -> str:
    return year_in_words(funding.year)


def year_in_words(year: int | None) -> str:
    return str(year or _("année inconnue"))


def sums(fundings: list[Funding], by: Callable[[Funding], str]) -> list[Row]:
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
        {"label": words % {"name": name, "amount": euros(total(rows))}}
        for name, rows in groups.items()
    ]


def left_out(fundings: list[Funding]) -> str:
    """Return a note on what the total excludes: planned and unknown amounts."""
    planned = [row for row in fundings if row.kind == FundingKind.PLANNED]
    unknown = sum(row.amount is None for row in fundings)
    parts = []
    if any(row.amount for row in planned):
        amount = euros(total(planned))
        parts.append(_("Prévu, hors total : %(amount)s.") % {"amount": amount})
    if unknown:
        parts.append(unknown_in_words(unknown))
    return " ".join(parts)


def unknown_in_words(number: int) -> str:
    return ngettext(
        "%(n)s montant n’est pas connu.", "%(n)s montants ne sont pas connus.", number
    ) % {"n": number}


@dataclass
class Year:
    """Amounts granted in one year, by funding window."""

    year: int | None
    known: Decimal | None = None
    unknown: int = 0
    windows: list[Row] = field(default_factory=list)

    @property
    def label(self) -> str:
        return capfirst(year_in_words(self.year))

    @property
    def note(self) -> str:
        """A note on the unknown amounts, if the sum excludes any."""
        return unknown_in_words(self.unknown) if self.unknown and self.known else ""

    @property
    def amount(self) -> str:
        return amount_in_words(self.known)

    def add(self, row: Row, window: FundingWindow, slug: str) -> None:
        if row["known"] is not None:
            self.known = (self.known or Decimal(0)) + row["known"]
        self.unknown += row["unknown"]
        self.windows.append(
            {
                "label": window.name,
                "url": selection("action_list", collectivite=slug, guichet=window.code),
                "amount": amount_in_words(row["known"]),
            }
        )


def money_by_year(
    rows: Iterable[Row], windows: dict[int, FundingWindow], slug: str
) -> list[Year]:
    """Group rows of ``by_year_and_window()`` by year, in their order.

    ``slug`` is the slug of the authority.
    """
    years: dict[int | None, Year] = {}
    for row in rows:
        year = years.setdefault(row["year"], Year(row["year"]))
        year.add(row, windows[row["window"]], slug)
    return list(years.values())
