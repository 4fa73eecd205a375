"""Every page is reached by links from the home page, by each of those it is for.

The walk starts on the home page, follows links and frames as a visitor would, and opens
a few addresses of each route. It takes no form but those that a link leads to.
"""

from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import ProposalState
from accounts.people.roles import make_roles
from cooperation.models import Action
from surveys.models import Participation, ParticipationLink
from tests import factories
from tests.consistency.audiences import (
    ALL_TABLE_ROUTES,
    NOT_LINKED,
    NOT_TRIED,
    STAFF_PAGES,
    STAFF_ROLES,
    list_pages_for,
    list_table_routes,
)
from tests.consistency.staff_world import build_staff_world, open_wave, send_files
from tests.people import log_in_with_second_factor
from tests.security.routes import FOR_DEVELOPERS, PUBLIC, routes
from tests.security.world import build_public_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Of each route, so many addresses are opened: lists link to themselves without end.
MOST_OPENED = 4
# Called by scripts, by other machines, or shown as a picture within a page.
NO_PAGE = {
    *("healthz", "readyz", "robots", "favicon", "security_txt"),
    *("sitemap", "sitemap_part", "reports:logo"),
    *(f"cooperation:{name}" for name in ("map_links", "map_outlines", "map_summary")),
    *(f"cooperation:{name}" for name in ("action_points", "photo", "portrait")),
    "cooperation:small_photo",
    *(
        f"cooperation:{kind}_png"
        for kind in ("action", "agreement", "collectivity", "country", "partner")
    ),
    *("reports:map_links", "reports:image"),
    # For the frames of other sites; the form of /integrer/ chooses between both.
    *("cooperation:embed_list", "cooperation:embed_entry"),
    *("cooperation:frame_colours", "cooperation:story_image"),
}
# Of these, each is in another state.
MORE_OPENED = {
    **dict.fromkeys(("waves:wave", "waves:results", "waves:interview_page"), 3),
    "waves:builder": 3,
    **{f"admin:cooperation_importbatch_{page}": 3 for page in ("change", "batch")},
}
# Pages of the library of accounts, which tests of theirs open.
NOT_OPENED = {"mfa_index", "usersessions_list"}
# Forms of the administration that lead nowhere new; its own tests open them.
LEAVES = ("_add", "_delete")
AGENT_PAGES = {
    *("space", "edit_action", "edit_agreement", "edit_collectivity", "edit_draft"),
    *("new_agreement", "history", "proposal", "mandate", "spreadsheet"),
    *("template", "own_entries", "personal_data"),
}
# Those of a wave; "reopen" is posted.
RESPONDENT_PAGES = ("home", "page", "block", "review", "decline", "hand_on", "copy")
ACCOUNT_PAGES = {
    *("account_email", "account_change_password", "mfa_index", "usersessions_list"),
}
# Django's forms link what they refer to, whether one may open it or not.
FORBIDDEN = {"admin:accounts_user_change"}


def is_outside_staff_pages(link: str) -> bool:
    """Return whether a walk of the public follows a link; English pages are twins."""
    return not link.startswith(("/en/", "/gestion/"))


def is_staff_page(link: str) -> bool:
    """Return whether a walk of staff follows a link.

    Not into windows of forms; of interviews, only that of the open wave.
    """
    is_closed = "/entretiens/" in link and "/ouverte/" not in link
    return link.startswith("/gestion/") and "_popup" not in link and not is_closed


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


def walk_from(
    client: Client,
    start: str,
    *,
    most: int = MOST_OPENED,
    is_followed: Callable[[str], bool] = is_outside_staff_pages,
) -> set[str]:
    """Return the names of the routes that links lead to, and open them."""
    waiting, seen = [start], {start}
    reached: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            pytest.fail(f"A link leads nowhere: {address}")
        reached[name] += 1
        limit = MORE_OPENED.get(name, most)
        if reached[name] > limit or name in NOT_OPENED or name.endswith(LEAVES):
            continue
        for link in list_links(client, address):
            if link not in seen and is_followed(link):
                seen.add(link)
                waiting.append(link)
    return set(reached)


def list_links(client: Client, address: str) -> list[str]:
    """Open an address; return the addresses of this site that it leads to."""
    path = urlsplit(address).path
    response = client.get(address)
    if response.status_code == 403 and resolve(path).view_name in FORBIDDEN:
        return []
    assert response.status_code in {200, 302}, f"{address}: {response.status_code}"
    if response.status_code == 302:
        return [response.headers["Location"].partition("#")[0]]
    if not response.headers["Content-Type"].startswith("text/html"):
        response.getvalue()  # a file is closed once it is read
        return []
    found = [urljoin(address, link) for link in LinkReader(response.text).links]
    return [link.partition("#")[0] for link in found if link.startswith("/")]


@pytest.fixture
def world() -> Action:
    return build_public_world()


def test_a_visitor_reaches_every_public_page(client: Client, world: Action) -> None:
    pages = set(PUBLIC) - NO_PAGE - FOR_DEVELOPERS

    reached = walk_from(client, "/")

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
    open_wave(world.lead)
    client.force_login(membership.user)

    reached = walk_from(client, "/")

    assert {f"accounts:{name}" for name in AGENT_PAGES} - reached == set()
    assert {f"surveys:space_{name}" for name in RESPONDENT_PAGES} - reached == set()
    assert reached >= ACCOUNT_PAGES


def test_who_follows_a_personal_link_reaches_every_page_of_the_questionnaire(
    client: Client, world: Action
) -> None:
    open_wave(world.lead)
    participation = Participation.objects.get(wave__slug="ouverte")
    _link, token = ParticipationLink.objects.create_with_token(participation)

    reached = walk_from(
        client,
        f"/enquete/{token}/",
        is_followed=lambda link: link.startswith(f"/enquete/{token}/"),
    )

    assert {f"surveys:link_{name}" for name in RESPONDENT_PAGES} - reached == set()


def test_a_site_with_nothing_but_its_glossary_has_no_dead_link(client: Client) -> None:
    for code in ("jumelage", "cooperation-decentralisee", "pacte-amitie"):
        factories.GlossaryTermFactory(code=code)

    reached = walk_from(client, "/")

    assert {"accounts:for_authorities", "accounts:request", "account_login"} <= reached


def test_every_staff_route_is_for_somebody_or_says_why_no_link_leads_to_it() -> None:
    staff = ("admin:", "moderation:", "waves:", "report_editing:")
    names = {route.name for route in routes() if route.name.startswith(staff)}
    known = ALL_TABLE_ROUTES.union(*STAFF_PAGES.values()) | set(NOT_LINKED)

    unknown = {name for name in names - known if not name.endswith(NOT_TRIED)}
    assert unknown == set()


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_staff_reach_every_page_that_is_for_their_role(role: str) -> None:
    make_roles()
    build_staff_world()
    person = factories.UserFactory(staff=True, is_superuser=role == "owner")
    person.groups.set(Group.objects.filter(name=STAFF_ROLES[role]))
    client = log_in_with_second_factor(Client(), person)
    send_files(client)

    assert "/gestion/" in list_links(client, "/")
    reached = walk_from(client, "/gestion/", most=1, is_followed=is_staff_page)

    request = client.get("/gestion/").wsgi_request
    pages = list_table_routes(request) | list_pages_for(role)
    assert sorted(pages - reached - set(NOT_LINKED)) == []
