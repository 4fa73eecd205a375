"""When actions went on, by the rule of ``annee_min`` and ``annee_max``.

The span of an action is that of ``ActionLookups.active_from`` and ``active_until``: one
that is open goes on, one without any year has none.
"""

from typing import Any, NamedTuple

from django.db.models import Case, Count, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from cooperation.enums import ActionStatus
from cooperation.models import Action

FIRST_YEAR, OPEN_END = 1945, 9999
DECADE = 10
# First and last year, and how many entries have them.
DatedCount = tuple[int | None, int | None, int]


def build_span_expressions(path: str = "") -> dict[str, Any]:
    """Return the first and the last year of an action; ``path`` leads to it."""
    start, end = f"{path}start_year", f"{path}end_year"
    is_ended = {f"{path}status": ActionStatus.ENDED}
    last = Case(
        When(**{f"{end}__isnull": False}, then=F(end)),
        When(**is_ended, then=F(start)),
        When(**{f"{start}__isnull": False}, then=Value(OPEN_END)),
    )
    return {"span_from": Coalesce(start, end), "span_to": last}


class DecadeCount(NamedTuple):
    """The first and the last of some years; none for what has no year."""

    first: int | None
    last: int | None


UNDATED = DecadeCount(None, None)


def count_action_spans(actions: QuerySet[Action]) -> list[DatedCount]:
    """Return how many actions went on from when to when; one query."""
    dated: Any = actions.order_by().annotate(**build_span_expressions())
    counted = dated.values_list("span_from", "span_to").annotate(n=Count("pk"))
    return [(first, last, n) for first, last, n in counted]


def count_by_decade(spans: list[DatedCount], today: int) -> dict[DecadeCount, int]:
    """Return how many entries went on in each span of ``list_decades``.

    An entry counts in each decade in which it went on.
    """
    undated = sum(n for first, _last, n in spans if first is None)
    return {
        one: undated if one == UNDATED else count_within(spans, one.first, one.last)
        for one in list_decades(today)
    }


def list_decades(today: int) -> list[DecadeCount]:
    """Return what came before 1945, each decade, and what is undated."""
    starts = [FIRST_YEAR, *range(FIRST_YEAR + 5, today + 1, DECADE)]
    ends = [start - 1 for start in starts[1:]] + [today]
    return [
        DecadeCount(None, FIRST_YEAR - 1),
        *map(DecadeCount, starts, ends),
        UNDATED,
    ]


def count_within(spans: list[DatedCount], first: int | None, last: int | None) -> int:
    return sum(
        n
        for start, end, n in spans
        if start is not None
        and end is not None
        and end >= (first or 0)
        and start <= (last or OPEN_END)
    )
