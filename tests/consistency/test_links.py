"""Every page of the public and of agents is reached by links from the home page.

The walk starts on the home page, follows links and frames as a visitor would, and opens
a few addresses of each route. It takes no form but those that a link leads to.
"""

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import ProposalState
from cooperation.models import Action
from tests import factories
from tests.security.routes import FOR_DEVELOPERS, PUBLIC
from tests.security.world import build_public_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Of each route, so many addresses are opened: lists link to themselves without end.
MOST_OPENED = 4
# Called by scripts, by other machines, or shown as a picture within a page.
NO_PAGE = {
    *("healthz", "readyz", "robots", "favicon", "security_txt"),
    *("sitemap", "sitemap_part"),
    *(f"cooperation:{name}" for name in ("map_links", "map_outlines", "map_summary")),
    *(f"cooperation:{name}" for name in ("action_points", "photo")),
    *(
        f"cooperation:{kind}_png"
        for kind in ("action", "agreement", "collectivity", "country", "partner")
    ),
    "reports:map_links",
    # For the frames of other sites; the form of /integrer/ chooses between both.
    "cooperation:embed_list",
}
# Pages of the library of accounts, which tests of theirs open.
NOT_OPENED = {"mfa_index", "usersessions_list"}
AGENT_PAGES = {
    *("space", "edit_action", "edit_agreement", "edit_collectivity", "edit_draft"),
    *("new_agreement", "history", "proposal", "mandate", "spreadsheet"),
    *("template", "own_entries", "personal_data"),
}
ACCOUNT_PAGES = {
    *("account_email", "account_change_password", "mfa_index", "usersessions_list"),
}


class LinkReader(HTMLParser):
    """Collects where a page leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, the frames of a page, and forms that only ask."""
        found = dict(attrs)
        name = {"a": "href", "iframe": "src", "form": "action"}.get(tag, "")
        if tag == "form" and found.get("method") != "get":
            return
        if name and found.get(name):
            self.links.append(str(found[name]))


def walk_from_home(client: Client) -> set[str]:
    """Return the names of the routes that links lead to, and open them."""
    waiting, seen = ["/"], {"/"}
    reached: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            pytest.fail(f"A link leads nowhere: {address}")
        reached[name] += 1
        if reached[name] > MOST_OPENED or name in NOT_OPENED:
            continue
        for link in list_links(client, address):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return set(reached)


def list_links(client: Client, address: str) -> list[str]:
    """Open an address; return the addresses of this site that it leads to."""
    response = client.get(address)
    assert response.status_code in {200, 302}, f"{address}: {response.status_code}"
    if response.status_code == 302:
        return [response.headers["Location"].partition("#")[0]]
    if not response.headers["Content-Type"].startswith("text/html"):
        response.getvalue()  # a file is closed once it is read
        return []
    found = [urljoin(address, link) for link in LinkReader(response.text).links]
    own = [link.partition("#")[0] for link in found if link.startswith("/")]
    # English pages are twins, and the staff's have a walk of their own.
    return [link for link in own if not link.startswith(("/en/", "/gestion/"))]


@pytest.fixture
def world() -> Action:
    return build_public_world()


def test_a_visitor_reaches_every_public_page(client: Client, world: Action) -> None:
    pages = set(PUBLIC) - NO_PAGE - FOR_DEVELOPERS

    reached = walk_from_home(client)

    assert pages - reached == set()
    assert {"account_login", "accounts:request"} <= reached


def test_an_agent_reaches_every_page_of_the_space_and_of_the_account(
    client: Client, world: Action
) -> None:
    membership = factories.MembershipFactory(collectivity=world.lead)
    for state in (ProposalState.DRAFT, ProposalState.SENT):
        factories.ProposalFactory(
            author=membership.user,
            collectivity=world.lead,
            action=factories.ActionFactory(lead=world.lead),
            state=state,
        )
    client.force_login(membership.user)

    reached = walk_from_home(client)

    assert {f"accounts:{name}" for name in AGENT_PAGES} - reached == set()
    assert reached >= ACCOUNT_PAGES


def test_a_site_with_nothing_but_its_glossary_has_no_dead_link(client: Client) -> None:
    for code in ("jumelage", "cooperation-decentralisee", "pacte-amitie"):
        factories.GlossaryTermFactory(code=code)

    reached = walk_from_home(client)

    assert {"accounts:for_authorities", "accounts:request", "account_login"} <= reached
