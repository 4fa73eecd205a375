"""A small published directory that the public routes can be called on."""

from datetime import date

from cooperation import enums
from cooperation.models import Action, Agreement
from surveys.models import Report
from surveys.reports import editing
from tests import factories
from tests.surveys.factories import ReportImageFactory, ReportPartnerFactory

# An identifier that the database does not give by itself.
LATE = 1_000_000


def build_public_world() -> Action:
    """Publish an action with everything that may hang on it; give the action."""
    agreement = published_agreement()
    partner = factories.PartnerFactory(slug="partenaire-public", name="Ville de Téra")
    action = factories.ActionFactory(
        slug="action-publique",
        title="De l’eau pour Téra",
        summary="Des puits et des bornes.",
        lead=agreement.collectivity,
        agreement=agreement,
        start_year=2020,
        verified_on=date(2026, 3, 1),
        verified_by=enums.Verifier.AUTHORITY,
        themes=[factories.ThemeFactory()],
        goals=[factories.GoalFactory()],
    )
    place = factories.PlaceFactory(name="Téra")
    factories.LocationFactory(action=action, place=place)
    factories.InvolvementFactory(action=action, partner=partner)
    factories.FundingFactory(action=action)
    factories.PhotoFactory(pk=LATE, action=action)
    factories.DocumentFactory(pk=LATE, action=action)
    factories.TestimonyFactory(action=action)
    factories.TestimonyFactory(pk=LATE, action=action, portrayed=True)
    factories.ResourceFactory()
    factories.CeilingRuleFactory()
    for code in ("jumelage", "cooperation-decentralisee", "pacte-amitie", "epci"):
        factories.GlossaryTermFactory(code=code)
    factories.EventFactory(starts_on=date(2099, 6, 1))
    factories.FundingCallFactory(deadline=date(2099, 6, 1))
    factories.OfferFactory()
    story = factories.GuidedStoryFactory(slug="recit-public")
    factories.StoryStepFactory(pk=LATE, story=story, address="/actions/", pictured=True)
    publish_report()
    return action


def publish_report() -> None:
    """Publish a report on all of it, and write a draft beside it."""
    for slug, is_public in (("etat-public", True), ("canari-etat", False)):
        report = Report(title_fr=slug, slug=slug, edition=date(2026, 11, 1))
        editing.create_report(report, waves=[], by=None)
        ReportImageFactory(report=report)
        if is_public:
            ReportPartnerFactory(pk=LATE, report=report)
            editing.publish_report(report)


def published_agreement() -> Agreement:
    """Publish an agreement with a document and a signature."""
    agreement = factories.AgreementFactory(
        slug="accord-public",
        title="Jumelage avec Téra",
        collectivity__slug="commune-publique",
        collectivity__name="Thonon-les-Bains",
        # That an address is known is told; the address never is.
        collectivity__contact_email="service@thonon.example",
        document=factories.a_file("accord.pdf"),
    )
    factories.AgreementEventFactory(agreement=agreement)
    return agreement
