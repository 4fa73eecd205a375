"""An agreement's status is replayed from what happened to it."""

from datetime import date

import pytest

from cooperation.enums import AgreementEventKind as Kind
from cooperation.enums import AgreementStatus as Status
from tests.factories import AgreementEventFactory, AgreementFactory

pytestmark = pytest.mark.django_db

Event = tuple[Kind, int | date | None]

CASES: list[tuple[list[Event], Status]] = [
    ([], Status.UNKNOWN),
    ([(Kind.SIGNED, 1990)], Status.ACTIVE),
    ([(Kind.SIGNED, None)], Status.ACTIVE),
    ([(Kind.SIGNED, 1990), (Kind.ENDED, 2005)], Status.ENDED),
    ([(Kind.ENDED, 2005), (Kind.SIGNED, 1990)], Status.ENDED),
    ([(Kind.SIGNED, 1990), (Kind.DORMANT, 2005)], Status.DORMANT),
    (
        [(Kind.SIGNED, 1990), (Kind.DORMANT, 2005), (Kind.RESUMED, 2010)],
        Status.ACTIVE,
    ),
    ([(Kind.SIGNED, 1990), (Kind.ENDED, 2005), (Kind.RENEWED, 2006)], Status.ACTIVE),
    ([(Kind.SIGNED, 1990), (Kind.NO_NEWS, 2015)], Status.UNKNOWN),
    # Undated: a signature comes first, anything else last.
    ([(Kind.SIGNED, None), (Kind.DORMANT, 1980)], Status.DORMANT),
    ([(Kind.SIGNED, 1990), (Kind.ENDED, None)], Status.ENDED),
    ([(Kind.ENDED, None), (Kind.RENEWED, 2010)], Status.ENDED),
    # Within one year the days decide, where they are known.
    (
        [(Kind.ENDED, date(2005, 9, 1)), (Kind.SIGNED, date(2005, 3, 1))],
        Status.ENDED,
    ),
    (
        [(Kind.ENDED, date(2005, 3, 1)), (Kind.RENEWED, date(2005, 9, 1))],
        Status.ACTIVE,
    ),
    # Within one year without days, a signature comes first and an end last.
    ([(Kind.ENDED, 2005), (Kind.SIGNED, 2005)], Status.ENDED),
    ([(Kind.ENDED, 2005), (Kind.SIGNED, date(2005, 6, 1))], Status.ENDED),
    ([(Kind.DORMANT, date(2005, 6, 1)), (Kind.RESUMED, 2005)], Status.ACTIVE),
    # The future has not happened yet.
    ([(Kind.SIGNED, 1990), (Kind.ENDED, 2030)], Status.ACTIVE),
    ([(Kind.SIGNED, 1990), (Kind.ENDED, date(2026, 6, 2))], Status.ACTIVE),
    ([(Kind.SIGNED, 1990), (Kind.ENDED, date(2026, 6, 1))], Status.ENDED),
    ([(Kind.SIGNED, 2030)], Status.UNKNOWN),
]


def when(moment: int | date | None) -> dict[str, int | date | None]:
    """Return the year and day of an event."""
    if isinstance(moment, date):
        return {"year": moment.year, "date": moment}
    return {"year": moment}


@pytest.mark.parametrize(("events", "status"), CASES)
def test_status_on_a_day(events: list[Event], status: Status) -> None:
    agreement = AgreementFactory()
    for kind, moment in events:
        AgreementEventFactory(agreement=agreement, kind=kind, **when(moment))
    assert agreement.status_on(date(2026, 6, 1)) == status


def test_status_at_different_times() -> None:
    agreement = AgreementFactory()
    for kind, year in [(Kind.SIGNED, 1990), (Kind.DORMANT, 2005), (Kind.ENDED, 2010)]:
        AgreementEventFactory(agreement=agreement, kind=kind, year=year)
    statuses = [
        agreement.status_on(date(year, 12, 31)) for year in (1989, 1990, 2005, 2010)
    ]
    assert statuses == [Status.UNKNOWN, Status.ACTIVE, Status.DORMANT, Status.ENDED]


def test_status_needs_no_query_once_events_are_fetched(
    django_assert_num_queries,
) -> None:
    AgreementEventFactory()
    agreement = AgreementFactory._meta.model.objects.prefetch_related("events").get()
    with django_assert_num_queries(0):
        assert agreement.status_on(date(2026, 6, 1)) == Status.ACTIVE
