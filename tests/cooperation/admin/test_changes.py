"""One page lists every change of every table, filtered and page by page."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cooperation.history import changes as reading
from cooperation.models import Action, Location
from tests import factories
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db
PAGE = "/gestion/modifications/"


def shown(client: Client, **query: Any) -> list[tuple[str, str]]:
    """Return the names and kinds of the rows that the page shows."""
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return [(row.name, row.kind) for row, _who, _url in answer.context["rows"]]


@pytest.fixture
def world() -> Action:
    """An action imported the day before, changed by an agent, with a place."""
    action = factories.ActionFactory(title="Eau potable")
    yesterday = timezone.now() - datetime.timedelta(days=1)
    Action.history.update(
        history_date=yesterday, history_change_reason="import actions.csv"
    )
    factories.LocationFactory(action=action)
    action.title = "Puits"
    action._history_user = factories.UserFactory(email="agent@exemple.fr")
    action.save()
    return action


@pytest.mark.slow
def test_every_table_is_listed_the_last_first(world: Action, client: Any) -> None:
    log_in_with_second_factor(client, factories.UserFactory(superuser=True))
    factories.MembershipFactory()
    answer = client.get(PAGE)
    kinds = [row.kind for row, _who, _url in answer.context["rows"]]
    assert kinds[0] == "mandat"
    assert {"action", "lieu d’intervention", "collectivité"} <= set(kinds)
    assert [row for row in shown(client) if row[1] == "action"] == [
        ("Puits", "action"),
        ("Puits", "action"),
    ]


def test_a_change_says_who_what_why_and_leads_to_its_history(
    world: Action, staff_client: Client
) -> None:
    text = staff_client.get(PAGE, {"table": "cooperation.action"}).text
    history = reverse("admin:cooperation_action_history", args=[world.pk])
    for told in ("agent@exemple.fr", "Titre", "import : actions.csv", "Action : ajout"):
        assert told in text
    assert text.count(f'href="{history}"') == 3


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({"par": "collectivite"}, [("Puits", "action")]),
        ({"adresse": "AGENT@"}, [("Puits", "action")]),
        ({"adresse": "personne-de-tel"}, []),
        ({"par": "moi"}, []),
        ({"par": "equipe"}, []),
        ({"motif": "import"}, [("Puits", "action")]),
        ({"motif": "main", "par": "collectivite"}, [("Puits", "action")]),
        ({"motif": "fusion"}, []),
        ({"au": "HIER", "table": "cooperation.action"}, [("Puits", "action")]),
        (
            {"du": "AUJOURDHUI", "table": "cooperation.action"},
            [("Puits", "action"), ("Puits", "lieu d’intervention")],
        ),
    ],
    ids=str,
)
def test_changes_are_filtered(
    query: dict[str, str], rows: Any, world: Action, staff_client: Client
) -> None:
    today = timezone.localdate()
    days = {"HIER": today - datetime.timedelta(days=1), "AUJOURDHUI": today}
    asked = {name: str(days.get(value, value)) for name, value in query.items()}
    assert shown(staff_client, **asked) == rows


@pytest.mark.parametrize(
    "query",
    [
        {"du": "hier"},
        {"du": "2026-02-02", "au": "2026-02-01"},
        {"table": "auth.group"},
        {"motif": "x"},
        {"par": "x"},
    ],
    ids=str,
)
def test_a_filter_that_means_nothing_is_said(
    query: dict[str, str], world: Action, staff_client: Client
) -> None:
    answer = staff_client.get(PAGE, query)
    assert answer.status_code == 200
    assert "errorlist" in answer.text
    assert answer.context["rows"] == []


@pytest.mark.parametrize(
    "place", ["x", "2026-13-01T00:00:00Z~a~1", "2026-01-01T00:00:00~a~1", "~~"]
)
def test_a_place_that_is_none_is_the_first_page(
    place: str, world: Action, staff_client: Client
) -> None:
    assert shown(staff_client, apres=place) == shown(staff_client)


@pytest.mark.slow
def test_pages_follow_each_other_without_gap_or_repeat(
    world: Action, staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = shown(staff_client)
    # Lines of several tables that bear one date: the order of tables decides.
    Location.history.update(history_date=timezone.now())
    monkeypatch.setattr(reading, "PER_PAGE", 1)
    found, query = [], ""
    for _page in everything:
        answer = staff_client.get(f"{PAGE}?{query}")
        found += [row.record for row, _who, _url in answer.context["rows"]]
        query = answer.context["next_query"]
    assert query == ""
    assert len({(type(one), one.pk) for one in found}) == len(everything)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_whatever_there_is(
    rows: int, staff_client: Client, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        action = factories.LocationFactory().action
        action.title = "Puits"
        action.save()
    with django_assert_num_queries(12):
        assert staff_client.get(PAGE).status_code == 200


def test_one_sees_the_changes_of_tables_that_one_may_see(
    world: Action, client: Client
) -> None:
    person = give_rights(factories.UserFactory(staff=True), "cooperation.view_partner")
    log_in_with_second_factor(client, person)
    assert shown(client) == []
    give_rights(person, "cooperation.view_action")
    assert len(shown(client)) == 3


def test_one_who_may_see_nothing_is_refused(client: Client) -> None:
    log_in_with_second_factor(client, factories.UserFactory(staff=True))
    assert client.get(PAGE).status_code == 403
