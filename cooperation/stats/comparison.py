"""Authorities or countries side by side, and what they have in common."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.enums import AgreementKind, CollectivityKind
from cooperation.models import Collectivity, Partner
from cooperation.presenters.counts import LABELS
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.money import format_euros
from cooperation.presenters.summaries import summarize_collectivity
from cooperation.presenters.types import Fact, Link
from cooperation.search.activity_index import ActivityIndex, EntryMasks
from cooperation.search.compared import AUTHORITIES, ChosenRows, get_param_value
from cooperation.stats.compared_entries import (
    ComparedEntries,
    EntryReader,
    KnownMoney,
)
from cooperation.stats.size_classes import get_size_class, summarize_size_classes

MAX_VALUES, MAX_SHARED = 8, 20


@dataclass(frozen=True)
class ComparedRow:
    """One thing that is compared, with a cell for each entry: its term is whose.

    The values of an inline one stand on one line.
    """

    label: str
    cells: Sequence[Fact]
    is_inline: bool = False


@dataclass(frozen=True)
class Comparison:
    """The rows of the table, and what two or more have in common."""

    rows: Sequence[ComparedRow]
    shared: Sequence[Fact]


class Comparer:
    """Builds the table of some rows; ten queries at most, however many they are."""

    def __init__(self, chosen: ChosenRows) -> None:
        self.chosen = chosen
        self.index = ActivityIndex()
        self.found = EntryReader(self.index, chosen).read()
        self.names = {row.pk: row.name for row in chosen.rows}

    def build(self) -> Comparison:
        of_authorities = self.chosen.param == AUTHORITIES
        first = self.list_who_rows() if of_authorities else self.list_country_rows()
        last = [self.build_size_row()] if of_authorities else []
        rows = [*first, *self.list_common_rows(of_authorities), *last]
        return Comparison(rows, [fact for fact in self.list_shared() if fact.entries])

    def build_row(
        self, label: str, build: Callable[[Any, ComparedEntries], Fact]
    ) -> ComparedRow:
        cells = [
            replace(build(row, self.found[row.pk]), term=row.name)
            for row in self.chosen.rows
        ]
        return ComparedRow(label, cells)

    def get_url(self, route: str, row: Any, **choices: Any) -> str:
        """Return the list of what a row does, narrowed."""
        own = {self.chosen.param: get_param_value(row)}
        return get_list_url(route, **own, **choices)

    # Rows ---------------------------------------------------------------------------

    def list_who_rows(self) -> list[ComparedRow]:
        return [
            self.build_row(
                _("Qui"), lambda row, _of: Fact("", summarize_collectivity(row))
            )
        ]

    def list_country_rows(self) -> list[ComparedRow]:
        kinds = self.count_authorities_by_kind()
        return [
            self.build_row(
                _("Région du monde"),
                lambda row, _of: Fact(
                    "", row.sub_region.name if row.sub_region else ""
                ),
            ),
            self.build_row(
                _("Collectivités françaises"),
                lambda row, _of: Fact("", entries=kinds[row.pk]),
            ),
        ]

    def list_common_rows(self, of_authorities: bool) -> list[ComparedRow]:
        where = [self.build_value_row("pays", _("Pays"))] if of_authorities else []
        granted = (
            _("Argent accordé") if of_authorities else _("Accordé pour ce seul pays")
        )
        budgets = (
            _("Budgets annoncés") if of_authorities else _("Budgets pour ce seul pays")
        )
        return [
            self.build_row(_("Accords"), self.build_agreements_cell),
            self.build_row(_("Actions"), self.build_actions_cell),
            self.build_row(
                _("Depuis"), lambda _row, of: Fact("", str(of.since or _("inconnu")))
            ),
            *where,
            self.build_value_row("theme", _("Sujets")),
            self.build_row(_("Partenaires"), self.build_partners_cell),
            self.build_row(granted, lambda _row, of: build_money_cell(of, of.granted)),
            self.build_row(budgets, lambda _row, of: build_money_cell(of, of.budgets)),
        ]

    def build_agreements_cell(self, row: Any, of: ComparedEntries) -> Fact:
        number = len(of.masks.agreements)
        kinds = self.index.agreements.count("type", of.masks.agreements)
        entries = [
            Link(
                f"{AgreementKind(kind).label} ({n})",
                self.get_url("agreement_list", row, type=kind),
            )
            for kind, n in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
            if n
        ]
        return self.build_count_cell("agreement", number, row, entries)

    def build_actions_cell(self, row: Any, of: ComparedEntries) -> Fact:
        return self.build_count_cell("action", len(of.masks.actions), row, [])

    def build_count_cell(
        self, kind: str, number: int, row: Any, entries: list[Link]
    ) -> Fact:
        if not number:
            return Fact("", "0")
        total = Link(format_count(kind, number), self.get_url(f"{kind}_list", row))
        return Fact("", entries=[total, *(entries if len(entries) > 1 else [])])

    def build_partners_cell(self, row: Any, of: ComparedEntries) -> Fact:
        number = len(of.partners)
        label = format_count("partner", number) if number else "0"
        is_listed = self.chosen.param == AUTHORITIES and number
        return Fact("", label, self.get_url("partner_list", row) if is_listed else "")

    def build_value_row(self, facet: str, label: str) -> ComparedRow:
        row = self.build_row(
            label, lambda row, of: self.build_values_cell(facet, row, of)
        )
        return replace(row, is_inline=True)

    def build_values_cell(self, facet: str, row: Any, of: ComparedEntries) -> Fact:
        """Return the values of a facet, each leading to the entries that have it."""
        values = self.index.list_values(facet, of.masks)
        entries = [
            self.build_value_link(facet, key, masks, row)
            for key, masks in list(values.items())[:MAX_VALUES]
        ]
        if len(values) > MAX_VALUES:
            more = len(values) - MAX_VALUES
            words = ngettext("et %(n)s autre", "et %(n)s autres", more) % {"n": more}
            entries.append(Link(words, row.get_absolute_url()))
        return Fact("", "" if entries else _("Aucun connu"), entries=entries)

    def build_value_link(
        self, facet: str, key: Any, masks: EntryMasks, row: Any
    ) -> Link:
        label = self.index.get_label(facet, key)
        route = "action_list" if masks.actions else "agreement_list"
        return Link(label.text, self.get_url(route, row, **{facet: label.value}))

    def build_size_row(self) -> ComparedRow:
        """Return what the authorities of the size of each do."""
        sizes = {row.pk: get_size_class(row) for row in self.chosen.rows}
        known = [size for size in sizes.values() if size]
        summaries = summarize_size_classes(self.index, known)

        def build(row: Any, _of: ComparedEntries) -> Fact:
            size = sizes[row.pk]
            if size is None:
                return Fact("", _("Population inconnue"))
            summary = summaries[size]
            lines = [Link(line) for line in summary.lines]
            return Fact("", entries=[Link(capfirst(summary.label)), *lines])

        return self.build_row(_("Celles de même taille"), build)

    def count_authorities_by_kind(self) -> dict[str, list[Link]]:
        """Return how many authorities act in each country, all and by kind."""
        present = {
            key: self.index.list_values("collectivite", of.masks)
            for key, of in self.found.items()
        }
        every = {authority for found in present.values() for authority in found}
        rows = Collectivity.objects.filter(pk__in=every)
        kind_of = dict(rows.values_list("pk", "kind"))
        return {
            row.pk: self.build_kind_links(
                row, [kind_of[one] for one in present[row.pk]]
            )
            for row in self.chosen.rows
        }

    def build_kind_links(self, row: Any, kinds: list[str]) -> list[Link]:
        number = len(kinds)
        total = format_count("collectivity", number)
        return [
            Link(total, self.get_url("collectivity_list", row) if number else ""),
            *(
                Link(
                    f"{kind.label} ({kinds.count(kind)})",
                    self.get_url("collectivity_list", row, nature=kind.value),
                )
                for kind in CollectivityKind
                if kind in kinds
            ),
        ]

    # In common ----------------------------------------------------------------------

    def list_shared(self) -> list[Fact]:
        facet, label = (
            ("pays", _("Pays"))
            if self.chosen.param == AUTHORITIES
            else ("collectivite", _("Collectivités"))
        )
        return [
            self.build_shared_values(facet, label),
            self.build_shared_values("theme", _("Sujets")),
            self.build_shared_partners(),
        ]

    def build_shared_values(self, facet: str, label: str) -> Fact:
        owners = {
            key: self.index.list_values(facet, of.masks)
            for key, of in self.found.items()
        }
        entries = []
        for value, keys in group_shared(owners).items():
            name = self.index.get_label(facet, value)
            rows = [row for row in self.chosen.rows if row.pk in keys]
            route = self.choose_list(owners, value, keys)
            params = {self.chosen.param: [get_param_value(row) for row in rows]}
            url = get_list_url(route, **params, **{facet: name.value})
            entries.append(Link(name.text, url, self.name_owners(keys)))
        return Fact(label, entries=entries[:MAX_SHARED])

    def choose_list(
        self, owners: dict[Any, dict[Any, EntryMasks]], value: Any, keys: list[Any]
    ) -> str:
        """Return the list that has an entry of each of ``keys``, if one has."""
        by_actions = all(owners[key][value].actions for key in keys)
        return "action_list" if by_actions else "agreement_list"

    def build_shared_partners(self) -> Fact:
        shared = group_shared({key: of.partners for key, of in self.found.items()})
        rows = Partner.objects.published().without_large_fields()
        found = sorted(
            rows.filter(pk__in=list(shared)), key=lambda row: (row.name_key, row.pk)
        )
        entries = [
            Link(row.name, row.get_absolute_url(), self.name_owners(shared[row.pk]))
            for row in found
        ]
        return Fact(_("Partenaires"), entries=entries[:MAX_SHARED])

    def name_owners(self, keys: list[Any]) -> str:
        """Return who has a value; nothing where all have it."""
        if len(keys) == len(self.chosen.rows):
            return ""
        return ", ".join(self.names[key] for key in keys)


def format_count(kind: str, number: int) -> str:
    return f"{number_format(number, force_grouping=True)} {LABELS[kind](number)}"


def group_shared(owners: Mapping[Any, Iterable[Any]]) -> dict[Any, list[Any]]:
    """Return the values that two or more have, those that most have first."""
    whose: dict[Any, list[Any]] = {}
    for key, values in owners.items():
        for value in values:
            whose.setdefault(value, []).append(key)
    shared = [item for item in whose.items() if len(item[1]) > 1]
    return dict(sorted(shared, key=lambda item: -len(item[1])))


def build_money_cell(of: ComparedEntries, money: KnownMoney) -> Fact:
    """Return a sum, and of how many actions it is; never what is not known as zero."""
    if not of.n_money_actions:
        return Fact("", _("Aucune action"))
    n = {"known": len(money.actions), "all": of.n_money_actions}
    words = ngettext(
        "connu pour %(known)s action sur %(all)s",
        "connu pour %(known)s actions sur %(all)s",
        n["known"],
    )
    if not money.actions:
        return Fact("", _("Aucun montant connu"))
    return Fact("", format_euros(money.total), note=words % n)
