"""The published entries of the rows that are compared: years, money, partners.

Each kind of fact is one query for all rows; the facet indexes say whose an entry is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Min

from cooperation.models import (
    Action,
    ActionQuerySet,
    Agreement,
    AgreementQuerySet,
    Funding,
    Involvement,
)
from cooperation.search.activity_index import ActivityIndex, EntryMasks
from cooperation.search.compared import AUTHORITIES, ChosenRows

Key = Any


@dataclass
class KnownMoney:
    """Amounts in euros, and of how many actions they are."""

    total: Decimal = Decimal(0)
    actions: set[int] = field(default_factory=set)

    def add(self, action: int, amount: Decimal) -> None:
        self.total += amount
        self.actions.add(action)


@dataclass
class ComparedEntries:
    """What the published entries of one row say; ``since`` is the first year known.

    ``n_money_actions`` are those whose money counts: of a country, those that are in no
    other one.
    """

    masks: EntryMasks
    n_money_actions: int = 0
    since: int | None = None
    granted: KnownMoney = field(default_factory=KnownMoney)
    budgets: KnownMoney = field(default_factory=KnownMoney)
    partners: set[int] = field(default_factory=set)

    def add_year(self, year: int | None) -> None:
        if year and (self.since is None or year < self.since):
            self.since = year


class EntryReader:
    """Reads the entries of all chosen rows, and sorts them by row."""

    def __init__(self, index: ActivityIndex, chosen: ChosenRows) -> None:
        self.index = index
        self.facet = chosen.param
        self.keys: list[Key] = [row.pk for row in chosen.rows]
        self.found = {
            key: ComparedEntries(index.get_masks(chosen.param, key))
            for key in self.keys
        }
        self.of_action = self.group("actions")
        self.of_agreement = self.group("agreements")
        self.of_money = self.group_money()

    def group(self, kind: str) -> dict[int, list[Key]]:
        """Return whose each entry is."""
        index = getattr(self.index, kind)
        whose: dict[int, list[Key]] = defaultdict(list)
        for key, found in self.found.items():
            for entry in index.list_keys(getattr(found.masks, kind)):
                whose[entry].append(key)
        return whose

    def group_money(self) -> dict[int, list[Key]]:
        """Return for whom the money of each action counts.

        What is done in several countries cannot be shared out.
        """
        counted = dict(self.of_action)
        if self.facet != AUTHORITIES:
            index = self.index.actions
            several = index.where(index.facets["pays"].lengths > 1)
            for key in self.keys:
                for action in index.list_keys(self.found[key].masks.actions & several):
                    counted.pop(action, None)
        for keys in counted.values():
            for key in keys:
                self.found[key].n_money_actions += 1
        return counted

    def read(self) -> dict[Key, ComparedEntries]:
        """Return the facts of each row; six queries."""
        actions, agreements = self.select_actions(), self.select_agreements()
        self.read_actions(actions)
        self.read_agreements(agreements)
        self.read_grants(actions)
        self.read_partners(actions, agreements)
        return self.found

    def select_actions(self) -> ActionQuerySet:
        rows = Action.objects.published().order_by()
        if self.facet == AUTHORITIES:
            return rows.led_by_any(self.keys)
        return rows.in_any_country(self.keys)

    def select_agreements(self) -> AgreementQuerySet:
        rows = Agreement.objects.published().order_by()
        if self.facet == AUTHORITIES:
            return rows.signed_by_any(self.keys)
        return rows.in_any_country(self.keys)

    def read_actions(self, actions: ActionQuerySet) -> None:
        for pk, year, budget in actions.values_list("pk", "start_year", "budget_eur"):
            for key in self.of_action[pk]:
                self.found[key].add_year(year)
            for key in self.of_money.get(pk, ()) if budget is not None else ():
                self.found[key].budgets.add(pk, budget)

    def read_agreements(self, agreements: AgreementQuerySet) -> None:
        rows = agreements.annotate(since=Min("events__year"))
        for pk, counterpart, since in rows.values_list("pk", "counterpart", "since"):
            for key in self.of_agreement[pk]:
                self.found[key].add_year(since)
                self.found[key].partners.add(counterpart)

    def read_grants(self, actions: ActionQuerySet) -> None:
        granted = Funding.objects.granted_to(actions).filter(amount__isnull=False)
        for action, amount in granted.values_list("action", "amount"):
            for key in self.of_money.get(action, ()):
                self.found[key].granted.add(action, amount)

    def read_partners(
        self, actions: ActionQuerySet, agreements: AgreementQuerySet
    ) -> None:
        of_actions = actions.values("pk")
        paid = Funding.objects.filter(funder__isnull=False, action__in=of_actions)
        involved = Involvement.objects.filter(action__in=of_actions)
        beside = Agreement.partners.through.objects.filter(
            agreement__in=agreements.values("pk")
        )
        self.add_partners(self.of_action, paid.values_list("action", "funder"))
        self.add_partners(self.of_action, involved.values_list("action", "partner"))
        self.add_partners(self.of_agreement, beside.values_list("agreement", "partner"))

    def add_partners(
        self, whose: dict[int, list[Key]], pairs: Iterable[tuple[int, int]]
    ) -> None:
        for entry, partner in pairs:
            for key in whose.get(entry, ()):
                self.found[key].partners.add(partner)
