"""Two people on one entry: the second sees what changed; nothing is overwritten."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Membership, Proposal, ProposalState
from accounts.proposals.entries.action import ActionSchema
from accounts.proposals.rebase import merge_content, merge_rows
from cooperation.enums import InvolvementRole
from cooperation.models import Action, Partner
from tests import factories
from tests.accounts.entry_form import edit, form_of
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db
ROWS = st.lists(st.integers(0, 5), unique=True)


@pytest.fixture
def colleague(membership: Membership) -> Client:
    """Another agent of Annecy."""
    other = Client()
    other.force_login(
        factories.MembershipFactory(collectivity=membership.collectivity).user
    )
    return other


def with_partner(row: int, partner: Partner) -> dict[str, Any]:
    """Return the fields that name a partner in the form."""
    return {
        f"partners-{row}-name": partner.name,
        f"partners-{row}-role": InvolvementRole.OPERATOR,
    }


def partners_of(action: Action) -> set[str]:
    """Return who takes part."""
    return set(action.involvements.values_list("partner__name", flat=True))


@pytest.mark.slow
def test_the_second_to_send_sees_what_changed_then_sends_again(
    agent: Client, action: Action
) -> None:
    address = f"/espace/actions/{action.reference}/"
    form = form_of(agent.get(address)) | {"summary": "De l’agent"}
    agent.post(address, form | {"geste": "garder"})
    Action.objects.filter(pk=action.pk).update(title="Titre de l’équipe")

    seen = agent.post(address, form | {"geste": "envoyer"})

    assert seen.status_code == 409
    assert "a changé pendant que vous écriviez" in seen.text
    assert "Titre de l’équipe" in seen.text
    assert Proposal.objects.get().state == ProposalState.DRAFT
    again = form_of(seen)
    assert (again["title"], again["summary"]) == ("Titre de l’équipe", "De l’agent")
    agent.post(address, again | {"geste": "envoyer"})
    proposal = Proposal.objects.get()
    assert proposal.state == ProposalState.SENT
    assert proposal.base["title"] == "Titre de l’équipe"


@pytest.mark.slow
def test_what_two_people_added_is_there_in_the_end(
    agent: Client, colleague: Client, staff: Client, action: Action
) -> None:
    first, second = factories.PartnerFactory.create_batch(2)
    edit(agent, action, geste="envoyer", **with_partner(1, first))
    edit(colleague, action, geste="envoyer", **with_partner(1, second))

    for proposal in Proposal.objects.order_by("pk"):
        staff.post(f"/gestion/relecture/{proposal.pk}/", {"geste": "tout"})

    assert partners_of(action) == {"SEVES", first.name, second.name}


def test_what_a_colleague_proposed_is_shown_while_one_writes(
    agent: Client, colleague: Client, action: Action
) -> None:
    edit(agent, action, title="Titre proposé", geste="envoyer")
    page = page_of(colleague, f"/espace/actions/{action.reference}/").text
    assert "ils attendent la relecture" in page
    assert "Titre proposé" in page


@pytest.mark.slow
def test_staff_correct_before_they_accept(
    agent: Client, staff: Client, action: Action, membership: Membership
) -> None:
    edit(agent, action, title="titre trop long", summary="Utile", geste="envoyer")
    proposal = Proposal.objects.get()
    address = f"/gestion/relecture/{proposal.pk}/corriger/"
    shown = staff.get(address)
    assert form_of(shown)["title"] == "titre trop long"

    accept = {"geste": "accepter"}
    wrong = staff.post(address, form_of(shown) | accept | {"title": ""})
    assert wrong.status_code == 400
    looked = staff.post(address, form_of(shown) | {"title": "Titre court"})
    assert looked.status_code == 200
    assert form_of(looked)["title"] == "Titre court"
    staff.post(address, form_of(shown) | accept | {"title": "Titre court"})

    action.refresh_from_db()
    proposal.refresh_from_db()
    assert (action.title, action.summary) == ("Titre court", "Utile")
    assert proposal.state == ProposalState.ACCEPTED
    assert proposal.content["title"] == "titre trop long"
    assert action.history.filter(history_user=membership.user).exists()
    told = page_of(agent, f"/espace/propositions/{proposal.pk}/").text
    assert "Ce que l’équipe a corrigé" in told
    assert "Titre court" in told
    assert staff.get(address).status_code == 404


@pytest.mark.slow
def test_undoing_leaves_what_others_added_since(
    agent: Client, staff: Client, action: Action, membership: Membership
) -> None:
    membership.is_trusted = True
    membership.save()
    own, others = factories.PartnerFactory.create_batch(2)
    edit(agent, action, geste="envoyer", **with_partner(1, own))
    factories.InvolvementFactory(action=action, partner=others)
    address = f"/gestion/relecture/{Proposal.objects.get().pk}/"
    staff.post(address, {"geste": "annuler", "motif": "Erreur."})
    assert partners_of(action) == {"SEVES", others.name}


@pytest.mark.slow
def test_the_queue_is_read_by_authority_and_by_kind(
    agent: Client, staff: Client, action: Action
) -> None:
    edit(agent, action, title="Titre proposé", geste="envoyer")
    for query, is_there in (
        ("sorte=action", True),
        ("sorte=accord", False),
        ("collectivite=annecy", True),
        ("collectivite=ailleurs", False),
    ):
        page = page_of(staff, f"/gestion/relecture/?{query}").text
        assert ("Titre proposé" in page) is is_there


@pytest.mark.slow
def test_the_history_of_an_entry_says_who_without_names(
    agent: Client, colleague: Client, staff: Client, action: Action
) -> None:
    edit(agent, action, title="Titre de l’agent", geste="envoyer")
    staff.post(f"/gestion/relecture/{Proposal.objects.get().pk}/", {"geste": "tout"})
    address = f"/espace/actions/{action.reference}/historique/"
    own = page_of(agent, address).text
    assert "Fiche créée" in own
    assert "Titre de l’agent" in own
    assert "Vous" in own
    assert "Une autre personne" in page_of(colleague, address).text


@given(base=ROWS, today=ROWS, written=ROWS)
def test_rows_that_anybody_added_are_kept_and_those_removed_go(
    base: list[int], today: list[int], written: list[int]
) -> None:
    result = set(merge_rows(base, today, written))
    for row in {*base, *today, *written}:
        if row in base:
            assert (row in result) == (row in today and row in written)
        else:
            assert (row in result) == (row in today or row in written)


@given(st.text(), st.text(), st.text())
def test_the_later_text_holds_and_untouched_text_follows(
    base: str, today: str, written: str
) -> None:
    schema = ActionSchema()
    contents = ({"title": text} for text in (base, today, written))
    expected = today if written == base else written
    assert merge_content(schema, *contents)["title"] == expected
