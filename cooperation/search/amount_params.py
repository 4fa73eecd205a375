"""The parameter ``montant``: amounts of a kind, a window, a year, between bounds."""

import re

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cooperation.enums import MoneyKind
from cooperation.models import FundingWindow
from cooperation.search.lookups import ACTION_AMOUNTS, AmountChoice
from cooperation.search.params import ParamOption

# The value for amounts without a year.
UNDATED_AMOUNTS = "sans-date"


def read_amounts(raw: list[str]) -> dict[str, ParamOption]:
    """Read which amounts: of a kind, window, year, or several: "verse:oudin:2024"."""
    if not raw:
        return {}
    windows = {window.code: window for window in FundingWindow.objects.all()}
    options = {}
    for text in raw:
        amount = read_amount(text.lower(), windows)
        if amount:
            options[text] = ParamOption(
                text.lower(), format_amount_label(amount, windows), amount
            )
    return options


def read_amount(text: str, windows: dict[str, FundingWindow]) -> AmountChoice | None:
    """Return the choice; without kind granted amounts, or all between two bounds."""
    window, year, is_undated, kind = None, None, False, ""
    bounds: tuple[int | None, int | None] = (None, None)
    for part in text.split(":"):
        if bounds == (None, None) and (found := read_bounds(part)):
            bounds = found
        elif part in MoneyKind.values and not kind:
            kind = part
        elif part in windows and window is None:
            window = windows[part].pk
        elif re.fullmatch(r"\d{4}", part, re.ASCII) and not year:
            year = int(part)
        elif part == UNDATED_AMOUNTS and not year:
            is_undated = True
        else:
            return None
    if (year and is_undated) or (window and kind in ACTION_AMOUNTS):
        return None
    if not kind and bounds == (None, None):
        kind = MoneyKind.GRANTED.value
    return AmountChoice(window, year, is_undated, kind, *bounds)


def read_bounds(text: str) -> tuple[int | None, int | None] | None:
    """Return the bounds of amounts in euros: "40000-60000", "50000-", "-50000"."""
    match = re.fullmatch(r"(\d{0,10})-(\d{0,10})", text, re.ASCII)
    if match is None or not any(match.groups()):
        return None
    low, high = (int(one) if one else None for one in match.groups())
    return None if low and high and low > high else (low, high)


def format_amount_label(amount: AmountChoice, windows: dict[str, FundingWindow]) -> str:
    names = {window.pk: window.name for window in windows.values()}
    when = _("sans année") if amount.is_undated else str(amount.year or "")
    kind = str(MoneyKind(amount.kind).label) if amount.kind else ""
    window = names[amount.window] if amount.window else ""
    parts = [kind, window, when, format_bounds(amount.low, amount.high)]
    return ", ".join(part for part in parts if part)


def format_bounds(low: int | None, high: int | None) -> str:
    """Return the bounds of amounts in words; a blank without any."""
    shown = {
        "low": number_format(low or 0, force_grouping=True),
        "high": number_format(high or 0, force_grouping=True),
    }
    if low is None and high is None:
        return ""
    if high is None:
        return _("au moins %(low)s €") % shown
    if low is None:
        return _("au plus %(high)s €") % shown
    return _("de %(low)s à %(high)s €") % shown
