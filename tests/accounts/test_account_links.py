"""The way in, through and out: the account block, and an entry's owner actions."""

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.models import Membership
from cooperation.models import Action
from tests import factories
from tests.cooperation.views.pages import Page, page_of
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db

REQUEST_URL = "/compte/demande/?collectivite=annecy"
PUBLIC_PAGES = [
    *("/", "/actions/", "/carte/", "/chiffres/", "/collectivites/annecy/"),
    *("/glossaire/", "/ressources/agenda/", "/mentions-legales/", "/accords/"),
]


def read_header(client: Client, address: str) -> Page:
    html = client.get(address).text
    return Page(html[html.index("<header") : html.index("</header>")])


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_every_public_page_leads_to_the_login_and_to_what_an_authority_gains(
    client: Client, membership: Membership, address: str
) -> None:
    links = read_header(client, address).links

    assert "/compte/login/" in links
    assert "/espace-collectivites/" in links


@pytest.mark.parametrize("address", [*PUBLIC_PAGES, "/espace/", "/compte/email/"])
def test_an_agent_finds_the_space_the_account_and_the_way_out(
    agent: Client, membership: Membership, address: str
) -> None:
    header = read_header(agent, address)

    assert str(membership.user) in header.text
    assert {"/espace/", "/compte/email/"} <= set(header.links)
    assert 'action="/compte/logout/"' in header.html
    assert "/compte/login/" not in header.links
    assert "/gestion/" not in header.links


def test_staff_find_their_pages(staff: Client) -> None:
    assert "/gestion/" in read_header(staff, "/").links


def test_logging_out_from_the_header_gives_the_page_of_the_public_back(
    agent: Client, membership: Membership
) -> None:
    assert agent.post("/compte/logout/").status_code == 302

    assert "/compte/login/" in read_header(agent, "/actions/").links


# Kept pages -----------------------------------------------------------------------


def test_what_depends_on_the_person_never_enters_a_kept_page(
    agent: Client, membership: Membership
) -> None:
    caches["pages"].clear()
    stranger = Client(headers={"Accept-Encoding": "gzip"})
    before = stranger.get("/mentions-legales/")

    own = agent.get(
        "/mentions-legales/",
        headers={"Accept-Encoding": "gzip", "If-None-Match": before["ETag"]},
    )
    after = stranger.get("/mentions-legales/")

    assert own.status_code == 200
    assert own["Cache-Control"] == "private, no-store"
    assert "Cookie" in own["Vary"]
    assert "ETag" not in own
    assert "Content-Encoding" not in own
    assert str(membership.user) in own.text
    for answer in (before, after):
        assert answer.headers.pop("X-Request-ID")
    assert (after.content, after.headers) == (before.content, before.headers)
    assert not after.cookies
    assert "Cookie" not in after["Vary"]
    assert "no-store" not in after["Cache-Control"]


# Whose entry it is ----------------------------------------------------------------


@pytest.fixture
def entries(action: Action) -> dict[str, Any]:
    """An authority, an action and an agreement of Annecy."""
    agreement = factories.AgreementFactory(collectivity=action.lead)
    return {"collectivity": action.lead, "action": action, "agreement": agreement}


@pytest.mark.parametrize("kind", ["collectivity", "action", "agreement"])
def test_a_stranger_is_one_click_from_an_access_request_filled_in(
    client: Client, entries: dict[str, Any], kind: str
) -> None:
    entry = entries[kind]

    page = page_of(client, entry.get_absolute_url())

    assert "C’est votre collectivité ? Corriger la fiche" in page.text
    assert REQUEST_URL in page.links
    assert f"/signaler/?fiche={entry.get_absolute_url()}" in page.links
    assert "Annecy" in page_of(client, REQUEST_URL).text


@pytest.mark.parametrize("kind", ["collectivity", "action", "agreement"])
def test_the_agent_edits_their_entry(
    agent: Client, entries: dict[str, Any], kind: str
) -> None:
    entry = entries[kind]
    name = {"collectivity": "collectivites", "action": "actions"}.get(kind, "accords")
    edit_url = f"/espace/{name}/{getattr(entry, 'reference', 'annecy')}/"

    page = page_of(agent, entry.get_absolute_url())

    assert edit_url in page.links
    assert REQUEST_URL not in page.links
    assert agent.get(edit_url).status_code == 200


@pytest.mark.parametrize("kind", ["action", "agreement"])
def test_the_agent_confirms_their_entry_from_its_page(
    agent: Client, entries: dict[str, Any], kind: str
) -> None:
    entry = entries[kind]
    html = agent.get(entry.get_absolute_url()).text
    assert 'action="/espace/confirmer/"' in html
    assert f'value="{entry.reference}"' in html

    agent.post("/espace/confirmer/", {"fiche": entry.reference})

    entry.refresh_from_db()
    assert entry.verified_on is not None


def test_an_entry_with_a_proposal_waiting_is_not_confirmed(
    agent: Client, action: Action, membership: Membership
) -> None:
    factories.ProposalFactory(
        action=action,
        collectivity=action.lead,
        author=membership.user,
        state="envoyee",
    )

    assert "/espace/confirmer/" not in agent.get(action.get_absolute_url()).text


def test_the_agent_of_another_authority_asks_for_access_like_anyone(
    client: Client, action: Action
) -> None:
    client.force_login(factories.MembershipFactory().user)

    page = page_of(client, action.get_absolute_url())

    assert REQUEST_URL in page.links
    assert "/espace/confirmer/" not in page.html


def test_staff_edit_an_entry_in_their_pages(action: Action) -> None:
    person = give_rights(factories.UserFactory(staff=True), "cooperation.change_action")
    page = page_of(
        log_in_with_second_factor(Client(), person), action.get_absolute_url()
    )

    assert f"/gestion/cooperation/action/{action.pk}/change/" in page.links


@pytest.mark.parametrize("kind", ["country", "partner"])
def test_nobody_owns_a_country_or_a_partner(client: Client, kind: str) -> None:
    location = factories.LocationFactory()
    involvement = factories.InvolvementFactory(action=location.action)
    entry = {"country": location.country, "partner": involvement.partner}[kind]

    page = page_of(client, entry.get_absolute_url())

    assert "C’est votre collectivité" not in page.text
    assert f"/signaler/?fiche={entry.get_absolute_url()}" in page.links


# What an authority gains ----------------------------------------------------------


def test_the_page_for_authorities_says_what_they_gain_and_how_it_begins(
    client: Client,
) -> None:
    page = page_of(client, "/espace-collectivites/")

    assert "Ce qu’elle y gagne" in page.text
    assert "Comment cela se passe" in page.text
    assert 'action="/compte/demande/"' in page.html
    assert "/compte/login/" in page.links


def test_an_agent_who_knows_only_a_name_gets_to_the_request(
    client: Client, membership: Membership
) -> None:
    found = page_of(client, "/compte/demande/?q=annecy")

    assert REQUEST_URL in found.links


def test_the_home_page_and_every_foot_lead_there(client: Client) -> None:
    html = client.get("/").text
    foot = Page(html[html.index('<footer class="foot"') :])

    assert "/espace-collectivites/" in Page(html[: html.index("<footer")]).links
    assert "/espace-collectivites/" in foot.links
    assert "Être trouvée, corriger sa fiche, la confirmer d’un clic" in foot.text
