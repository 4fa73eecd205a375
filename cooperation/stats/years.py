"""Tables by year: entries under way, agreements signed."""

from collections import Counter

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from cooperation.search.facet_index import UNKNOWN
from cooperation.search.facets import YEAR_SPAN, build_facet_masks
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from cooperation.stats.catalogue import PAGE_TITLES
from cooperation.stats.entries import select_entries
from cooperation.stats.tables import FigureRow, FigureTable, build_list_url

Years = NDArray[np.int64]
# How far back the timeline of actions goes; the rest is a click away.
YEARS_SHOWN = 40


def build_active_years_table(selection: ActionFilterSet) -> FigureTable:
    """Return how many entries were under way in each of the last 40 years."""
    this_year = timezone.localdate().year
    span = (this_year - YEARS_SHOWN + 1, this_year)
    entries = select_entries(selection)
    actions = count_active_actions(selection, *span)
    agreements = count_active_agreements(entries.agreements, *span)
    known = [*actions, *agreements]
    years = range(min(known), this_year + 1) if known else range(0)
    return FigureTable(
        code="annees",
        title=str(PAGE_TITLES["annees"]),
        rows=[
            entries.build_row(
                str(year),
                agreements[year],
                actions[year],
                annee_min=str(year),
                annee_max=str(year),
            )
            for year in years
        ],
        note=_(
            "Une action ou un accord dont la fin n’est pas connue compte jusqu’à cette "
            "année, sauf s’il est dit terminé ; sans aucune date, il n’est pas compté."
        ),
        is_timeline=True,
    )


def count_active_actions(
    selection: ActionFilterSet, first: int, last: int
) -> Counter[int]:
    """Return how many actions were under way in each year of a span.

    Keep equal to ``ActionLookups.active_from`` and ``active_until``.
    """
    masks = build_facet_masks(selection)
    numbers, among = masks.facet_index.numbers, masks.excluding(*YEAR_SPAN).positions
    start, end = numbers["start_year"][among], numbers["end_year"][among]
    begins = np.where(start == UNKNOWN, end, start)
    goes_on = np.where(numbers["is_ended"][among] == 1, start, last)
    ends = np.where(end == UNKNOWN, goes_on, end)
    known = begins != UNKNOWN
    return count_spans(begins[known], ends[known], first, last)


def count_active_agreements(
    selection: AgreementFilterSet, first: int, last: int
) -> Counter[int]:
    """Return how many agreements with a date were in force in each year of a span.

    Keep equal to ``AgreementLookups.active_from`` and ``active_until``.
    """
    masks = build_facet_masks(selection)
    numbers, among = masks.facet_index.numbers, masks.excluding(*YEAR_SPAN).positions
    begins, ends = numbers["first_year"][among], numbers["ended_year"][among]
    known = begins != UNKNOWN
    until = np.where(ends == UNKNOWN, last, ends)
    return count_spans(begins[known], until[known], first, last)


def count_spans(begins: Years, ends: Years, first: int, last: int) -> Counter[int]:
    """Return how many spans hold each year from ``first`` to ``last``, if any does."""
    begins, ends = np.maximum(begins, first), np.minimum(ends, last)
    is_within = begins <= ends
    width = last - first + 2
    steps = np.bincount(begins[is_within] - first, minlength=width)
    steps = steps - np.bincount(ends[is_within] - first + 1, minlength=width)
    counts = enumerate(np.cumsum(steps)[:-1].tolist(), start=first)
    return Counter({year: number for year, number in counts if number})


def count_years(years: Years) -> Counter[int]:
    """Return how often each known year occurs, the first first."""
    found, counts = np.unique(years[years != UNKNOWN], return_counts=True)
    return Counter(dict(zip(found.tolist(), counts.tolist(), strict=True)))


def count_begun(selection: ActionFilterSet) -> Counter[int]:
    """Return how many actions begin in each year."""
    masks = build_facet_masks(selection)
    among = masks.excluding().positions
    return count_years(masks.facet_index.numbers["start_year"][among])


def build_signature_table(selection: AgreementFilterSet) -> FigureTable:
    """Return how many agreements were first signed in each year."""
    masks = build_facet_masks(selection)
    among = masks.excluding("signature").positions
    counts = count_years(masks.facet_index.numbers["signature_year"][among])
    return FigureTable(
        code="signatures",
        title=str(PAGE_TITLES["signatures"]),
        rows=[
            FigureRow(
                label=str(year),
                number=number,
                address=build_list_url(selection, signature=str(year)),
            )
            for year, number in counts.items()
        ],
        note=_("Année de la première signature, quand une source la donne."),
        is_timeline=True,
    )
