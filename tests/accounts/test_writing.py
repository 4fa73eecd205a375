"""While one writes: suggestions, twins, copies, drafts that save themselves."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import Membership, Proposal, ProposalState
from accounts.proposals import autocomplete
from cooperation.models import Action
from tests import factories
from tests.accounts.entry_form import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(membership: Membership) -> Action:
    """An action of Annecy, with a partner and an amount."""
    action = factories.ActionFactory(title="Puits", lead=membership.collectivity)
    factories.InvolvementFactory(action=action, partner__name="SEVES")
    factories.FundingFactory(action=action)
    return action


def values(found: list[dict[str, Any]]) -> list[str]:
    """Return what is suggested."""
    return [one["value"] for one in found]


def test_places_are_suggested_by_their_beginning_in_a_country() -> None:
    niger, benin = factories.CountryFactory(), factories.CountryFactory(iso2="BJ")
    for name, country, people in (
        ("Téra", niger, 30_000),
        ("Terrassa", benin, 200_000),
        ("Niamey", niger, 1_000_000),
    ):
        factories.PlaceFactory(name=name, country=country, population=people)
    assert values(autocomplete.suggest_places("ter")) == ["Terrassa", "Téra"]
    assert values(autocomplete.suggest_places("TÉR", "ne")) == ["Téra"]


def test_partners_that_the_public_does_not_see_are_not_suggested(
    action: Action,
) -> None:
    factories.PartnerFactory(name="Seveso discret")
    assert values(autocomplete.suggest_partners("sev")) == ["SEVES"]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Un puits pour Téra", ["Puits à Téra"]),
        ("PUITS a tera", ["Puits à Téra"]),
        ("Écoles", []),
        ("à de la", []),
    ],
)
def test_entries_with_much_the_same_title_are_shown(
    title: str, found: list[str]
) -> None:
    factories.ActionFactory(title="Puits à Téra")
    factories.ActionFactory(title="Puits secret à Téra", draft=True)
    assert values(autocomplete.suggest_similar_actions(title)) == found


def test_suggestions_are_for_people_who_are_logged_in(
    agent: Client, action: Action
) -> None:
    answer = agent.get("/espace/suggestions/partenaires/?q=sev").json()
    assert values(answer["suggestions"]) == ["SEVES"]
    assert agent.get("/espace/suggestions/partenaires/?q=s").json() == {
        "suggestions": []
    }
    assert agent.get("/espace/suggestions/rien/?q=sev").json() == {"suggestions": []}


def test_a_copy_is_a_draft_without_the_money(
    agent: Client, action: Action, membership: Membership
) -> None:
    answer = agent.post(f"/espace/actions/{action.reference}/copier/", follow=True)
    draft = Proposal.objects.get()
    assert draft.action is None
    assert draft.state == ProposalState.DRAFT
    assert draft.collectivity == membership.collectivity
    assert draft.content["title"] == "Puits (copie)"
    assert draft.content["fundings"] == []
    assert 'value="Puits (copie)"' in answer.text
    assert 'value="SEVES"' in answer.text


NEW = "/espace/collectivites/annecy/nouvelle-action/"


class TestNewEntries:
    """A new entry begins blank; a draft is taken up again by choice only."""

    def form(self, page: Any) -> dict[str, Any]:
        return form_of(page) | {"cle": str(page.context["draft"].form_key)}

    def test_a_copy_is_offered_and_never_overwritten(
        self, agent: Client, action: Action
    ) -> None:
        agent.post(f"/espace/actions/{action.reference}/copier/")
        copy = Proposal.objects.get()
        page = agent.get(NEW)
        assert "title" not in form_of(page)
        assert f"/espace/propositions/{copy.pk}/modifier/" in page.text

        agent.post(NEW, self.form(page) | {"title": "Autre", "geste": "garder"})

        copy.refresh_from_db()
        assert copy.content["title"] == "Puits (copie)"
        assert Proposal.objects.count() == 2

    def test_a_draft_that_is_not_valid_yet_has_the_title_that_was_typed(
        self, agent: Client, membership: Membership
    ) -> None:
        form = self.form(agent.get(NEW)) | {"end_year": "x", "geste": "garder"}
        agent.post(NEW, form | {"title": "Un four solaire"})
        for address in (NEW, "/espace/"):
            assert "Un four solaire" in agent.get(address).text

    @pytest.mark.slow
    def test_two_tabs_are_two_drafts_and_one_form_is_one(
        self, agent: Client, membership: Membership
    ) -> None:
        tabs = [self.form(agent.get(NEW)) for _tab in range(2)]
        for form in (*tabs, *tabs):
            agent.post(NEW, form | {"title": form["cle"], "geste": "garder"})
        titles = Proposal.objects.order_by("pk").values_list("content__title")
        assert [title for (title,) in titles] == [form["cle"] for form in tabs]

    def test_a_form_that_is_sent_twice_is_one_proposal(
        self, agent: Client, membership: Membership
    ) -> None:
        form = self.form(agent.get(NEW)) | {"title": "Un four", "geste": "envoyer"}
        answers = [agent.post(NEW, form) for _time in range(2)]
        proposal = Proposal.objects.get()
        assert proposal.state == ProposalState.SENT
        places = {answer.headers["Location"] for answer in answers}
        assert places == {f"/espace/propositions/{proposal.pk}/"}
        assert "était déjà envoyée" not in agent.get(places.pop()).text

    def test_what_another_tab_says_after_the_sending_is_not_dropped_in_silence(
        self, agent: Client, membership: Membership
    ) -> None:
        form = self.form(agent.get(NEW)) | {"title": "Un four"}
        agent.post(NEW, form | {"geste": "envoyer"})

        answer = agent.post(
            NEW, form | {"title": "Deux fours", "geste": "garder"}, follow=True
        )

        assert "ce que vous venez d’écrire n’y est pas" in answer.text
        assert Proposal.objects.get().content["title"] == "Un four"

    @pytest.mark.parametrize("key", ["", "x", "another"])
    def test_the_key_of_another_person_opens_nothing(
        self, agent: Client, membership: Membership, key: str
    ) -> None:
        other = factories.ProposalFactory(form_key=uuid4())
        form = self.form(agent.get(NEW)) | {"title": "Un four", "geste": "garder"}
        form["cle"] = str(other.form_key) if key == "another" else key
        agent.post(NEW, form)
        other.refresh_from_db()
        assert Proposal.objects.filter(author=membership.user).count() == 1
        assert other.author != membership.user


def test_a_draft_saves_itself_without_a_word(agent: Client, action: Action) -> None:
    address = f"/espace/actions/{action.reference}/"
    answer = agent.post(
        address, {"title": "Puits et", "geste": "garder"}, headers={"x-autosave": "1"}
    )
    assert answer.status_code == 204
    assert Proposal.objects.get().typed["title"] == ["Puits et"]
    assert 'value="Puits et"' in agent.get(address).text
    assert "Brouillon enregistré" not in agent.get("/espace/").text


def test_what_is_sent_after_the_session_ended_is_given_back(
    client: Client, action: Action
) -> None:
    address = f"/espace/actions/{action.reference}/"
    answer = client.post(address, {"title": "Trois <puits>", "geste": "envoyer"})
    assert answer.status_code == 403
    assert "rien n’est perdu" in answer.text
    assert 'name="title" value="Trois &lt;puits&gt;"' in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert not Proposal.objects.exists()


def test_another_site_cannot_put_words_there(client: Client, action: Action) -> None:
    answer = client.post(
        f"/espace/actions/{action.reference}/",
        {"title": "Glissé"},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403
    assert "Glissé" not in answer.text


def test_a_form_older_than_its_token_is_given_back(
    membership: Membership, action: Action
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(membership.user)
    answer = client.post(
        f"/espace/actions/{action.reference}/", {"title": "Long texte"}
    )
    assert answer.status_code == 403
    assert 'value="Long texte"' in answer.text
    other = client.post("/espace/confirmer/", {"toutes": "1"})
    assert "rien n’est perdu" not in other.text
