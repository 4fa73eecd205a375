"""The share of entries verified recently, month by month."""

import datetime

import pytest
from django.utils import timezone

from cooperation.enums import Publication, Verifier
from cooperation.models import Action
from cooperation.stats.freshness import MONTHS, build_freshness
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 30)
NOVEMBER_2025 = MONTHS - 1 - 12


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: TODAY)


def verify(action: Action, day: str) -> None:
    action.verified_on, action.verified_by = day, Verifier.STAFF
    action.save()


def list_counts() -> list[int]:
    return [month.fresh for month in build_freshness()]


def test_without_published_entries_there_is_nothing_to_tell() -> None:
    factories.ActionFactory(publication=Publication.DRAFT)
    assert build_freshness() == []


def test_the_months_are_the_last_24_up_to_today() -> None:
    factories.ActionFactory()
    days = [month.day for month in build_freshness()]
    assert len(days) == MONTHS
    assert days[0] == datetime.date(2024, 12, 31)
    assert days[-2:] == [datetime.date(2026, 10, 31), TODAY]


def test_an_entry_is_fresh_for_eighteen_months_after_its_verification() -> None:
    factories.ActionFactory()
    factories.AgreementFactory(verified_on="2024-12-15", verified_by=Verifier.STAFF)
    counts = list_counts()
    # From December 2024 to May 2026: on 30 June 2026 eighteen months have passed.
    assert counts == [1] * 18 + [0] * 6
    assert build_freshness()[0].percent == 50


def test_an_earlier_verification_is_known_by_the_history() -> None:
    action = factories.ActionFactory()
    verify(action, "2025-01-10")
    verify(action, "2026-11-02")
    # Fresh from January 2025 to June 2026, and again today; counted once throughout.
    assert list_counts() == [0] + [1] * 18 + [0] * 4 + [1]


def test_verified_twice_within_the_limit_is_counted_once() -> None:
    action = factories.ActionFactory()
    verify(action, "2026-01-10")
    verify(action, "2026-05-10")
    assert list_counts() == [0] * 13 + [1] * 11


def test_a_date_that_was_taken_back_does_not_count() -> None:
    action = factories.ActionFactory()
    verify(action, "2026-11-20")
    verify(action, "2024-12-01")
    assert list_counts()[NOVEMBER_2025:] == [1] * 7 + [0] * 6


def test_the_last_month_says_what_the_list_of_stale_entries_says() -> None:
    for day in ("2025-05-30", "2025-05-31", "2026-11-30", None):
        action = factories.ActionFactory()
        if day:
            verify(action, day)
    fresh = Action.objects.published().recently_verified().count()
    assert list_counts()[-1] == fresh == 2
