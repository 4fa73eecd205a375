"""What staff announce is shown until it is over, and can be followed."""

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

ANNOUNCED: dict[str, Any] = {
    "agenda": lambda day, **more: factories.EventFactory(starts_on=day, **more),
    "appels": lambda day, **more: factories.FundingCallFactory(deadline=day, **more),
    "offres": lambda day, **more: factories.OfferFactory(closes_on=day, **more),
}


@pytest.mark.parametrize("kind", ANNOUNCED)
def test_what_is_over_is_not_shown(client: Client, kind: str) -> None:
    make = ANNOUNCED[kind]
    make(YESTERDAY, title="Passé")
    make(TODAY, title="Dernier jour")
    make(TOMORROW, title="À venir")
    make(TOMORROW, title="Brouillon", publication="brouillon")
    page = page_of(client, f"/ressources/{kind}/")
    assert 'data-total="2"' in page.html
    assert "Dernier jour" in page.text
    assert "À venir" in page.text
    assert "Passé" not in page.text
    assert "Brouillon" not in page.text


def test_a_meeting_of_several_days_stays_until_the_last(client: Client) -> None:
    factories.EventFactory(starts_on=YESTERDAY, ends_on=TOMORROW, title="Trois jours")
    assert "Trois jours" in page_of(client, "/ressources/agenda/").text


def test_an_offer_without_end_stays(client: Client) -> None:
    factories.OfferFactory(closes_on=None, title="Mission longue")
    assert "Mission longue" in page_of(client, "/ressources/offres/").text


def test_a_near_deadline_is_said_to_be_near(client: Client) -> None:
    factories.FundingCallFactory(deadline=TOMORROW)
    assert "bientôt clos" in page_of(client, "/ressources/appels/").text


@pytest.mark.parametrize("kind", ANNOUNCED)
def test_nothing_announced_is_said(client: Client, kind: str) -> None:
    assert "pour le moment" in page_of(client, f"/ressources/{kind}/").text


@pytest.mark.parametrize("kind", ANNOUNCED)
def test_announcements_are_followed(client: Client, kind: str) -> None:
    ANNOUNCED[kind](TOMORROW, title="Rendez-vous & co")
    root = ElementTree.fromstring(client.get(f"/ressources/{kind}.rss").content)
    assert [item.findtext("title") for item in root.iter("item")] == [
        "Rendez-vous & co"
    ]
    calendar = Calendar.from_ical(client.get(f"/ressources/{kind}.ics").content)
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == "Rendez-vous & co"
    assert event.decoded("DTSTART") == TOMORROW


def test_an_unknown_kind_is_not_found(client: Client) -> None:
    for suffix in ("/", ".rss", ".ics"):
        assert client.get(f"/ressources/rien{suffix}").status_code == 404


def test_the_resources_lead_to_what_is_announced(client: Client) -> None:
    links = page_of(client, "/ressources/").links
    assert {f"/ressources/{kind}/" for kind in ANNOUNCED} <= set(links)


def test_a_page_costs_the_same_for_one_and_three(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        factories.EventFactory(starts_on=date(2099, 1, 1))
    with django_assert_max_num_queries(4):
        client.get("/ressources/agenda/")
