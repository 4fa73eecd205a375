"""What staff announce is shown until it is over, and can be followed."""

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from cooperation.presenters.announcements import format_day
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


@pytest.mark.parametrize("kind", ["agenda", "offres"])
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


def test_calls_say_whether_they_are_open_come_back_or_are_closed(
    client: Client,
) -> None:
    day = {"deadline": date(2024, 5, 6)}
    factories.FundingCallFactory(title="Clos", **day)
    factories.FundingCallFactory(title="Revient", recurrence="annuel", **day)
    factories.FundingCallFactory(title="Sans dates", deadline=None)
    factories.FundingCallFactory(title="Ouvre", opens_on=TOMORROW, deadline=None)
    factories.FundingCallFactory(
        title="Permanent", deadline=None, recurrence="permanent"
    )
    factories.FundingCallFactory(title="Ouvert", deadline=TODAY)
    factories.FundingCallFactory(title="Brouillon", publication="brouillon")

    rows = client.get("/ressources/appels/").context["rows"]

    assert [(row.title, row.when) for row in rows] == [
        ("Ouvert", f"Ouvert jusqu’au {format_day(TODAY)}"),
        ("Permanent", "Ouvert"),
        ("Ouvre", f"Ouvre le {format_day(TOMORROW)}"),
        ("Revient", "Clos le 6 mai 2024, revient chaque année"),
        ("Sans dates", "Dates à demander au financeur"),
        ("Clos", "Clos le 6 mai 2024"),
    ]


def test_a_call_says_for_whom_where_on_what_and_how_much(client: Client) -> None:
    call = factories.FundingCallFactory(
        who="communes, EPCI", rate_max=70, amount_min=3_000, amount_max=30_000
    )
    call.countries.add(factories.CountryFactory())
    call.themes.add(factories.ThemeFactory(name_fr="Eau"))

    (row,) = client.get("/ressources/appels/").context["rows"]

    assert row.terms == [
        "Pour : communes, EPCI",
        "Pays : Niger",
        "Sujets : Eau",
        "Taux : au plus 70 %",
        "Montant : de 3\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€ à "
        "30\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€",
    ]


def test_calls_that_fit_an_authority_are_on_its_page(client: Client) -> None:
    town = factories.CollectivityFactory(kind="commune", department__code="74")
    niger, mali = factories.CountryFactory(), factories.CountryFactory(iso2="ML")
    factories.LocationFactory(action__lead=town, country=niger)
    for title, kinds, countries in (
        ("Partout", ["commune"], []),
        ("Niger", ["commune", "epci"], [niger, mali]),
        ("Mali", ["commune"], [mali]),
        ("Régions", ["region"], []),
        ("Associations", [], []),
    ):
        call = factories.FundingCallFactory(
            title=title, authority_kinds=kinds, deadline=TOMORROW
        )
        call.countries.set(countries)
    for title, code in (("Ici", "74"), ("Ailleurs", "14")):
        call = factories.FundingCallFactory(
            title=title, authority_kinds=["commune"], deadline=TOMORROW
        )
        call.departments.add(factories.DepartmentFactory(code=code))
    factories.FundingCallFactory(
        title="Clos", authority_kinds=["commune"], deadline=YESTERDAY
    )

    calls = client.get(town.get_absolute_url()).context["calls"]

    assert [row.title for row in calls] == ["Ici", "Niger", "Partout"]


@pytest.mark.parametrize(
    ("kind", "elsewhere"),
    [
        ("agenda", "/ressources/?nature=reseau"),
        ("appels", "/financements/"),
        ("offres", "/ressources/"),
    ],
)
def test_nothing_announced_is_said_and_where_to_look(
    client: Client, kind: str, elsewhere: str
) -> None:
    page = page_of(client, f"/ressources/{kind}/")
    assert "pour le moment" in page.text
    assert elsewhere in page.links


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
    announced = {f"/ressources/{kind}/" for kind in ANNOUNCED}
    assert announced & {*page_of(client, "/ressources/").links} == set()
    for make in ANNOUNCED.values():
        make(TOMORROW)
    assert announced <= {*page_of(client, "/ressources/").links}


def test_a_page_costs_the_same_for_one_and_three(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        factories.EventFactory(starts_on=date(2099, 1, 1))
    with django_assert_max_num_queries(6):
        client.get("/ressources/agenda/")
