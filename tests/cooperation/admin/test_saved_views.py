"""Views of a list: kept by a person, shared with the team, of known filters only."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.people.personal_data import erase_everything_of, export_personal_data
from accounts.people.roles import MANAGER, VIEWER, make_roles
from cooperation.models import SavedView
from tests import factories
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db
LIST = reverse("admin:cooperation_action_changelist")
SAVE = reverse("admin:cooperation_action_save_view")
VIEWS = reverse("admin:cooperation_action_views")
DRAFTS = "publication__exact=brouillon"


@pytest.fixture
def ana() -> User:
    """A viewer: somebody who writes nothing but their own views."""
    return make_person(VIEWER.name, first_name="Ana", last_name="Roux")


@pytest.fixture
def of_ana(ana: User) -> Client:
    return log_in_with_second_factor(Client(), ana)


@pytest.fixture
def of_bob() -> Client:
    return log_in_with_second_factor(Client(), make_person(MANAGER.name))


def make_person(group: str, **names: str) -> User:
    person: User = factories.UserFactory(staff=True, **names)
    person.groups.add(next(one for one in make_roles() if one.name == group))
    return person


def save(client: Client, query: str, name: str, **more: str) -> Any:
    return client.post(SAVE, {"query": query, "name": name, **more})


def told(answer: Any) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


def links(client: Client, query: str = "") -> dict[str, list[str]]:
    context = client.get(f"{LIST}?{query}").context
    return {
        kind: [str(link.label) for link in context[f"{kind}_views"]]
        for kind in ("shipped", "own", "shared")
    }


def test_a_list_comes_with_views_of_what_staff_look_for(of_ana: Client) -> None:
    context = of_ana.get(f"{LIST}?{DRAFTS}").context
    assert [(str(one.label), one.is_current) for one in context["shipped_views"]] == [
        ("À vérifier", False),
        ("Brouillons", True),
        ("Sans source", False),
        ("Source incertaine", False),
    ]


def test_a_view_keeps_filters_order_and_search_but_no_page(
    of_ana: Client, ana: User
) -> None:
    answer = save(of_ana, f"q=eau&o=-4&{DRAFTS}&pays=&p=3", "Mes brouillons")
    kept = SavedView.objects.get()
    assert answer["Location"] == f"{LIST}?{kept.query}"
    assert (kept.owner, kept.table, kept.name, kept.query, kept.is_shared) == (
        *(ana, "cooperation.action", "Mes brouillons"),
        *(f"o=-4&{DRAFTS}&q=eau", False),
    )
    assert of_ana.get(answer["Location"]).context["own_views"][0].is_current


def test_the_same_name_again_replaces_the_view(of_ana: Client) -> None:
    save(of_ana, DRAFTS, "A")
    save(of_ana, "manque=source", "A")
    assert [one.query for one in SavedView.objects.all()] == ["manque=source"]


@pytest.mark.parametrize("query", ["inconnu=1", "lead__name__regex=a", f"{DRAFTS}&x=1"])
def test_what_the_list_does_not_know_is_not_kept(of_ana: Client, query: str) -> None:
    answer = save(of_ana, query, "A")
    assert told(answer) == ["Cette liste ne connaît pas tous ces filtres."]
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_is_not_kept(of_ana: Client) -> None:
    assert told(save(of_ana, DRAFTS, " ")) == ["Ce champ est obligatoire."]
    assert not SavedView.objects.exists()


def test_a_filter_that_is_gone_is_said_and_left_out(of_ana: Client, ana: User) -> None:
    SavedView.objects.create(
        owner=ana, table="cooperation.action", name="A", query=f"{DRAFTS}&parti=1"
    )
    answer = of_ana.get(f"{LIST}?{DRAFTS}&parti=1")
    assert answer["Location"] == f"{LIST}?{DRAFTS}"
    assert told(answer) == [
        "Cette liste ne connaît pas le filtre « parti » : il est laissé de côté."
    ]


def test_a_value_that_a_filter_cannot_have_is_said(of_ana: Client) -> None:
    answer = of_ana.get(f"{LIST}?verified_on__gte=hier")
    assert answer["Location"] == LIST
    assert told(answer) == [
        "Un filtre a une valeur qu’il ne peut pas avoir : voici tout."
    ]


def test_a_view_is_seen_by_others_once_it_is_shared(
    of_ana: Client, of_bob: Client
) -> None:
    save(of_ana, DRAFTS, "À moi")
    save(of_ana, "manque=source", "À tous", is_shared="on")
    assert links(of_ana)["own"] == ["À moi", "À tous"]
    assert (links(of_bob)["own"], links(of_bob)["shared"]) == ([], ["À tous"])
    # Each table has views of its own.
    partners = of_bob.get(reverse("admin:cooperation_partner_changelist"))
    assert partners.context["shared_views"] == []


def test_the_owner_renames_shares_unshares_and_deletes(of_ana: Client) -> None:
    save(of_ana, DRAFTS, "A")
    view = SavedView.objects.get()
    own = reverse("admin:cooperation_action_own_view", args=[view.pk])
    field = f"vue-{view.pk}-"
    for shared in (True, False):
        data = {f"{field}name": "B", **({f"{field}is_shared": "on"} if shared else {})}
        assert of_ana.post(own, data)["Location"] == VIEWS
        view.refresh_from_db()
        assert (view.name, view.is_shared) == ("B", shared)
    of_ana.post(own, {"supprimer": "1"})
    assert not SavedView.objects.exists()


def test_a_view_is_not_renamed_as_another(of_ana: Client) -> None:
    save(of_ana, DRAFTS, "A")
    save(of_ana, "manque=source", "B")
    view = SavedView.objects.get(name="B")
    own = reverse("admin:cooperation_action_own_view", args=[view.pk])
    answer = of_ana.post(own, {f"vue-{view.pk}-name": "A"})
    assert told(answer)[-1] == "Vous avez déjà une vue de ce nom."


def test_nobody_changes_the_view_of_another(of_ana: Client, of_bob: Client) -> None:
    save(of_ana, DRAFTS, "À moi")
    save(of_ana, "manque=source", "À tous", is_shared="on")
    answers = {
        view.name: of_bob.post(
            reverse("admin:cooperation_action_own_view", args=[view.pk]),
            {"supprimer": "1"},
        ).status_code
        for view in SavedView.objects.all()
    }
    assert answers == {"À moi": 404, "À tous": 403}


def test_a_shared_view_outlives_its_owner_and_a_manager_tidies_it(
    of_ana: Client, ana: User, of_bob: Client
) -> None:
    save(of_ana, DRAFTS, "À moi")
    save(of_ana, "q=ana@mairie.example", "À tous", is_shared="on")
    assert [one["name"] for one in export_personal_data(ana)["vues"]] == [
        "À moi",
        "À tous",
    ]
    ana.delete()
    erase_everything_of("ana@mairie.example")
    (left,) = SavedView.objects.all()
    assert (left.name, left.owner) == ("À tous", None)
    assert "ana@" not in left.query
    assert "Supprimer" in of_bob.get(VIEWS).text
    own = reverse("admin:cooperation_action_own_view", args=[left.pk])
    of_bob.post(own, {"supprimer": "1"})
    assert not SavedView.objects.exists()


def test_who_may_not_see_the_list_sees_none_of_its_views(of_ana: Client) -> None:
    save(of_ana, DRAFTS, "À tous", is_shared="on")
    person = give_rights(
        factories.UserFactory(staff=True),
        *("cooperation.view_partner", "cooperation.add_savedview"),
    )
    client = log_in_with_second_factor(Client(), person)
    assert client.get(VIEWS).status_code == 403
    assert save(client, DRAFTS, "A").status_code == 403
    page = client.get(reverse("admin:cooperation_partner_changelist"))
    assert "À tous" not in page.text
