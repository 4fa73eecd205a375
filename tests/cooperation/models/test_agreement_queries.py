"""What PostgreSQL says of agreements is what the model says."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from cooperation.enums import AgreementEventKind as Kind
from cooperation.enums import Verifier
from cooperation.models import Agreement
from cooperation.models.verification import get_stale_limit
from tests.cooperation.models.test_agreements import CASES, when
from tests.factories import (
    AgreementEventFactory,
    AgreementFactory,
)

DAY = date(2026, 6, 1)
# Few years and days, so that events meet.
YEARS = some.sampled_from([836, 1990, 2005, 2025, 2026, 2027])
DAYS = some.dates(date(2025, 12, 30), date(2026, 6, 3))
MOMENTS = some.none() | YEARS | DAYS
EVENTS = some.lists(some.tuples(some.sampled_from(Kind), MOMENTS), max_size=6)


class TestStatusInSql(TestCase):
    """``with_status`` is the twin of ``status_on``."""

    def agreement(self, events) -> Agreement:
        """Return an agreement to which ``events`` happened, each once a year."""
        agreement = AgreementFactory()
        seen = set()
        for kind, moment in events:
            moments = when(moment)
            if (kind, moments["year"]) not in seen:
                AgreementEventFactory(agreement=agreement, kind=kind, **moments)
            seen.add((kind, moments["year"]))
        return agreement

    def assert_same(self, events) -> None:
        agreement = self.agreement(events)
        found = Agreement.objects.with_status(DAY).get(pk=agreement.pk)
        assert found.current_status == agreement.status_on(DAY)

    @pytest.mark.slow
    def test_the_cases_of_the_specification(self) -> None:
        for events, _status in CASES:
            self.assert_same(events)

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(EVENTS)
    def test_whatever_happened(self, events) -> None:
        self.assert_same(events)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days_past", "name", "is_stale", "is_to_verify"),
    [
        (None, "never_verified", False, True),
        (0, "stale", True, True),
        (-1, "recently_verified", False, False),
    ],
)
def test_an_agreement_is_stale_by_the_rule_of_actions(
    days_past: int | None, name: str, is_stale: bool, is_to_verify: bool
) -> None:
    verified = {}
    if days_past is not None:
        day = get_stale_limit(timezone.localdate()) - timedelta(days=days_past)
        verified = {"verified_on": day, "verified_by": Verifier.STAFF}
    agreement = AgreementFactory(**verified)
    assert (agreement.is_stale, agreement.is_to_verify) == (is_stale, is_to_verify)
    rows = Agreement.objects
    scopes = {
        "never_verified": rows.never_verified(),
        "stale": rows.stale(),
        "recently_verified": rows.recently_verified(),
    }
    assert [scope for scope, found in scopes.items() if found.exists()] == [name]
    assert rows.to_verify().exists() == is_to_verify
