"""Factories: one per model, nothing surprising, traits for situations."""

from datetime import date
from decimal import Decimal
from typing import Any

import factory
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import (
    AccessRequest,
    CampaignMail,
    CampaignTarget,
    Membership,
    Proposal,
    UpdateCampaign,
    User,
)
from cooperation import enums, models


def a_file(name: str) -> SimpleUploadedFile:
    """Return a small file to store."""
    return SimpleUploadedFile(name, b"%PDF-1.4")


class UserFactory(DjangoModelFactory):
    """A person without rights. ``UserFactory(staff=True)`` works at CSI."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(is_staff=True)
        superuser = factory.Trait(is_staff=True, is_superuser=True)

    email = factory.Sequence(lambda n: f"personne{n}@exemple.fr")

    @factory.post_generation
    def second_factor(self: User, _create: bool, wanted: Any, **_more: Any) -> None:
        """Give an authenticator to whoever is made with ``second_factor=True``."""
        if wanted:
            Authenticator.objects.create(
                user=self, type=Authenticator.Type.TOTP, data={"secret": "x"}
            )


class MembershipFactory(DjangoModelFactory):
    """An agent's mandate for a commune."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    collectivity = factory.SubFactory("tests.factories.CollectivityFactory")


class UpdateCampaignFactory(DjangoModelFactory):
    """A campaign that was not started."""

    class Meta:
        model = UpdateCampaign

    name = factory.Sequence(lambda n: f"Campagne {n}")
    subject = "Vos fiches, {collectivite}"
    body = "{collectivite} a {nombre} fiches : {lien}"


class CampaignTargetFactory(DjangoModelFactory):
    class Meta:
        model = CampaignTarget

    campaign = factory.SubFactory(UpdateCampaignFactory)
    collectivity = factory.SubFactory("tests.factories.CollectivityFactory")


class CampaignMailFactory(DjangoModelFactory):
    class Meta:
        model = CampaignMail

    target = factory.SubFactory(CampaignTargetFactory)
    membership = factory.SubFactory(
        MembershipFactory,
        collectivity=factory.SelfAttribute("..target.collectivity"),
    )


class AccessRequestFactory(DjangoModelFactory):
    """Someone asks to look after a commune's entries."""

    class Meta:
        model = AccessRequest

    email = factory.Sequence(lambda n: f"demande{n}@exemple.fr")
    full_name = "Camille Rey"
    function = "Chargée de mission"
    collectivity = factory.SubFactory("tests.factories.CollectivityFactory")


class ProposalFactory(DjangoModelFactory):
    """A draft of a change of an action."""

    class Meta:
        model = Proposal

    author = factory.SubFactory(UserFactory)
    action = factory.SubFactory("tests.factories.ActionFactory")
    collectivity = factory.SelfAttribute("action.lead")
    base = factory.LazyFunction(lambda: {"title": "Avant"})
    content = factory.LazyFunction(lambda: {"title": "Après"})
    typed = factory.LazyFunction(lambda: {"title": ["Après"]})


class OutgoingMailFactory(DjangoModelFactory):
    """A mail that waits to be sent."""

    class Meta:
        model = models.OutgoingMail

    recipient = "lou@annecy.example"
    sender = "site@annuaire.example"
    subject = "Objet"
    body = "Texte"


class ErrorReportFactory(DjangoModelFactory):
    """A visitor says that something is wrong."""

    class Meta:
        model = models.ErrorReport

    page = "/pays/ne/"
    text = "Le nom a changé."


class BackupRunFactory(DjangoModelFactory):
    """A backup that ended well."""

    class Meta:
        model = models.BackupRun

    kind = "sauvegarde"
    started_at = factory.LazyFunction(timezone.now)
    ended_at = factory.LazyFunction(timezone.now)


