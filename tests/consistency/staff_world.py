"""A site with a row in every table, so that every staff page has a link to it."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import ProposalState
from cooperation.curation.merge import merge_records
from cooperation.enums import YearlyUpdateState
from cooperation.models import Action, LinkCheck, YearlyUpdateRun
from surveys.enums import QuestionnaireState
from surveys.models import Block, Wave
from tests import factories
from tests.security.world import build_public_world
from tests.surveys.factories import (
    ParticipationFactory,
    SectionFactory,
    WaveFactory,
)
from tests.surveys.results.filled import filled_wave

SEND = "/gestion/cooperation/importbatch/deposer/"
KNOWN = "Titre;Collectivité chef de file;Année de début\r\nForage;Annecy;bientôt\r\n"
UNKNOWN = "Titre;Collectivité chef de file;Intitulé libre\r\nÉcole;Annecy;Murs\r\n"


def build_staff_world() -> None:
    """Publish a directory, run a survey and a campaign, leave work waiting."""
    action = build_public_world()
    authority = factories.CollectivityFactory(name="Annecy", slug="annecy")
    build_pairs(action)
    build_curation_rows(action)
    build_waiting_work(action)
    filled_wave(slug="d-avant", like=open_wave(authority))
    SectionFactory(questionnaire__state=QuestionnaireState.DRAFT)
    for one in Action.objects.all():
        one.summary = "Une version de plus."
        one.save()


def open_wave(authority: Any) -> Wave:
    """Ask an authority about a cooperation of its own; return an earlier wave."""
    filled = filled_wave()
    wave = WaveFactory(slug="ouverte", questionnaire=filled.questionnaire, started=True)
    participation = ParticipationFactory(
        wave=wave, collectivity=authority, saved={"qui": 1}
    )
    Block.objects.create(
        participation=participation,
        section=filled.questionnaire.sections.get(code="cooperations"),
        title="Eau potable",
    )
    return filled


def build_pairs(action: Any) -> None:
    """Make rows that may be one, and authorities that no longer exist."""
    place = action.locations.get().place
    for _time in range(2):
        factories.CollectivityFactory(name="Deux fois", insee_code=None)
        factories.PartnerFactory(name="Régie des eaux", country=place.country)
    agreement = action.agreement
    factories.AgreementFactory(
        collectivity=agreement.collectivity, counterpart=agreement.counterpart
    )
    factories.ActionFactory(
        lead=action.lead, start_year=action.start_year, title=action.title
    )
    factories.PlaceFactory(name=place.name, country=place.country, geonames_id=None)
    gone = factories.CollectivityFactory(closed_on="2026-01-01", successor=action.lead)
    factories.ActionFactory(lead=gone)
    YearlyUpdateRun.objects.create(
        on="2026-01-01",
        state=YearlyUpdateState.APPLIED,
        applied_at=timezone.now(),
        changes={"rows": [], "created": [], "aliases": []},
    )


def build_curation_rows(action: Any) -> None:
    factories.CollectivityAliasFactory(collectivity=action.lead)
    factories.CollectivityFactory(kind="epci", epci_type="CC")
    factories.ExchangeRateFactory()
    factories.ErrorReportFactory()
    factories.RelayedMessageFactory(collectivity=action.lead)
    factories.OutgoingMailFactory()
    factories.FormerSlugFactory()
    LinkCheck.objects.create(url="https://exemple.fr/", checked_at=timezone.now())
    kept, other = factories.PartnerFactory(), factories.PartnerFactory()
    merge_records(kept, other, [], None)


def build_waiting_work(action: Any) -> None:
    factories.ProposalFactory(
        action=action, state=ProposalState.SENT, sent_at=timezone.now()
    )
    factories.AccessRequestFactory()
    factories.MembershipFactory(collectivity=action.lead)
    factories.CampaignTargetFactory(campaign__started_at=timezone.now())


def send_files(client: Client) -> None:
    """Send a file that is read at once, and one with a column to recognize."""
    for name, text in (("lue.csv", KNOWN), ("colonnes.csv", UNKNOWN)):
        client.post(SEND, {"file": SimpleUploadedFile(name, text.encode())})
