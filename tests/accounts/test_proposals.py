"""What agents write waits for staff; nothing typed is lost, nothing is overwritten."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Membership, Proposal, ProposalKind, ProposalState
from accounts.proposals.form_fields import EurosField
from accounts.proposals.kinds import ENTRY_SCHEMAS, get_entry_schema
from cooperation.enums import FundingKind, InvolvementRole, PartnerKind, Publication
from cooperation.models import Action, Partner
from tests import factories
from tests.accounts.entry_form import edit, form_of
from tests.cooperation.views.pages import page_of
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_form_untouched_proposes_nothing(agent: Client, action: Action) -> None:
    answer = edit(agent, action, geste="envoyer")
    assert "Rien ne diffère de la fiche" in answer.content.decode()
    assert Proposal.objects.get().state == ProposalState.DRAFT


@pytest.mark.slow
def test_a_change_waits_for_staff_and_is_not_public(
    agent: Client, action: Action
) -> None:
    answer = edit(agent, action, title="Eau potable à Dargol", geste="envoyer")

    proposal = Proposal.objects.get()
    assert "Envoyée à la relecture" in answer.content.decode()
    assert proposal.state == ProposalState.SENT
    diff_fields = get_entry_schema(proposal).diff_fields(
        proposal.base, proposal.content
    )
    assert diff_fields == ["title"]
    public = page_of(Client(), action.get_absolute_url()).text
    assert "Téra" in public
    assert "Dargol" not in public


@pytest.mark.slow
def test_staff_accept_all_and_the_entry_follows(
    agent: Client,
    staff: Client,
    action: Action,
    membership: Membership,
    django_capture_on_commit_callbacks: Any,
) -> None:
    edit(
        agent,
        action,
        title="Eau potable à Dargol",
        **{
            "partners-1-name": "Régie d’Annecy",
            "partners-1-kind": PartnerKind.WATER_UTILITY,
            "partners-1-role": InvolvementRole.OPERATOR,
            "fundings-0-amount": "1 250,50 €",
        },
        geste="envoyer",
    )
    proposal = Proposal.objects.get()
    shown = page_of(staff, f"/gestion/relecture/{proposal.pk}/").text
    assert "nouveau partenaire : régie des eaux, pays non dit" in shown
    assert "1 250,50 €" in shown

    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"/gestion/relecture/{proposal.pk}/", {"geste": "tout"})

    action.refresh_from_db()
    proposal.refresh_from_db()
    assert action.title == "Eau potable à Dargol"
    assert str(action.fundings.get().amount) == "1250.50"
    assert {row.partner.name for row in action.involvements.all()} == {
        "SEVES",
        "Régie d’Annecy",
    }
    assert action.verified_on == timezone.localdate()
    assert {line.history_user for line in action.history.all()[:2]} == {membership.user}
    assert proposal.state == ProposalState.ACCEPTED
    assert "est acceptée" in mail.outbox[0].subject


@pytest.mark.slow
def test_staff_accept_some_fields_only(
    agent: Client, staff: Client, action: Action
) -> None:
    edit(agent, action, title="Autre titre", summary="Autre résumé", geste="envoyer")
    proposal = Proposal.objects.get()

    staff.post(
        f"/gestion/relecture/{proposal.pk}/",
        {"geste": "accepter", "champ": ["summary", "lead", "x"]},
    )

    action.refresh_from_db()
    proposal.refresh_from_db()
    assert (action.title, action.summary) == ("Eau potable à Téra", "Autre résumé")
    assert proposal.state == ProposalState.PARTLY
    assert proposal.accepted_fields == ["summary"]


@pytest.mark.slow
def test_a_refusal_has_a_reason_that_the_author_reads(
    agent: Client, staff: Client, action: Action
) -> None:
    edit(agent, action, title="Autre titre", geste="envoyer")
    proposal = Proposal.objects.get()
    address = f"/gestion/relecture/{proposal.pk}/"

    silent = staff.post(address, {"geste": "refuser", "motif": " "})
    assert silent.status_code == 400
    assert "Dites pourquoi" in silent.content.decode()
    staff.post(
        address, {"geste": "refuser", "motif": "Le titre d’origine est officiel."}
    )

    action.refresh_from_db()
    assert action.title == "Eau potable à Téra"
    page = page_of(agent, f"/espace/propositions/{proposal.pk}/")
    assert "Le titre d’origine est officiel." in page.text


@pytest.mark.slow
def test_what_was_decided_is_not_decided_again(
    agent: Client, staff: Client, action: Action
) -> None:
    edit(agent, action, title="Autre titre", geste="envoyer")
    address = f"/gestion/relecture/{Proposal.objects.get().pk}/"
    staff.post(address, {"geste": "tout"})
    again = staff.post(address, {"geste": "refuser", "motif": "Non."}, follow=True)
    assert "déjà décidée" in again.content.decode()
    assert Proposal.objects.get().state == ProposalState.ACCEPTED


@pytest.mark.slow
def test_an_entry_that_changed_meanwhile_is_shown_in_three_columns(
    agent: Client, staff: Client, action: Action
) -> None:
    edit(agent, action, title="Titre de l’agent", geste="envoyer")
    Action.objects.filter(pk=action.pk).update(title="Titre de l’équipe")

    page = page_of(staff, f"/gestion/relecture/{Proposal.objects.get().pk}/").text

    assert "a changé entre-temps" in page
    for title in ("Eau potable à Téra", "Titre de l’équipe", "Titre de l’agent"):
        assert title in page


@pytest.mark.slow
def test_a_draft_comes_back_as_it_was_left_even_when_it_is_wrong(
    agent: Client, action: Action
) -> None:
    changes = {"title": "Titre gardé", "start_year": "vers 2010", "geste": "garder"}
    edit(agent, action, **changes)

    page = agent.get(f"/espace/actions/{action.reference}/").content.decode()

    assert "Titre gardé" in page
    assert "vers 2010" in page
    assert Proposal.objects.get().state == ProposalState.DRAFT


@pytest.mark.slow
def test_what_cannot_be_read_is_not_sent(agent: Client, action: Action) -> None:
    answer = edit(
        agent,
        action,
        geste="envoyer",
        **{"fundings-0-amount": "beaucoup", "end_year": "1"},
    )
    page = answer.content.decode()
    assert "Donnez un montant en euros" in page
    assert "beaucoup" in page
    assert Proposal.objects.get().state == ProposalState.DRAFT


@pytest.mark.slow
def test_a_button_adds_a_row_without_scripts(agent: Client, action: Action) -> None:
    page = edit(agent, action, ajouter="partners")
    assert 'name="partners-2-name"' in page.content.decode()


@pytest.mark.slow
def test_a_new_action_is_published_when_it_is_accepted(
    agent: Client, staff: Client, membership: Membership
) -> None:
    country = factories.CountryFactory()
    address = f"/espace/collectivites/{membership.collectivity.slug}/nouvelle-action/"
    sent = form_of(agent.get(address)) | {
        "title": "Un lycée à Dargol",
        "status": "en_cours",
        "locations-0-country": country.pk,
        "locations-0-name": "Dargol",
        "geste": "envoyer",
    }
    agent.post(address, sent)
    assert not Action.objects.exists()

    staff.post(f"/gestion/relecture/{Proposal.objects.get().pk}/", {"geste": "tout"})

    action = Action.objects.get()
    assert action.publication == Publication.PUBLISHED
    assert action.lead == membership.collectivity
    assert action.locations.get().label == "Dargol"
    assert "Un lycée à Dargol" in page_of(Client(), action.get_absolute_url()).text


@pytest.mark.slow
def test_what_a_trusted_person_writes_is_published_at_once(
    agent: Client, membership: Membership, action: Action, staff: Client
) -> None:
    Membership.objects.update(is_trusted=True)
    edit(agent, action, title="Titre sûr", geste="envoyer")
    action.refresh_from_db()
    assert action.title == "Titre sûr"
    assert "Titre sûr" in page_of(staff, "/gestion/relecture/").text


class TestUndo:
    """Staff put back what a trusted person published, and say why."""

    @pytest.fixture(autouse=True)
    def trusted(self, membership: Membership) -> None:
        """Trust the agent."""
        membership.is_trusted = True
        membership.save()

    def undo(self, staff: Client, reason: str = "Trop long.") -> Any:
        """Undo the one proposal, as the button does."""
        address = f"/gestion/relecture/{Proposal.objects.get().pk}/"
        return staff.post(address, {"geste": "annuler", "motif": reason}, follow=True)

    @pytest.mark.slow
    def test_the_entry_says_again_what_it_said(
        self, agent: Client, staff: Client, action: Action
    ) -> None:
        edit(
            agent,
            action,
            **{"title": "Titre sûr", "fundings-0-amount": "7"},
            geste="envoyer",
        )
        page = page_of(staff, f"/gestion/relecture/{Proposal.objects.get().pk}/")
        assert "Annuler : remettre" in page.text
        assert self.undo(staff, reason=" ").status_code == 400

        self.undo(staff)

        action.refresh_from_db()
        assert action.title == "Eau potable à Téra"
        assert action.fundings.get().amount == 1000
        assert Proposal.objects.get().state == ProposalState.REFUSED
        assert Proposal.objects.get().reason == "Trop long."

    @pytest.mark.slow
    def test_what_changed_since_is_not_overwritten(
        self, agent: Client, staff: Client, action: Action
    ) -> None:
        edit(agent, action, title="Titre sûr", geste="envoyer")
        Action.objects.update(title="Titre de l’équipe")
        answer = self.undo(staff)
        assert "La fiche a changé depuis" in answer.text
        assert Action.objects.get().title == "Titre de l’équipe"

    @pytest.mark.slow
    def test_a_new_entry_is_archived(
        self, agent: Client, staff: Client, membership: Membership
    ) -> None:
        address = (
            f"/espace/collectivites/{membership.collectivity.slug}/nouvelle-action/"
        )
        sent = form_of(agent.get(address)) | {"title": "Un lycée", "geste": "envoyer"}
        agent.post(address, sent | {"status": "en_cours"})
        assert Action.objects.get().publication == Publication.PUBLISHED
        self.undo(staff)
        assert Action.objects.get().publication == Publication.ARCHIVED

    @pytest.mark.slow
    def test_what_staff_accepted_is_not_undone(
        self, agent: Client, staff: Client, action: Action
    ) -> None:
        Membership.objects.update(is_trusted=False)
        edit(agent, action, title="Autre titre", geste="envoyer")
        address = f"/gestion/relecture/{Proposal.objects.get().pk}/"
        staff.post(address, {"geste": "tout"})
        assert "Annuler : remettre" not in page_of(staff, address).text
        self.undo(staff)
        assert Action.objects.get().title == "Autre titre"


@pytest.mark.slow
def test_a_proposal_is_taken_back_then_thrown_away(
    agent: Client, action: Action
) -> None:
    edit(agent, action, title="Autre titre", geste="envoyer")
    proposal = Proposal.objects.get()
    agent.post(f"/espace/propositions/{proposal.pk}/retirer/")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.DRAFT
    agent.post(f"/espace/propositions/{proposal.pk}/supprimer/")
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


@pytest.mark.slow
def test_a_draft_that_was_never_sent_leaves_nothing(
    agent: Client, action: Action
) -> None:
    edit(agent, action, title="Autre titre", geste="garder")
    agent.post(f"/espace/propositions/{Proposal.objects.get().pk}/supprimer/")
    assert not Proposal.objects.exists()


class TestRights:
    """Another authority's entry or proposal does not exist; agents do not decide."""

    FORGED = {"lead": "1", "publication": "publiee", "collectivity": "1"}

    def test_another_authority_s_entry_is_404(self, agent: Client) -> None:
        other = factories.ActionFactory()
        address = f"/espace/actions/{other.reference}/"
        assert agent.get(address).status_code == 404
        assert agent.post(address, {"title": "Pris"}).status_code == 404
        new = f"/espace/collectivites/{other.lead.slug}/nouvelle-action/"
        assert agent.get(new).status_code == 404
        assert not Proposal.objects.exists()

    @pytest.mark.slow
    def test_another_person_s_proposal_is_404(
        self, agent: Client, action: Action
    ) -> None:
        edit(agent, action, title="Autre titre", geste="envoyer")
        stranger = Client()
        stranger.force_login(factories.MembershipFactory().user)
        pk = Proposal.objects.get().pk
        for address in ("", "retirer/", "supprimer/"):
            path = f"/espace/propositions/{pk}/{address}"
            method = stranger.post if address else stranger.get
            assert method(path).status_code == 404
        assert Proposal.objects.get().state == ProposalState.SENT

    @pytest.mark.slow
    def test_an_agent_does_not_decide(self, agent: Client, action: Action) -> None:
        edit(agent, action, title="Autre titre", geste="envoyer")
        address = f"/gestion/relecture/{Proposal.objects.get().pk}/"
        assert agent.get("/gestion/relecture/").status_code == 403
        assert agent.post(address, {"geste": "tout"}).status_code == 403
        action.refresh_from_db()
        assert action.title == "Eau potable à Téra"

    def test_staff_without_the_right_do_not_decide(self, client: Client) -> None:
        log_in_with_second_factor(client, factories.UserFactory(staff=True))
        assert client.get("/gestion/relecture/").status_code == 403

    @pytest.mark.slow
    def test_forged_fields_change_nothing(self, agent: Client, action: Action) -> None:
        schema = ENTRY_SCHEMAS[ProposalKind.ACTION]
        before = schema.read_content(action)
        edit(agent, action, geste="envoyer", **self.FORGED)
        action.refresh_from_db()
        assert schema.read_content(action) == before
        assert action.publication == Publication.PUBLISHED
        assert Proposal.objects.get().collectivity == action.lead


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1 250,50 €", "1250.50"), ("12.000", "12000.00"), ("", None), ("7", "7.00")],
)
def test_euros_are_read_as_people_write_them(typed: str, read: str | None) -> None:
    assert EurosField(label="").clean(typed) == read


@given(st.decimals(0, 10**9, places=2))
def test_euros_shown_are_euros_read(amount: Any) -> None:
    field = EurosField(label="")
    kept = f"{amount:.2f}"
    assert field.clean(field.prepare_value(kept)) == kept


@pytest.mark.slow
def test_a_partner_that_bears_that_name_is_not_made_again(
    agent: Client, staff: Client, action: Action
) -> None:
    known = factories.PartnerFactory(name="Hydraulique sans frontières")
    changes = {"partners-1-name": "HYDRAULIQUE sans frontieres"}
    changes["partners-1-role"] = InvolvementRole.OPERATOR
    edit(agent, action, geste="envoyer", **changes)
    number = Partner.objects.count()

    staff.post(f"/gestion/relecture/{Proposal.objects.get().pk}/", {"geste": "tout"})

    assert Partner.objects.count() == number
    assert action.involvements.filter(partner=known).exists()
    assert action.fundings.get().kind == FundingKind.GRANTED
