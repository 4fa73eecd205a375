"""Which backups are kept: of seven days, five weeks and twelve months."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from config.backups.retention import DAYS, MONTHS, WEEKS, choose_kept

START = datetime(2026, 1, 1, 2, 15, tzinfo=UTC)
MOMENTS = st.sets(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    max_size=60,
)


def keep_for(nights: int) -> set[datetime]:
    """Make a backup each night, and delete after each what is not kept."""
    kept: set[datetime] = set()
    for night in range(nights):
        kept = choose_kept(kept | {START + timedelta(days=night)})
    return kept


def test_after_two_years_of_nights_there_are_days_weeks_and_months() -> None:
    kept = keep_for(730)
    last = START + timedelta(days=729)  # Friday, 31 December 2027

    days = [last - timedelta(days=number) for number in range(7)]
    sundays = [last - timedelta(days=5 + 7 * number) for number in range(4)]
    month_ends = [
        datetime(2027, month + 1, 1, 2, 15, tzinfo=UTC) - timedelta(days=1)
        for month in range(1, 12)
    ]
    assert kept == {*days, *sundays, *month_ends}


def test_several_of_a_day_leave_the_newest() -> None:
    noon, evening = START.replace(hour=12), START.replace(hour=18)
    assert choose_kept({START, noon, evening}) == {evening}


@given(MOMENTS)
def test_the_newest_is_always_kept_and_nothing_is_invented(
    moments: set[datetime],
) -> None:
    kept = choose_kept(moments)
    assert kept <= moments
    assert len(kept) <= DAYS + WEEKS + MONTHS
    assert not moments or max(moments) in kept


@given(MOMENTS)
def test_choosing_again_deletes_nothing_more(moments: set[datetime]) -> None:
    kept = choose_kept(moments)
    assert choose_kept(kept) == kept


@given(MOMENTS)
def test_what_is_kept_depends_on_the_backups_and_not_on_today(
    moments: set[datetime],
) -> None:
    days = sorted({moment.date() for moment in moments})
    assert {moment.date() for moment in choose_kept(moments)} >= set(days[-DAYS:])


@settings(max_examples=30)
@given(st.integers(min_value=1, max_value=500))
def test_every_month_and_week_that_passed_has_its_backup(nights: int) -> None:
    kept, last = keep_for(nights), START + timedelta(days=nights - 1)
    months = {(one.year, one.month) for one in kept}
    passed = (last.year - START.year) * 12 + last.month - START.month + 1
    assert len(months) == min(passed, MONTHS)
    assert {last - timedelta(days=n) for n in range(min(nights, DAYS))} <= kept
