"""Which backups are kept: of seven days, five weeks and twelve months."""

from collections.abc import Callable, Iterable
from datetime import datetime

DAYS, WEEKS, MONTHS = 7, 5, 12


def choose_kept(moments: Iterable[datetime]) -> set[datetime]:
    """Return the newest of each of the last days, weeks and months with a backup.

    Days without one do not count: a site that stood still loses nothing by it.
    """
    newest_first = sorted(moments, reverse=True)
    return (
        choose_newest(newest_first, DAYS, datetime.date)
        | choose_newest(newest_first, WEEKS, lambda moment: moment.isocalendar()[:2])
        | choose_newest(newest_first, MONTHS, lambda one: (one.year, one.month))
    )


def choose_newest(
    newest_first: list[datetime], number: int, get_period: Callable[[datetime], object]
) -> set[datetime]:
    """Return the newest of each period, of the ``number`` latest periods."""
    found: dict[object, datetime] = {}
    for moment in newest_first:
        period = get_period(moment)
        if period not in found and len(found) == number:
            break
        found.setdefault(period, moment)
    return set(found.values())
