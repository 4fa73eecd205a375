"""Tables by year: entries under way, agreements signed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import ActionStatus
from cooperation.models.agreements import build_signature_year
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from cooperation.stats.catalogue import PAGE_TITLES
from cooperation.stats.entries import select_entries
from cooperation.stats.tables import FigureRow, FigureTable, build_list_url

# How far back the timeline of actions goes; the rest is a click away.
YEARS_SHOWN = 40


def build_active_years_table(selection: ActionFilterSet) -> FigureTable:
    """Return how many entries were under way in each of the last 40 years."""
    this_year = timezone.localdate().year
    span = (this_year - YEARS_SHOWN + 1, this_year)
    actions = Counter(iter_action_years(selection, *span))
    entries = select_entries(selection)
    agreements = Counter(iter_agreement_years(entries.agreements, *span))
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


def iter_action_years(
    selection: ActionFilterSet, first: int, last: int
) -> Iterator[int]:
    """Yield, for each action, the years in which it was under way."""
    rows = selection.excluding("annee_min", "annee_max").values_list(
        "start_year", "end_year", "status"
    )
    for start, end, status in rows.iterator(chunk_size=10_000):
        yield from get_active_years(start, end, status, first, last)


def count_begun(selection: ActionFilterSet) -> Counter[int]:
    """Return how many actions begin in each year."""
    known = selection.excluding().filter(start_year__isnull=False)
    rows = known.order_by().values_list("start_year")
    return Counter(dict(rows.annotate(n=Count("pk"))))


def iter_agreement_years(
    selection: AgreementFilterSet, first: int, last: int
) -> Iterator[int]:
    """Yield, for each agreement with a date, the years in which it was in force.

    Keep equal to ``AgreementLookups.active_from`` and ``active_until``.
    """
    found: Any = selection.excluding("annee_min", "annee_max")
    dated = found.with_years().filter(first_year__isnull=False)
    for begins, ends in dated.values_list("first_year", "last_year"):
        yield from range(max(begins, first), min(ends or last, last) + 1)


def get_active_years(
    start: int | None, end: int | None, status: str, first: int, last: int
) -> Iterable[int]:
    """Return the years from ``first`` to ``last`` in which an action is under way.

    Keep equal to ``ActionLookups.active_from`` and ``active_until``.
    """
    if start is None:
        begins, ends = end, end
    elif end is None:
        begins, ends = start, start if status == ActionStatus.ENDED else last
    else:
        begins, ends = start, end
    if begins is None or ends is None:
        return ()
    return range(max(begins, first), min(ends, last) + 1)


def build_signature_table(selection: AgreementFilterSet) -> FigureTable:
    """Return how many agreements were first signed in each year."""
    found = selection.excluding("signature").annotate(year=build_signature_year())
    known = found.filter(year__isnull=False).order_by("year").values_list("year")
    rows = known.annotate(n=Count("pk", distinct=True))
    return FigureTable(
        code="signatures",
        title=str(PAGE_TITLES["signatures"]),
        rows=[
            FigureRow(
                label=str(year),
                number=number,
                url=build_list_url(selection, signature=str(year)),
            )
            for year, number in rows
        ],
        note=_("Année de la première signature, quand une source la donne."),
        is_timeline=True,
    )
