"""Rows of the directory go into a questionnaire and come back as a proposal."""

import pytest

from accounts.models import Proposal
from accounts.proposals.decisions import list_proposed_fields
from accounts.proposals.workflow import accept_proposal
from cooperation.models import Action
from surveys.enums import BlockOutcome
from surveys.models import Block
from surveys.responses.prefill import prefill_blocks
from surveys.responses.workflow import get_block_outcome
from tests import factories
from tests.surveys.conftest import ask
from tests.surveys.factories import (
    ParticipationFactory,
    QuestionnaireFactory,
    SectionFactory,
    WaveFactory,
)
from tests.surveys.feedback.test_feedback import build_block, given, said

pytestmark = pytest.mark.django_db
NIGER = {"key": "NE", "label": "Niger"}
TOGO = {"key": "TG", "label": "Togo"}


@pytest.fixture
def block() -> Block:
    return build_block(version=2)


def test_the_directory_prefills_its_own_rows(block: Block) -> None:
    assert block.base["coop_pays"] == [NIGER]
    assert block.base["coop_lieux"] == "Téra"


def test_every_kind_of_row_is_prefilled() -> None:
    lead = factories.CollectivityFactory()
    action = factories.ActionFactory(lead=lead, status="en_cours")
    place = factories.PlaceFactory(name="Dankassari", admin_area="Dosso")
    factories.LocationFactory(action=action, country=place.country, place=place)
    factories.LocationFactory(
        action=action, country=place.country, place=None, label="Téra"
    )
    partner = factories.PartnerFactory(name="Eau vive", slug="eau-vive")
    factories.InvolvementFactory(action=action, partner=partner)
    theme = factories.ThemeFactory(code="eau", name_fr="Eau")
    action.themes.set([theme])
    page = SectionFactory(questionnaire=QuestionnaireFactory(), is_repeated=True)
    ask(page, "coop_lieux", "lieu")
    ask(page, "coop_partenaires", "partenaire")
    ask(page, "coop_themes", "theme")
    wave = WaveFactory(questionnaire=page.questionnaire, started=True)
    participation = ParticipationFactory(wave=wave, collectivity=lead)

    prefill_blocks(participation)

    assert participation.blocks.get().base == {
        "coop_lieux": [
            {"key": str(place.pk), "label": "Dankassari (Dosso, Niger)"},
            {"key": "", "label": "Téra"},
        ],
        "coop_partenaires": [{"key": "eau-vive", "label": "Eau vive"}],
        "coop_themes": [{"key": "eau", "label": "Eau"}],
    }


def test_a_label_in_another_language_corrects_nothing(block: Block) -> None:
    values = block.base | {"coop_pays": [{"key": "NE", "label": "The Niger"}]}
    assert get_block_outcome(block, values) == BlockOutcome.CONFIRMED


@pytest.mark.slow
def test_countries_and_partners_come_back_as_a_proposal(block: Block) -> None:
    known = factories.PartnerFactory(name="Eau vive", slug="eau-vive")
    said(
        block,
        BlockOutcome.CORRECTED,
        coop_pays=[NIGER, TOGO],
        coop_partenaires=[
            {"key": "eau-vive", "label": "Eau vive"},
            {"key": "", "label": "Eau, terre et ciel"},
        ],
    )

    given(block)

    proposal = Proposal.objects.get()
    fields = list_proposed_fields(proposal)
    assert fields == ["locations", "partners"]
    accept_proposal(proposal, fields, decided_by=factories.UserFactory(staff=True))
    action = Action.objects.get()
    assert sorted(action.locations.values_list("country", flat=True)) == ["NE", "TG"]
    partners = action.involvements.order_by("partner__name").values_list(
        "partner__name", flat=True
    )
    assert list(partners) == ["Eau vive", "Eau, terre et ciel"]
    assert action.involvements.filter(partner=known).exists()


def test_a_country_in_no_list_is_left_to_staff(block: Block) -> None:
    free = {"key": "", "label": "Haute-Volta"}
    said(block, BlockOutcome.CORRECTED, coop_pays=[NIGER, free], coop_etat="suspendue")
    given(block)
    assert block.given_back.unread == ["coop_pays"]
