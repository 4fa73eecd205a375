"""What pages ask about actions."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cooperation.models import Action, Agreement, Involvement
from cooperation.models.common import is_on_test_site
from cooperation.models.verification import get_stale_limit
from tests import factories

pytestmark = pytest.mark.django_db


def test_led_by_keeps_what_an_authority_leads_or_joins_once() -> None:
    annecy = factories.CollectivityFactory()
    led = factories.ActionFactory(lead=annecy)
    joined = factories.ActionFactory(co_leads=[annecy])
    both = factories.ActionFactory(lead=annecy, co_leads=[annecy])
    factories.ActionFactory()

    found = Action.objects.led_by(annecy).order_by("pk")

    assert list(found) == [led, joined, both]


def test_led_by_keeps_the_scope_it_is_asked_of() -> None:
    annecy = factories.CollectivityFactory()
    factories.ActionFactory(lead=annecy, draft=True)

    assert not Action.objects.published().led_by(annecy).exists()


def test_in_country_keeps_an_action_once_whatever_its_places() -> None:
    location = factories.LocationFactory()
    factories.LocationFactory(action=location.action, label="Kokorou")

    assert list(Action.objects.in_country(location.country)) == [location.action]


def test_with_partner_keeps_what_it_has_a_role_in_or_pays_for() -> None:
    partner = factories.PartnerFactory()
    involved = factories.InvolvementFactory(partner=partner).action
    paid = factories.FundingFactory(funder=partner).action
    factories.FundingFactory()

    found = Action.objects.with_partner(partner).order_by("pk")

    assert list(found) == [involved, paid]


def test_under_no_agreement_there_is_nothing() -> None:
    factories.ActionFactory()

    assert not Action.objects.under_agreement(None).exists()


def test_roles_are_given_once_beside_each_authority() -> None:
    annecy = factories.CollectivityFactory()
    partner = factories.PartnerFactory()
    for _number in range(2):
        action = factories.ActionFactory(co_leads=[annecy])
        factories.InvolvementFactory(action=action, partner=partner)

    assert list(Involvement.objects.list_authority_roles("co_leads")) == [
        (annecy.pk, "operateur")
    ]


def test_signed_by_keeps_what_an_authority_signed_first_or_not() -> None:
    annecy = factories.CollectivityFactory()
    first = factories.AgreementFactory(collectivity=annecy)
    joined = factories.AgreementFactory()
    joined.other_signatories.add(annecy)
    factories.AgreementFactory()

    found = Agreement.objects.signed_by(annecy).order_by("pk")

    assert list(found) == [first, joined]


def test_the_oldest_agreements_come_first_the_undated_last() -> None:
    undated = factories.AgreementFactory()
    late = factories.AgreementEventFactory(year=1995).agreement
    early = factories.AgreementEventFactory(year=1966).agreement
    factories.AgreementEventFactory(agreement=early, year=2010, kind="renouvele")

    assert list(Agreement.objects.oldest_first()) == [early, late, undated]


@pytest.mark.parametrize(
    ("verified_on", "today", "stale"),
    [
        (datetime.date(2026, 6, 15), datetime.date(2026, 6, 15), False),
        (datetime.date(2024, 12, 16), datetime.date(2026, 6, 15), False),
        (datetime.date(2024, 12, 15), datetime.date(2026, 6, 15), True),
        (datetime.date(2024, 8, 31), datetime.date(2026, 2, 28), False),
        (datetime.date(2024, 8, 31), datetime.date(2026, 3, 1), True),
        (datetime.date(2020, 1, 1), datetime.date(2026, 6, 15), True),
    ],
)
def test_a_verification_is_stale_after_eighteen_months(
    verified_on: datetime.date, today: datetime.date, stale: bool
) -> None:
    assert (verified_on <= get_stale_limit(today)) == stale


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)))
def test_the_limit_is_the_last_day_with_eighteen_full_months(
    today: datetime.date,
) -> None:
    limit = get_stale_limit(today)
    after = limit + datetime.timedelta(days=1)

    assert count_full_months(limit, today) >= 18
    assert count_full_months(after, today) < 18


def count_full_months(first: datetime.date, last: datetime.date) -> int:
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)


def test_stale_and_to_verify_agree_with_the_predicates() -> None:
    limit = get_stale_limit(timezone.localdate())
    for day in (limit, limit + datetime.timedelta(days=1)):
        factories.ActionFactory(verified_on=day, verified_by="csi")
    factories.ActionFactory()
    actions = set(Action.objects.all())

    assert set(Action.objects.stale()) == {one for one in actions if one.is_stale}
    assert set(Action.objects.to_verify()) == {
        one for one in actions if one.is_to_verify
    }
    assert [Action.objects.stale().count(), Action.objects.to_verify().count()] == [
        1,
        2,
    ]


def test_stories_of_the_territory_come_first_then_what_was_confirmed() -> None:
    near = factories.CollectivityFactory(department__code="74")
    told = {"summary": "Dite."}
    far = factories.ActionFactory(lead__department__code="29", **told, start_year=2024)
    old = factories.ActionFactory(lead=near, **told, start_year=2001)
    recent = factories.ActionFactory(lead=near, **told, start_year=2020)
    pictured = factories.PhotoFactory(action__lead=near, action__summary="").action
    confirmed = factories.ActionFactory(
        lead=near,
        **told,
        start_year=1999,
        verified_on=timezone.localdate(),
        verified_by="collectivite",
    )
    factories.ActionFactory(lead=near, summary="")

    found = Action.objects.best_stories_first(["74", "01"])

    assert list(found) == [confirmed, pictured, recent, old, far]


@pytest.mark.parametrize(
    ("url", "is_test_site"),
    [
        ("https://preprod.exemple.fr/page", True),
        ("https://www-preprod.exemple.fr/page", True),
        ("http://RECETTE2.exemple.fr/", True),
        ("https://test.exemple.fr/a", True),
        ("http://localhost:8000/", True),
        ("http://127.0.0.1/", True),
        ("https://portail.local/", True),
        ("https://www.exemple.fr/test/preprod.html", False),
        ("https://latest.exemple.fr/", False),
        ("https://exemple.dev/", False),
        ("https://eco-dev.org/", False),
        ("https://www.recettes-du-monde.fr/", False),
        ("", False),
    ],
)
def test_a_source_on_a_test_site_is_recognised_alike_by_python_and_by_the_database(
    url: str, is_test_site: bool
) -> None:
    factories.ActionFactory(source_url=url)

    assert Action.objects.sourced_on_test_sites().exists() is is_test_site
    assert is_on_test_site(url) is is_test_site
