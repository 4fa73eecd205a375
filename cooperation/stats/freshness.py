"""The share of entries verified within the stale limit, month by month.

It is counted over the entries that are published today. A verification is known by the
date that the entry bears and by those that its history kept, so that a month of two
years ago is told as it was, even for an entry verified again since. A recorded date
that is later than the entry's own was taken back: it does not count.
"""

import calendar
import datetime
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from cooperation.history.parts import get_history_model
from cooperation.models import Action, Agreement
from cooperation.models.verification import get_stale_limit

MONTHS = 24


class FreshnessMonth(NamedTuple):
    """How many of the entries were verified recently, on the last day of a month."""

    day: datetime.date
    fresh: int
    total: int

    @property
    def percent(self) -> int:
        return round(100 * self.fresh / self.total)


def build_freshness(
    models: Iterable[Any] = (Action, Agreement),
) -> list[FreshnessMonth]:
    """Return the last 24 months, the last one up to today; none without entries."""
    days = list_month_ends(timezone.localdate())
    limits = [get_stale_limit(day) for day in days]
    total, steps = 0, [0] * (MONTHS + 1)
    for model in models:
        total += model.objects.published().count()
        for first, end in iter_fresh_spans(model, days, limits):
            steps[first] += 1
            steps[end] -= 1
    if not total:
        return []
    counts = accumulate(steps[:MONTHS])
    return [FreshnessMonth(*pair, total) for pair in zip(days, counts, strict=True)]


def list_month_ends(today: datetime.date) -> list[datetime.date]:
    months = range(
        today.year * 12 + today.month - MONTHS, today.year * 12 + today.month
    )
    pairs = [(month // 12, month % 12 + 1) for month in months]
    ends = [
        datetime.date(year, month, calendar.monthrange(year, month)[1])
        for year, month in pairs
    ]
    return [*ends[:-1], today]


def iter_fresh_spans(
    model: Any, days: list[datetime.date], limits: list[datetime.date]
) -> Iterator[tuple[int, int]]:
    """Yield spans of months, first and end, in which an entry was fresh."""
    for _key, rows in groupby(list_verifications(model, limits[0]), itemgetter(0)):
        dates = [day for _key, day in rows]
        for day, following in pairwise([*dates, datetime.date.max]):
            first = bisect_left(days, day)
            end = min(bisect_left(limits, day), bisect_left(days, following))
            if first < end:
                yield first, end


def list_verifications(model: Any, since: datetime.date) -> list[tuple[Any, Any]]:
    """Return (key, date) of each known verification after ``since``, in order."""
    published = model.objects.published().order_by()
    own = published.filter(pk=OuterRef("id")).values("verified_on")
    recorded = get_history_model(model).objects.order_by()
    recorded = recorded.filter(
        verified_on__gt=since, verified_on__lte=Subquery(own)
    ).values_list("id", "verified_on")
    borne = published.filter(verified_on__gt=since).values_list("pk", "verified_on")
    return sorted(borne.union(recorded))
