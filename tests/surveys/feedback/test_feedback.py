"""Answers about cooperations become proposals, once, and only of what changed."""

import pytest
from django.utils import timezone

from accounts.models import Proposal, ProposalState
from accounts.proposals.decisions import list_proposed_fields
from accounts.proposals.workflow import accept_proposal
from cooperation.enums import Verifier
from cooperation.models import Action, Theme
from surveys.enums import BlockOutcome, ParticipationState
from surveys.feedback.proposals import (
    FeedbackResult,
    list_pending_blocks,
    propose_feedback,
)
from surveys.models import Answer, Block, BlockReturn, Question
from surveys.questionnaires.fixtures import load_questionnaire, read_fixtures
from surveys.responses.prefill import prefill_blocks
from tests import factories
from tests.surveys.factories import ParticipationFactory, WaveFactory
from tests.surveys.results.world import staff_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def block() -> Block:
    """The block of an action, prefilled from the directory, its wave sent."""
    return build_block(version=1)


def build_block(version: int) -> Block:
    """Return the block, in a wave of a version of the shipped questionnaire."""
    questionnaire = load_questionnaire(read_fixtures()[version - 1])
    niger = factories.CountryFactory(iso2="NE", name_fr="Niger", name_en="Niger")
    factories.CountryFactory(iso2="TG", iso3="TGO", name_fr="Togo", name_en="Togo")
    Theme.objects.get_or_create(code="sante", defaults={"name_fr": "Santé"})
    factories.FundingWindowFactory(code="meae")
    lead = factories.CollectivityFactory(name="Annecy")
    action = factories.ActionFactory(
        lead=lead, title="Eau potable", status="en_cours", start_year=2015
    )
    factories.LocationFactory(action=action, country=niger, place=None, label="Téra")
    wave = WaveFactory(name="Vague", questionnaire=questionnaire, started=True)
    participation = ParticipationFactory(wave=wave, collectivity=lead)
    prefill_blocks(participation)
    participation.state = ParticipationState.SUBMITTED
    participation.submitted_at = timezone.now()
    participation.save()
    return participation.blocks.get()


def said(block: Block, outcome: str, **answers: object) -> Block:
    """Return a block what was answered: what was prefilled, but for ``answers``."""
    block.outcome = outcome
    block.save()
    for code, value in (block.base | answers).items():
        question = Question.objects.get(code=code, section=block.section)
        Answer.objects.create(
            participation=block.participation,
            question=question,
            block=block,
            value=value,
        )
    return block


def given(block: Block) -> FeedbackResult:
    """Return back what waits."""
    wave = block.participation.wave
    return propose_feedback(
        blocks=list_pending_blocks(wave).values_list("pk", flat=True),
        wave=wave,
        by=None,
    )


def test_what_is_confirmed_is_verified_by_the_authority(block: Block) -> None:
    assert given(said(block, BlockOutcome.CONFIRMED)) == FeedbackResult(confirmed=1)
    action = Action.objects.get()
    assert (action.verified_on, action.verified_by) == (
        timezone.localdate(),
        "collectivite",
    )
    assert not Proposal.objects.exists()


@pytest.mark.slow
def test_what_is_corrected_is_a_proposal_of_what_changed_alone(block: Block) -> None:
    said(
        block,
        BlockOutcome.CORRECTED,
        coop_etat="suspendue",
        coop_themes=["sante"],
        coop_pays="Niger, Togo",
        coop_partenaires="Eau sans frontières",
        coop_guichets=["meae"],
        coop_montant_meae="5000.00",
        coop_cadre="jumelage",
    )
    assert given(block) == FeedbackResult(proposals=1)
    proposal = Proposal.objects.get()
    assert (proposal.author, proposal.state) == (None, ProposalState.SENT)
    assert proposal.origin == "enquête « Vague »"
    assert list_proposed_fields(proposal) == [
        *("status", "themes", "locations", "partners", "fundings")
    ]
    assert BlockReturn.objects.get().unread == ["coop_cadre"]
    accept_proposal(
        proposal,
        list_proposed_fields(proposal),
        decided_by=factories.UserFactory(staff=True),
    )
    action = Action.objects.get()
    assert (action.status, action.verified_on) == ("suspendue", timezone.localdate())
    assert sorted(action.locations.values_list("country", flat=True)) == ["NE", "TG"]
    assert action.fundings.get().amount == 5000
    assert action.involvements.get().partner.name == "Eau sans frontières"