class RelayedMessageFactory(DjangoModelFactory):
    """A visitor writes to an authority that has no known address."""

    class Meta:
        model = models.RelayedMessage

    collectivity = factory.SubFactory("tests.factories.CollectivityFactory")
    name = "Aminata Diallo"
    email = "aminata@tera.example"
    subject = "Notre école"
    text = "Bonjour, nous aimerions reprendre contact."


class SubRegionFactory(DjangoModelFactory):
    class Meta:
        model = models.SubRegion
        django_get_or_create = ("code",)

    code = "011"
    name_fr = "Afrique de l’Ouest"
    name_en = "Western Africa"


class CountryFactory(DjangoModelFactory):
    """Niger unless said otherwise."""

    class Meta:
        model = models.Country
        django_get_or_create = ("iso2",)

    iso2 = "NE"
    iso3 = factory.LazyAttribute(lambda country: country.iso2 + "X")
    name_fr = factory.LazyAttribute(
        lambda country: "Niger" if country.iso2 == "NE" else f"Pays {country.iso2}"
    )
    name_en = factory.SelfAttribute("name_fr")
    sub_region = factory.SubFactory(SubRegionFactory)
    lat = 16.0
    lng = 8.0


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = models.Region
        django_get_or_create = ("code",)

    code = "84"
    name = "Auvergne-Rhône-Alpes"


class DepartmentFactory(DjangoModelFactory):
    """Haute-Savoie unless said otherwise."""

    class Meta:
        model = models.Department
        django_get_or_create = ("code",)

    code = "74"
    name = "Haute-Savoie"
    region = factory.SubFactory(RegionFactory)


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = models.Place

    name = factory.Sequence(lambda n: f"Lieu {n}")
    country = factory.SubFactory(CountryFactory)
    lat = 14.01
    lng = 0.75


class CollectivityFactory(DjangoModelFactory):
    """A commune of Haute-Savoie; ``epci_kind=True`` gives an EPCI."""

    class Meta:
        model = models.Collectivity

    class Params:
        epci_kind = factory.Trait(
            kind=enums.CollectivityKind.EPCI, epci_type=enums.EPCIType.CC
        )

    kind = enums.CollectivityKind.COMMUNE
    name = factory.Sequence(lambda n: f"Commune {n}")
    slug = factory.Sequence(lambda n: f"commune-{n}")
    department = factory.SubFactory(DepartmentFactory)


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = models.Partner

    name = factory.Sequence(lambda n: f"Partenaire {n}")
    slug = factory.Sequence(lambda n: f"partenaire-{n}")
    kind = enums.PartnerKind.NGO


class AgreementFactory(DjangoModelFactory):
    """A published twinning with a foreign authority."""

    class Meta:
        model = models.Agreement
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(publication=enums.Publication.DRAFT)

    title = factory.Sequence(lambda n: f"Jumelage {n}")
    slug = factory.Sequence(lambda n: f"jumelage-{n}")
    kind = enums.AgreementKind.TWINNING
    collectivity = factory.SubFactory(CollectivityFactory)
    counterpart = factory.SubFactory(PartnerFactory, kind=enums.PartnerKind.AUTHORITY)
    country = factory.SubFactory(CountryFactory)
    publication = enums.Publication.PUBLISHED

    @factory.post_generation
    def other_signatories(self, create, extracted, **_kwargs):
        if create and extracted:
            self.other_signatories.set(extracted)

    @factory.post_generation
    def partners(self, create, extracted, **_kwargs):
        if create and extracted:
            self.partners.set(extracted)

    @factory.post_generation
    def places(self, create, extracted, **_kwargs):
        if create and extracted:
            self.places.set(extracted)

    @factory.post_generation
    def themes(self, create, extracted, **_kwargs):
        if create and extracted:
            self.themes.set(extracted)

    @factory.post_generation
    def goals(self, create, extracted, **_kwargs):
        if create and extracted:
            self.goals.set(extracted)


