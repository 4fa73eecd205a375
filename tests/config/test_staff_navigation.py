"""The bar of staff pages: every table once, and what each role may open, no more."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.people.roles import CURATOR, MANAGER, VIEWER, make_roles
from cooperation.web.staff_navigation import (
    STAFF_PAGES,
    STAFF_TABLES,
    StaffGroup,
    register_staff_tables,
)
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db

ROLES = {"reader": VIEWER, "curator": CURATOR, "manager": MANAGER, "owner": None}
BAR = '<header class="staff-bar">'


def log_in(role: str) -> Client:
    """Return the browser of somebody of staff, second factor given."""
    make_roles()
    person = factories.UserFactory(staff=True, is_superuser=role == "owner")
    group = ROLES[role]
    if group:
        person.groups.add(Group.objects.get(name=group.name))
    return log_in_with_second_factor(Client(), person)


def test_every_table_of_the_admin_stands_in_one_group() -> None:
    registered = {model._meta.label for model in admin.site._registry}

    assert set(STAFF_TABLES) == registered
    with pytest.raises(ValueError, match="already"):
        register_staff_tables(StaffGroup.UPKEEP, "cooperation.Action")


@pytest.mark.matrix
@pytest.mark.parametrize("role", ROLES)
def test_the_bar_leads_to_what_a_role_may_open_and_to_nothing_else(role: str) -> None:
    client = log_in(role)

    bar = client.get("/gestion/").text.partition("</header>")[0]

    tables = [
        f"admin:{label.lower().replace('.', '_')}_changelist" for label in STAFF_TABLES
    ]
    for route in [*STAFF_PAGES, *tables]:
        url = reverse(route)
        is_linked = f'href="{url}"' in bar
        status = client.get(url).status_code
        assert (route, status) == (route, 200 if is_linked else 403)


@pytest.mark.slow
def test_pages_of_each_app_have_the_same_bar(staff_pages: list[str]) -> None:
    client = log_in("owner")

    bars = {url: list_bar_links(client.get(url)) for url in staff_pages}

    assert len(bars["/gestion/"]) > 50
    assert [url for url in bars if bars[url] != bars["/gestion/"]] == []


def list_bar_links(response: Any) -> list[str]:
    bar = response.text.partition(BAR)[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]+)"', bar)


@pytest.fixture
def staff_pages() -> list[str]:
    action = factories.ActionFactory()
    return [
        *("/gestion/", "/gestion/cooperation/action/", "/gestion/modifications/"),
        *("/gestion/traitements/", "/gestion/cooperation/importbatch/deposer/"),
        *("/gestion/relecture/", "/gestion/campagnes/", "/gestion/invitations/"),
        *("/gestion/demandes/", "/gestion/enquetes/", "/gestion/enquetes/nouvelle/"),
        *("/gestion/etats-des-lieux/", "/gestion/etats-des-lieux/nouveau/"),
        f"/gestion/cooperation/action/{action.pk}/change/",
    ]


@pytest.mark.parametrize(
    ("url", "current"),
    [
        ("/gestion/", [("/gestion/", "page")]),
        ("/gestion/relecture/", [("/gestion/relecture/", "page")]),
        ("/gestion/enquetes/nouvelle/", [("/gestion/enquetes/", "true")]),
        (
            "/gestion/cooperation/importbatch/",
            [("/gestion/cooperation/importbatch/", "page")],
        ),
        ("/gestion/cooperation/action/", []),
    ],
)
def test_the_bar_tells_where_one_is(url: str, current: list[tuple[str, str]]) -> None:
    response = log_in("owner").get(url)
    navigation = response.context["staff_navigation"]()

    links = [navigation.home, *navigation.bar]
    assert [(link.url, link.current) for link in links if link.current] == current


def test_agents_and_staff_without_a_second_factor_have_no_bar() -> None:
    agent, weak = Client(), Client()
    agent.force_login(factories.MembershipFactory().user)
    weak.force_login(factories.UserFactory(superuser=True))

    for client in (agent, weak):
        assert BAR not in client.get("/espace/").text
        assert client.get("/gestion/relecture/").status_code == 403


def test_a_window_of_the_admin_has_no_bar() -> None:
    page = log_in("owner").get("/gestion/cooperation/partner/add/?_popup=1")

    assert page.status_code == 200
    assert BAR not in page.text


def test_the_bar_costs_no_query_but_those_of_permissions() -> None:
    client = log_in("curator")
    response = client.get("/gestion/relecture/")
    build = response.context["staff_navigation"]
    build()

    with CaptureQueriesContext(connection) as queries:
        build()

    assert queries.captured_queries == []
