"""What is known of the money of a selection of actions, one kind of amount at a time.

A budget is announced, a grant is given once or each year, a payment is made, an own
share is a part of a budget: amounts of two kinds are never added. Within a kind each
amount counts once. Every table of a kind says for how many actions it is known.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.enums import MoneyKind
from cooperation.presenters.money import format_euros
from cooperation.search.amount_params import UNDATED_AMOUNTS
from cooperation.search.facet_index import UNKNOWN
from cooperation.search.filters import NO_WINDOW
from cooperation.search.lookups import ACTION_AMOUNTS, CountrySpread
from cooperation.stats.amounts import (
    NOWHERE,
    SEVERAL,
    KnownAmounts,
    Sum,
    sum_amounts,
    sum_by_group,
)
from cooperation.stats.catalogue import PAGE_TITLES
from cooperation.stats.tables import FigureRow, FigureTable, build_list_url
from cooperation.stats.years import count_active_actions, count_begun

# The first part of a table's code in addresses, and what its amounts are called.
KIND_CODES: dict[str, tuple[MoneyKind, str | Promise]] = {
    "budgets": (MoneyKind.BUDGET, gettext_lazy("Budgets annoncés")),
    "montants": (MoneyKind.GRANTED, gettext_lazy("Montants accordés")),
    "annuels": (MoneyKind.YEARLY, gettext_lazy("Montants accordés chaque année")),
    "verses": (MoneyKind.PAID, gettext_lazy("Montants versés")),
    "prevus": (MoneyKind.PLANNED, gettext_lazy("Montants prévus")),
    "parts": (
        MoneyKind.OWN_SHARE,
        gettext_lazy("Parts des collectivités chefs de file"),
    ),
}
BY_TITLES: dict[str, str | Promise] = {
    "themes": gettext_lazy("%(money)s par thématique"),
    "annees": gettext_lazy("%(money)s par année"),
    "pays": gettext_lazy("%(money)s par pays"),
    "guichets": gettext_lazy("%(money)s par guichet"),
}
MONEY_CODES = [f"{kind}-{by}" for kind in KIND_CODES for by in BY_TITLES]
KINDS_TABLE, COMBINATIONS_TABLE = "argent", "combinaisons"
SPREAD = (SEVERAL, NOWHERE)
EURO = "€"


class MoneyFigures(KnownAmounts):
    """The tables of the money of a selection of actions."""

    def build_tables(self) -> list[FigureTable]:
        """Return the tables of each kind that is known, all of one kind together."""
        return [
            self.build_table(f"{code}-{by}")
            for code, (kind, _title) in KIND_CODES.items()
            if self.amounts[kind]
            for by in BY_TITLES
        ]

    def build_table(self, code: str) -> FigureTable:
        """Return the table of a code of ``MONEY_CODES``."""
        kind_code, _dash, by = code.partition("-")
        kind, title = KIND_CODES[kind_code]
        builders: dict[str, Callable[[MoneyKind], tuple[list[FigureRow], str]]] = {
            "themes": self.build_theme_rows,
            "annees": self.build_year_rows,
            "pays": self.build_country_rows,
            "guichets": self.build_window_rows,
        }
        rows, note = builders[by](kind)
        return FigureTable(
            code=code,
            title=str(BY_TITLES[by]) % {"money": title},
            rows=rows,
            unit=EURO,
            note=note,
        )

    def build_kinds_table(self) -> FigureTable:
        """Return the sum of each kind that is known; they are not to be added."""
        rows = [
            self.build_row(
                str(title),
                sum_amounts(self.amounts[kind]),
                len(self.selected),
                montant=self.get_params(kind),
            )
            for kind, title in KIND_CODES.values()
            if self.amounts[kind]
        ]
        return FigureTable(
            code=KINDS_TABLE,
            title=str(PAGE_TITLES[KINDS_TABLE]),
            rows=rows,
            unit=EURO,
            is_drawn=False,
            note=_(
                "Chaque ligne est d’une autre nature : elles ne s’additionnent pas. Un "
                "budget annoncé peut contenir ce qui est accordé, et la part de la "
                "collectivité. Dans une ligne, chaque montant compte une fois."
            ),
        )

    def build_row(
        self,
        label: str,
        found: Sum,
        out_of: int,
        **choices: str | list[str],
    ) -> FigureRow:
        """Return the sum of some amounts, known for some of ``out_of`` actions."""
        return FigureRow(
            label=label,
            number=found.euros,
            address=build_list_url(self.selection, **choices),
            shown=format_euros(found.euros),
            known=found.actions,
            out_of=out_of,
        )

    def build_theme_rows(self, kind: MoneyKind) -> tuple[list[FigureRow], str]:
        """Return an amount in each theme of its action, among the chosen ones."""
        chosen = self.selection.cleaned["theme"].keys
        labels = self.facet_index.labels["theme"]
        out_of = self.facet_index.count("theme", self.selected)
        sums = self.sum_by_value(kind, "theme")
        rows = [
            self.build_row(
                capfirst(labels[key].text),
                sums[key],
                out_of[key],
                montant=self.get_params(kind),
                theme=labels[key].value,
            )
            for key in labels
            if key in sums and (not chosen or key in chosen)
        ]
        note = _(
            "Une action de plusieurs thématiques compte en entier dans chacune : les "
            "lignes ne s’additionnent pas."
        )
        return sort_rows(rows), note

    def build_year_rows(self, kind: MoneyKind) -> tuple[list[FigureRow], str]:
        """Return the amounts by year; those without a year form a row of their own."""
        amounts = self.amounts[kind]
        known, places = np.unique(amounts.years, return_inverse=True)
        sums = sum_by_group(amounts, places, len(known))
        years = [year for year in known.tolist() if year != UNKNOWN]
        out_of = self.count_by_year(kind, years) if years else Counter()
        by_year = dict(zip(known.tolist(), sums.values(), strict=True))
        rows = [
            self.build_row(
                str(year) if year != UNKNOWN else _("Année inconnue"),
                by_year[year],
                out_of[year] if year != UNKNOWN else 0,
                montant=self.get_params(
                    kind, year=year if year != UNKNOWN else UNDATED_AMOUNTS
                ),
            )
            for year in (*years, UNKNOWN)
            if year in by_year
        ]
        note = _("Le montant d’une action entière compte l’année où elle commence.")
        return rows, note if kind in ACTION_AMOUNTS else ""

    def count_by_year(self, kind: MoneyKind, span: list[int]) -> Counter[int]:
        """Return how many actions could have an amount of each year."""
        if kind in ACTION_AMOUNTS:
            return count_begun(self.selection)
        return count_active_actions(self.selection, span[0], span[-1])

    def build_country_rows(self, kind: MoneyKind) -> tuple[list[FigureRow], str]:
        """Return the amounts by country, those of several countries apart."""
        labels = self.facet_index.labels["pays"]
        spread = {key: capfirst(str(CountrySpread(key).label)) for key in SPREAD}
        out_of = self.count_by_only_value("pays")
        rows = [
            self.build_row(
                spread[key] if key in spread else capfirst(labels[key].text),
                found,
                out_of[key],
                montant=self.get_params(kind),
                **get_country_params(key),
            )
            for key, found in self.sum_by_only_value(kind, "pays").items()
        ]
        note = _(
            "Le montant d’une action menée dans plusieurs pays n’est ni partagé ni "
            "répété : il forme une ligne à part."
        )
        return sort_rows(rows), note

    def build_window_rows(self, kind: MoneyKind) -> tuple[list[FigureRow], str]:
        """Return the amounts by window: of the amount, else of its action."""
        if kind in ACTION_AMOUNTS:
            return self.build_action_window_rows(kind)
        labels = self.facet_index.labels["guichet"]
        amounts = self.amounts[kind]
        known, places = np.unique(amounts.windows, return_inverse=True)
        sums = sum_by_group(amounts, places, len(known))
        out_of = self.facet_index.count("guichet", self.selected)
        rows = [
            self.build_row(
                capfirst(labels[key].text),
                found,
                out_of[key],
                montant=self.get_params(kind, window=key),
            )
            for key, found in zip(known.tolist(), sums.values(), strict=True)
        ]
        return sort_rows(rows), ""

    def build_action_window_rows(self, kind: MoneyKind) -> tuple[list[FigureRow], str]:
        """Return the amounts of whole actions by their only window, or by several."""
        labels = self.facet_index.labels["guichet"]
        out_of = self.count_by_only_value("guichet")
        several = self.list_combination_codes()
        special: dict[Any, tuple[str, list[str]]] = {
            SEVERAL: (_("Plusieurs guichets"), several),
            NOWHERE: (_("Aucun guichet connu"), [NO_WINDOW]),
        }
        rows = []
        for key, found in self.sum_by_only_value(kind, "guichet").items():
            label, codes = special.get(key) or (
                capfirst(labels[key].text),
                [labels[key].value],
            )
            rows.append(
                self.build_row(
                    label,
                    found,
                    out_of[key],
                    montant=self.get_params(kind),
                    combinaison=codes,
                )
            )
        note = _(
            "Le montant d’une action que plusieurs guichets financent n’est ni partagé "
            "ni répété : il forme une ligne à part."
        )
        return sort_rows(rows), note

    def build_combination_table(self) -> FigureTable:
        """Return how many actions use each combination of windows, or none known."""
        found = self.count_combinations(self.selected)
        rows = [
            FigureRow(
                label=" + ".join(names) or _("Aucun guichet connu"),
                number=number,
                address=build_list_url(self.selection, combinaison=code),
            )
            for (code, names), number in found.items()
        ]
        rows.sort(key=lambda row: (-row.number, row.url))
        return FigureTable(
            code=COMBINATIONS_TABLE,
            title=str(PAGE_TITLES[COMBINATIONS_TABLE]),
            rows=rows,
        )


def get_country_params(key: str) -> dict[str, str]:
    """Return the parameters that keep the actions of a row of the table by country."""
    if key in SPREAD:
        return {"portee": key}
    return {"pays": key.lower(), "portee": str(CountrySpread.ONE)}


def sort_rows(rows: Iterable[FigureRow]) -> list[FigureRow]:
    """Return the rows by amount, the largest first."""
    return sorted(rows, key=lambda row: (-row.number, row.label))