class AgreementEventFactory(DjangoModelFactory):
    class Meta:
        model = models.AgreementEvent

    agreement = factory.SubFactory(AgreementFactory)
    kind = enums.AgreementEventKind.SIGNED
    year = 2000


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = models.Goal
        django_get_or_create = ("number",)

    number = 6
    name_fr = factory.LazyAttribute(lambda goal: f"Objectif {goal.number}")
    name_en = factory.LazyAttribute(lambda goal: f"Goal {goal.number}")


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = models.Theme
        django_get_or_create = ("code",)

    code = "eau_assainissement"
    name_fr = factory.LazyAttribute(
        lambda theme: theme.code.replace("_", " ").capitalize()
    )
    name_en = factory.SelfAttribute("name_fr")


class ActionFactory(DjangoModelFactory):
    """A published action without anything attached; ``draft=True`` hides it."""

    class Meta:
        model = models.Action
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(publication=enums.Publication.DRAFT)

    title = factory.Sequence(lambda n: f"Action {n}")
    slug = factory.Sequence(lambda n: f"action-{n}")
    lead = factory.SubFactory(CollectivityFactory)
    status = enums.ActionStatus.ACTIVE
    publication = enums.Publication.PUBLISHED

    @factory.post_generation
    def themes(self, create, extracted, **_kwargs):
        if create and extracted:
            self.themes.set(extracted)

    @factory.post_generation
    def goals(self, create, extracted, **_kwargs):
        if create and extracted:
            self.goals.set(extracted)

    @factory.post_generation
    def co_leads(self, create, extracted, **_kwargs):
        if create and extracted:
            self.co_leads.set(extracted)


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = models.Location

    action = factory.SubFactory(ActionFactory)
    country = factory.SubFactory(CountryFactory)


class InvolvementFactory(DjangoModelFactory):
    class Meta:
        model = models.Involvement

    action = factory.SubFactory(ActionFactory)
    partner = factory.SubFactory(PartnerFactory)
    role = enums.InvolvementRole.OPERATOR


class FundingWindowFactory(DjangoModelFactory):
    class Meta:
        model = models.FundingWindow
        django_get_or_create = ("code",)

    code = "oudin_santini"
    name_fr = factory.LazyAttribute(lambda window: window.code)
    name_en = factory.SelfAttribute("name_fr")


class FundingFactory(DjangoModelFactory):
    class Meta:
        model = models.Funding

    action = factory.SubFactory(ActionFactory)
    window = factory.SubFactory(FundingWindowFactory)
    amount = 10_000
    year = 2024


class ExchangeRateFactory(DjangoModelFactory):
    """A Swiss franc worth a euro, in 2020."""

    class Meta:
        model = models.ExchangeRate

    currency = "CHF"
    per_euro = Decimal(1)
    valid_from = date(2020, 1, 1)
    valid_until = date(2020, 12, 31)
    source = "Banque de France"


class CeilingRuleFactory(DjangoModelFactory):
    """One per cent of the resources of a water service, since 2005."""

    class Meta:
        model = models.CeilingRule

    code = factory.Sequence(lambda n: f"regle-{n}")
    name_fr = "Eau potable"
    name_en = "Drinking water"
    window = factory.SubFactory(FundingWindowFactory)
    percent = Decimal(1)
    base_fr = "ressources du service d’eau"
    base_en = "resources of the water service"
    legal_basis = "Loi n° 2005-95"
    in_force_from = date(2005, 2, 9)


class SynonymFactory(DjangoModelFactory):
    class Meta:
        model = models.Synonym

    text = factory.Sequence(lambda n: f"mot {n}")
    param = models.SynonymParam.AGREEMENT_KIND
    value = "jumelage"


class GlossaryTermFactory(DjangoModelFactory):
    class Meta:
        model = models.GlossaryTerm
        django_get_or_create = ("code",)

    code = "jumelage"
    name_fr = factory.LazyAttribute(lambda term: term.code.capitalize())
    name_en = factory.SelfAttribute("name_fr")
    definition_fr = "Un lien entre deux communes."
    definition_en = "A bond between two towns."


