"""Tables by year: actions under way, agreements signed."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import ActionStatus
from cooperation.models.agreements import build_signature_year
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from cooperation.stats.catalogue import PAGE_TITLES
from cooperation.stats.tables import FigureRow, FigureTable, build_list_url

# How far back the timeline of actions goes; the rest is a click away.
YEARS_SHOWN = 40


def build_active_years_table(selection: ActionFilterSet) -> FigureTable:
    """Return how many actions were under way in each of the last 40 years."""
    this_year = timezone.localdate().year
    first = this_year - YEARS_SHOWN + 1
    rows = selection.excluding("annee_min", "annee_max").values_list(
        "start_year", "end_year", "status"
    )
    number = Counter(
        year
        for start, end, status in rows.iterator(chunk_size=10_000)
        for year in get_active_years(start, end, status, first, this_year)
    )
    years = range(min(number), this_year + 1) if number else range(0)
    return FigureTable(
        code="annees",
        title=str(PAGE_TITLES["annees"]),
        rows=[
            FigureRow(
                label=str(year),
                number=number[year],
                url=build_list_url(selection, annee_min=str(year), annee_max=str(year)),
            )
            for year in years
        ],
        note=_(
            "Une action dont la fin n’est pas connue compte jusqu’à cette année si "
            "elle n’est pas dite terminée ; sans aucune date, elle n’est pas comptée."
        ),
        is_timeline=True,
    )


def get_active_years(
    start: int | None, end: int | None, status: str, first: int, last: int
) -> Iterable[int]:
    """Return the years from ``first`` to ``last`` in which an action is under way.

    Keep equal to ``conditions.ActionConditions.active_from`` and ``active_until``.
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