def test_what_ended_is_a_proposal_of_its_status(block: Block) -> None:
    given(said(block, BlockOutcome.ENDED, coop_fin=2024))
    proposal = Proposal.objects.get()
    assert list_proposed_fields(proposal) == ["status", "end_year"]
    assert proposal.content["status"] == "terminee"


@pytest.mark.slow
def test_what_is_new_is_a_proposal_of_an_action(block: Block) -> None:
    new = Block.objects.create(
        participation=block.participation, section=block.section, title="Écoles"
    )
    said(new, BlockOutcome.ADDED, coop_etat="planifiee", coop_pays="Togo")
    assert given(new) == FeedbackResult(proposals=1)
    proposal = Proposal.objects.get()
    assert (str(proposal), proposal.subject) == ("Écoles", None)
    accept_proposal(
        proposal,
        list_proposed_fields(proposal),
        decided_by=factories.UserFactory(staff=True),
    )
    action = Action.objects.get(title="Écoles")
    assert (action.lead, action.status) == (
        block.participation.collectivity,
        "planifiee",
    )
    assert action.locations.get().country_id == "TG"


@pytest.mark.slow
def test_a_block_is_given_back_once_and_only_what_was_sent(block: Block) -> None:
    said(block, BlockOutcome.ENDED)
    sent = block.participation.submitted_at
    block.participation.state = ParticipationState.BEGUN
    block.participation.submitted_at = None
    block.participation.save()
    assert given(block) == FeedbackResult()
    block.participation.state = ParticipationState.SUBMITTED
    block.participation.submitted_at = sent
    block.participation.save()
    assert (given(block), given(block)) == (
        FeedbackResult(proposals=1),
        FeedbackResult(),
    )


@pytest.mark.slow
def test_an_agreement_that_ended_is_proposed_so(block: Block) -> None:
    agreement = factories.AgreementFactory(
        collectivity=block.participation.collectivity
    )
    block.action, block.agreement, block.base = None, agreement, {}
    block.save()
    said(block, BlockOutcome.ENDED, coop_fin=2023)
    given(block)
    proposal = Proposal.objects.get()
    assert list_proposed_fields(proposal) == ["events"]
    accept_proposal(proposal, ["events"], decided_by=factories.UserFactory(staff=True))
    assert agreement.events.get(kind="termine").year == 2023


@pytest.mark.slow
def test_what_an_authority_says_on_an_agreement_is_proposed(block: Block) -> None:
    agreement = factories.AgreementFactory(
        collectivity=block.participation.collectivity, results="Avant"
    )
    factories.ThemeFactory(code="sante")
    block.action, block.agreement, block.base = None, agreement, {}
    block.save()
    said(
        block,
        BlockOutcome.CORRECTED,
        coop_themes=["sante"],
        coop_resultats="Douze voyages.",
    )
    given(block)
    proposal = Proposal.objects.get()
    assert set(list_proposed_fields(proposal)) == {"themes", "results"}
    accept_proposal(
        proposal, ["themes", "results"], decided_by=factories.UserFactory(staff=True)
    )
    agreement.refresh_from_db()
    assert agreement.results == "Douze voyages."
    assert [theme.code for theme in agreement.themes.all()] == ["sante"]


@pytest.mark.slow
def test_an_agreement_in_which_nothing_changed_is_confirmed(block: Block) -> None:
    agreement = factories.AgreementFactory(
        collectivity=block.participation.collectivity
    )
    block.action, block.agreement, block.base = None, agreement, {}
    block.save()
    said(block, BlockOutcome.CONFIRMED)
    assert given(block) == FeedbackResult(confirmed=1)
    agreement.refresh_from_db()
    assert agreement.verified_by == Verifier.AUTHORITY


@pytest.mark.slow
def test_what_the_directory_cannot_take_is_listed_for_people(block: Block) -> None:
    assert given(
        said(block, BlockOutcome.CORRECTED, coop_pays="Ailleurs")
    ) == FeedbackResult(to_read=1)
    client = staff_with("see_answers", "change_proposal")
    slug = block.participation.wave.slug
    page = client.get(f"/gestion/enquetes/{slug}/resultats/propositions/")
    assert "Dans quels pays ?" in page.content.decode()


@pytest.mark.slow
def test_the_queue_says_which_survey_a_proposal_comes_from(block: Block) -> None:
    given(said(block, BlockOutcome.ENDED))
    client = staff_with("change_proposal")
    assert "enquête « Vague »" in client.get("/gestion/relecture/").content.decode()
    decide = client.get(f"/gestion/relecture/{Proposal.objects.get().pk}/")
    assert "enquête « Vague »" in decide.content.decode()
