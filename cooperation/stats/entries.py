"""What figures count: entries, that is agreements and actions.

A number of entries says how many of each it holds, and each part leads to its list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from cooperation.enums import CollectivityKind
from cooperation.models import Collectivity
from cooperation.presenters.facet_choices import FacetPresenter
from cooperation.search.entry_filters import select_agreements
from cooperation.search.facets import FacetCounts, count_facets
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from cooperation.stats.catalogue import ENTRY_FACETS, PAGE_TITLES
from cooperation.stats.tables import (
    FigurePart,
    FigureRow,
    FigureTable,
    build_list_url,
)
from cooperation.text import normalize


@dataclass(frozen=True)
class EntrySelection:
    """The actions of a selection, and the agreements with the same choices."""

    actions: ActionFilterSet
    agreements: AgreementFilterSet

    def build_row(
        self, label: str, n_agreements: int, n_actions: int, **choices: str
    ) -> FigureRow:
        """Return a number of entries; ``choices`` narrow the selection to them."""
        parts = [
            FigurePart(kind, number, partial(build_list_url, found, **choices))
            for kind, number, found in (
                ("agreement", n_agreements, self.agreements),
                ("action", n_actions, self.actions),
            )
        ]
        return FigureRow(
            label=label,
            number=n_agreements + n_actions,
            address=partial(self.build_url, parts, **choices),
            parts=parts,
        )

    def build_url(self, parts: Iterable[FigurePart], **choices: str) -> str:
        """Return where entries are: the list of the only kind, else their figures."""
        filled = [part for part in parts if part.number]
        if len(filled) == 1:
            return filled[0].url
        _path, _mark, query = build_list_url(self.actions, **choices).partition("?")
        return f"{reverse('cooperation:figures')}?{query}"


def select_entries(selection: ActionFilterSet) -> EntrySelection:
    return EntrySelection(selection, select_agreements(selection))


@dataclass(frozen=True)
class EntryCounts:
    """The counts of a selection of entries."""

    selection: EntrySelection
    actions: FacetCounts
    agreements: FacetCounts

    @property
    def total(self) -> int:
        return self.actions.total + self.agreements.total


def count_entries(selection: ActionFilterSet) -> EntryCounts:
    found = select_entries(selection)
    return EntryCounts(
        found, count_facets(found.actions), count_facets(found.agreements)
    )


def build_entry_tables(counts: EntryCounts) -> list[FigureTable]:
    """Return a table for each facet of entries that counts something."""
    tables = [build_entry_table(counts, name) for name in ENTRY_FACETS]
    return [table for table in tables if table.rows]


def build_entry_table(counts: EntryCounts, name: str) -> FigureTable:
    """Return the values of a facet with their numbers, the largest first."""
    found = counts.selection
    kept = list_kept_keys(found.actions, name)
    actions, agreements = counts.actions.facets[name], counts.agreements.facets[name]
    labels = {
        **FacetPresenter(found.agreements, counts.agreements).labels(name),
        **FacetPresenter(found.actions, counts.actions).labels(name),
    }
    numbers = {
        key: (agreements.get(key, 0), actions.get(key, 0))
        for key in labels
        if kept is None or key in kept
    }
    rows = [
        replace(
            found.build_row(
                capfirst(labels[key].text),
                n_agreements,
                n_actions,
                **{name: labels[key].value},
            ),
            key=key,
        )
        for key, (n_agreements, n_actions) in numbers.items()
        if n_agreements or n_actions
    ]
    rows.sort(key=lambda row: (-row.number, normalize(row.label)))
    return FigureTable(code=name, title=str(PAGE_TITLES[name]), rows=rows)


# Authorities elsewhere --------------------------------------------------------------


def build_territory_condition(facet: str, keys: list[Any]) -> Q:
    """Return the condition on authorities of a choice of theirs."""
    return {
        "collectivite": Q(pk__in=keys),
        "epci": Q(pk__in=keys) | Q(epci__in=keys),
        "departement": Q(department__in=keys),
    }[facet]


TERRITORY_FACETS = ("collectivite", "epci", "departement")


def list_territory(
    selection: ActionFilterSet, *, without: str = ""
) -> QuerySet[Collectivity] | None:
    """Return the authorities of the chosen territory, None for the whole directory.

    The choices of the facet ``without`` are left aside.
    """
    chosen = [
        build_territory_condition(name, selection.cleaned[name].keys)
        for name in TERRITORY_FACETS
        if name != without and selection.cleaned[name].options
    ]
    return Collectivity.objects.filter(*chosen).order_by() if chosen else None


def list_kept_keys(selection: ActionFilterSet, facet: str) -> set[Any] | None:
    """Return the values of a facet of authorities that the other choices keep.

    Whom an authority of a department acts with elsewhere is not of that department.
    None where nothing narrows the facet.
    """
    if facet not in TERRITORY_FACETS:
        return None
    rows = list_territory(selection, without=facet)
    if rows is None:
        return None
    if facet == "epci":
        own = rows.filter(kind=CollectivityKind.EPCI).values_list("pk", flat=True)
        return {*own, *rows.values_list("epci", flat=True)}
    column = "pk" if facet == "collectivite" else "department"
    return set(rows.values_list(column, flat=True))
