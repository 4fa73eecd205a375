"""Every table that people edit keeps who changed what, when."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import RequestFactory
from django.utils import timezone
from simple_history.models import HistoricalRecords

from cooperation.models import EPCI, Action, Collectivity
from tests import factories

KEPT = {
    "action": ("title", factories.ActionFactory),
    "agreement": ("title", factories.AgreementFactory),
    "agreementevent": ("note", factories.AgreementEventFactory),
    "collectivity": ("name", factories.CollectivityFactory),
    "collectivityalias": ("name", factories.CollectivityAliasFactory),
    "document": ("title", factories.DocumentFactory),
    "ceilingrule": ("legal_basis", factories.CeilingRuleFactory),
    "event": ("title", factories.EventFactory),
    "exchangerate": ("source", factories.ExchangeRateFactory),
    "funding": ("note", factories.FundingFactory),
    "fundingcall": ("title", factories.FundingCallFactory),
    "fundingwindow": ("name_fr", factories.FundingWindowFactory),
    "glossaryterm": ("source", factories.GlossaryTermFactory),
    "involvement": ("role", factories.InvolvementFactory),
    "location": ("label", factories.LocationFactory),
    "guidedstory": ("title_fr", factories.GuidedStoryFactory),
    "offer": ("title", factories.OfferFactory),
    "partner": ("name", factories.PartnerFactory),
    "photo": ("alt", factories.PhotoFactory),
    "place": ("name", factories.PlaceFactory),
    "resource": ("name", factories.ResourceFactory),
    "storystep": ("title_fr", factories.StoryStepFactory),
    "testimony": ("function", factories.TestimonyFactory),
    "synonym": ("text", factories.SynonymFactory),
    "theme": ("name_fr", factories.ThemeFactory),
}
CHANGED = "cofinanceur"  # a role, and as good a text as any
# Official lists, which commands load, and rows that the database writes itself.
WITHOUT_HISTORY = {"country", "department", "formerslug", "goal", "region", "subregion"}
# What a visitor wrote stays as it is; its address is forgotten, history included.
# An import is a history itself, a count of requests and a last run have none.
NEVER_CHANGED = {
    *("errorreport", "linkcheck", "merge", "outgoingmail", "relayedmessage"),
    *("requestcount", "periodicjob", "backuprun", "savedview"),
    *("duplicatepair", "duplicatesearch", "yearlyupdaterun"),
    *("jobstop", "preparedfile", "refusedaddress"),
    *("importbatch", "importchange", "importline", "importmapping"),
}


def test_every_table_has_history_or_a_reason_not_to() -> None:
    tables = {
        model._meta.model_name
        for model in apps.get_app_config("cooperation").get_models()
        if not model._meta.proxy and not model.__name__.startswith("Historical")
    }
    assert set(KEPT) | WITHOUT_HISTORY | NEVER_CHANGED == tables


@pytest.fixture
def as_anne(rf: RequestFactory, db: None) -> object:
    """Act as Anne, as the middleware of history would note it."""
    request = rf.get("/")
    request.user = factories.UserFactory(email="anne@exemple.fr")
    HistoricalRecords.context.request = request
    yield request.user
    del HistoricalRecords.context.request


@pytest.mark.parametrize("name", KEPT)
def test_a_change_is_kept(name: str, as_anne: Model) -> None:
    field, factory = KEPT[name]
    row = factory()
    before = getattr(row, field)
    started = timezone.now()
    setattr(row, field, CHANGED)
    row.save()
    newest, oldest = row.history.all()
    assert (getattr(oldest, field), getattr(newest, field)) == (before, CHANGED)
    assert (oldest.history_type, newest.history_type) == ("+", "~")
    assert newest.history_user == as_anne
    assert started <= newest.history_date <= timezone.now()


@pytest.mark.parametrize("name", KEPT)
def test_a_removal_is_kept(name: str, as_anne: Model) -> None:
    row = KEPT[name][1]()
    pk = row.pk
    row.delete()
    last = type(row).history.filter(**{row._meta.pk.name: pk}).latest("history_date")
    assert (last.history_type, last.history_user) == ("-", as_anne)


@pytest.mark.parametrize(
    ("relation", "related"),
    [
        ("themes", factories.ThemeFactory),
        ("goals", factories.GoalFactory),
        ("co_leads", factories.CollectivityFactory),
    ],
)
@pytest.mark.django_db
def test_what_an_action_is_linked_to_is_kept(
    relation: str, related: Callable[[], Model]
) -> None:
    action, other = factories.ActionFactory(), related()
    getattr(action, relation).add(other)
    getattr(action, relation).remove(other)
    kept = [getattr(version, relation).count() for version in action.history.all()]
    assert kept == [0, 1, 0]


@pytest.mark.django_db
def test_who_else_signed_is_kept() -> None:
    agreement, other = factories.AgreementFactory(), factories.CollectivityFactory()
    agreement.other_signatories.add(other)
    newest = agreement.history.first()
    assert [row.collectivity for row in newest.other_signatories.all()] == [other]


@pytest.mark.parametrize(
    ("relation", "related"),
    [
        ("themes", factories.ThemeFactory),
        ("goals", factories.GoalFactory),
        ("partners", factories.PartnerFactory),
        ("places", factories.PlaceFactory),
    ],
)
@pytest.mark.django_db
def test_what_an_agreement_is_linked_to_is_kept(
    relation: str, related: Callable[[], Model]
) -> None:
    agreement, other = factories.AgreementFactory(), related()
    getattr(agreement, relation).add(other)
    getattr(agreement, relation).remove(other)
    kept = [getattr(version, relation).count() for version in agreement.history.all()]
    assert kept == [0, 1, 0]


@pytest.mark.django_db
def test_what_a_resource_is_about_is_kept() -> None:
    resource = factories.ResourceFactory()
    resource.themes.add(factories.ThemeFactory())
    resource.countries.add(factories.CountryFactory())
    newest = resource.history.first()
    assert (newest.themes.count(), newest.countries.count()) == (1, 1)


@pytest.mark.django_db
def test_what_the_database_computes_is_not_kept() -> None:
    fields = {field.name for field in Action.history.model._meta.get_fields()}
    assert not fields & {"search_vector", "related_vector"}


@pytest.mark.django_db
def test_an_authority_changed_as_an_epci_keeps_its_history() -> None:
    authority = factories.CollectivityFactory(epci_kind=True, name="Avant")
    epci = EPCI.objects.get()
    epci.name = "Après"
    epci.save()
    epci.delete()
    kept = Collectivity.history.filter(id=authority.pk)
    assert [(row.history_type, row.name) for row in kept] == [
        ("-", "Après"),
        ("~", "Après"),
        ("+", "Avant"),
    ]