class PhotoFactory(DjangoModelFactory):
    class Meta:
        model = models.Photo

    action = factory.SubFactory(ActionFactory)
    image = factory.django.ImageField(width=40, height=30, format="PNG")
    alt = "Un puits, de jour"
    credit = "Commune"


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = models.Document

    action = factory.SubFactory(ActionFactory)
    file = factory.django.FileField(filename="convention.pdf", data=b"%PDF-1.4")
    title = "Convention"


class TestimonyFactory(DjangoModelFactory):
    """A published testimony, with consent, on an action."""

    __test__ = False

    class Meta:
        model = models.Testimony

    text = "Nous avons appris autant que nous avons donné."
    function = "Chargée d’études"
    organisation = "Une agglomération"
    has_consent = True
    publication = enums.Publication.PUBLISHED
    action = factory.SubFactory(ActionFactory)

    class Params:
        portrayed = factory.Trait(
            person_name="Camille Exemple",
            has_name_consent=True,
            portrait=factory.django.ImageField(width=40, height=50, format="JPEG"),
            portrait_credit="A. Photographe",
            has_portrait_consent=True,
        )


class ResourceFactory(DjangoModelFactory):
    class Meta:
        model = models.Resource

    kind = enums.ResourceKind.INSTITUTION
    level = enums.ResourceLevel.NATIONAL
    name = factory.Sequence(lambda n: f"Ressource {n}")
    publication = enums.Publication.PUBLISHED


class GuidedStoryFactory(DjangoModelFactory):
    """A published story, without steps."""

    class Meta:
        model = models.GuidedStory

    slug = factory.Sequence(lambda n: f"recit-{n}")
    title_fr = factory.Sequence(lambda n: f"Récit {n}")
    introduction_fr = "Ce qui se raconte."
    publication = enums.Publication.PUBLISHED


class StoryStepFactory(DjangoModelFactory):
    class Meta:
        model = models.StoryStep

    story = factory.SubFactory(GuidedStoryFactory)
    title_fr = "Le premier puits"
    text_fr = "Un puits est creusé (source : la commune)."

    class Params:
        pictured = factory.Trait(
            image=factory.django.ImageField(width=40, height=30, format="PNG"),
            alt_fr="Un puits, de jour",
            credit="Commune",
        )


class CollectivityAliasFactory(DjangoModelFactory):
    """A delegated commune of a commune."""

    class Meta:
        model = models.CollectivityAlias

    collectivity = factory.SubFactory(CollectivityFactory)
    name = factory.Sequence(lambda n: f"Ancienne commune {n}")
    kind = enums.AliasKind.DELEGATED


class FormerSlugFactory(DjangoModelFactory):
    """An address that an action had; rows of life come from a trigger."""

    class Meta:
        model = models.FormerSlug

    table = "cooperation_action"
    slug = factory.Sequence(lambda n: f"ancienne-adresse-{n}")
    object_id = 1


class EventFactory(DjangoModelFactory):
    class Meta:
        model = models.Event

    title = factory.Sequence(lambda n: f"Rencontre {n}")
    starts_on = date(2026, 6, 1)
    publication = enums.Publication.PUBLISHED


class FundingCallFactory(DjangoModelFactory):
    class Meta:
        model = models.FundingCall

    title = factory.Sequence(lambda n: f"Appel {n}")
    funder = "Un ministère"
    deadline = date(2026, 6, 1)
    url = "https://exemple.fr/appel"
    publication = enums.Publication.PUBLISHED


class OfferFactory(DjangoModelFactory):
    class Meta:
        model = models.Offer

    kind = enums.OfferKind.INTERNSHIP
    title = factory.Sequence(lambda n: f"Stage {n}")
    organisation = "Une association"
    publication = enums.Publication.PUBLISHED
