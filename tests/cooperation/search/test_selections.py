"""What the lists of authorities, partners, countries and resources select."""

import pytest
from django.http import QueryDict

from cooperation.enums import AliasKind, CollectivityKind, PartnerKind
from cooperation.models import (
    Collectivity,
    CollectivityAlias,
    Country,
    FundingWindow,
    Partner,
)
from cooperation.search.directory_facets import (
    COLLECTIVITY_FACETS,
    PARTNER_FACETS,
    DirectoryFacet,
)
from cooperation.search.directory_filters import (
    CollectivityFilterSet,
    CountryFilterSet,
    PartnerFilterSet,
    ResourceFilterSet,
)
from cooperation.search.directory_selection import DirectorySelection
from cooperation.search.filterset import SearchFilterSet
from tests import factories

pytestmark = pytest.mark.django_db


def names(selection: SearchFilterSet) -> list[str]:
    """Return the names of a selection, in its order."""
    return [str(row) for row in selection.qs]


def acting(name: str, **fields: object) -> object:
    """Return an authority that leads a published action."""
    authority = factories.CollectivityFactory(name=name, **fields)
    factories.ActionFactory(lead=authority)
    return authority


@pytest.mark.parametrize(
    "text", ["etoile", "ÉTOILE", "l'étoi", "fayet", "74208", "74170", "200000172"]
)
def test_an_authority_is_found_by_name_former_name_or_code(text: str) -> None:
    authority = acting(
        "L’Étoile", insee_code="74208", siren="200000172", postcodes="74170|74190"
    )
    CollectivityAlias.objects.create(
        collectivity=authority, name="Le Fayet", kind=AliasKind.DELEGATED
    )
    acting("Annecy")
    assert names(CollectivityFilterSet(QueryDict(f"q={text}"))) == ["L’Étoile"]


def test_only_authorities_that_act_in_public_are_listed_unless_all_are_asked() -> None:
    acting("Bonneville")
    discreet = factories.CollectivityFactory(name="Cluses")
    factories.ActionFactory(lead=discreet, draft=True)
    assert names(CollectivityFilterSet(QueryDict())) == ["Bonneville"]
    assert names(CollectivityFilterSet(QueryDict("toutes=1"))) == [
        "Bonneville",
        "Cluses",
    ]


def test_any_authority_is_found_as_soon_as_it_is_named() -> None:
    acting("Bonneville")
    for name in ("Bonnevaux", "Bonne"):
        factories.CollectivityFactory(name=name)
    found = names(CollectivityFilterSet(QueryDict("q=bonne")))
    assert found == ["Bonne", "Bonneville", "Bonnevaux"]


def test_authorities_are_narrowed_by_what_they_are_and_do() -> None:
    leader = acting("Annemasse")
    partner = factories.CollectivityFactory(name="Ville-la-Grand")
    action = factories.ActionFactory(
        lead=leader, co_leads=[partner], themes=[factories.ThemeFactory()]
    )
    factories.LocationFactory(action=action)
    factories.AgreementFactory(
        collectivity=acting("CC Arve", epci_kind=True),
        country=factories.CountryFactory(iso2="BJ"),
    )
    selected = {
        query: names(CollectivityFilterSet(QueryDict(query)))
        for query in ["pays=ne", "pays=bj", "theme=eau_assainissement", "nature=epci"]
    }
    assert selected == {
        "pays=ne": ["Annemasse", "Ville-la-Grand"],
        "pays=bj": ["CC Arve"],
        "theme=eau_assainissement": ["Annemasse", "Ville-la-Grand"],
        "nature=epci": ["CC Arve"],
    }


@pytest.mark.parametrize("facet", COLLECTIVITY_FACETS, ids=lambda facet: facet.name)
def test_a_facet_counts_what_each_choice_of_authorities_would_give(
    facet: DirectoryFacet,
) -> None:
    first, second = acting("Annemasse"), acting("CC Arve", epci_kind=True)
    for country in ("NE", "BJ"):
        action = factories.ActionFactory(
            lead=first, co_leads=[second], themes=[factories.ThemeFactory()]
        )
        factories.LocationFactory(
            action=action, country=factories.CountryFactory(iso2=country)
        )
    agreement = factories.AgreementFactory(collectivity=second)
    agreement.other_signatories.add(first)
    selection = CollectivityFilterSet(QueryDict())
    found = DirectorySelection(selection, Collectivity.objects.all())
    options = facet.list_options(selection, found.count(facet.name))
    assert options
    for option in options:
        chosen = CollectivityFilterSet(QueryDict(f"{facet.name}={option.value}"))
        assert chosen.qs.count() == option.count


@pytest.mark.parametrize("facet", PARTNER_FACETS, ids=lambda facet: facet.name)
def test_a_facet_counts_what_each_choice_of_partners_would_give(
    facet: DirectoryFacet,
) -> None:
    niger = factories.CountryFactory()
    for kind in (PartnerKind.NGO, PartnerKind.NGO, PartnerKind.WATER_UTILITY):
        partner = factories.PartnerFactory(kind=kind, country=niger)
        factories.InvolvementFactory(partner=partner)
    selection = PartnerFilterSet(QueryDict())
    found = DirectorySelection(selection, Partner.objects.all())
    options = facet.list_options(selection, found.count(facet.name))
    assert options
    for option in options:
        chosen = PartnerFilterSet(QueryDict(f"{facet.name}={option.value}"))
        assert chosen.qs.count() == option.count


def test_counts_of_an_authority_take_each_entry_once() -> None:
    authority = acting("Annemasse")
    shared = factories.ActionFactory(lead=authority, co_leads=[authority])
    factories.ActionFactory(lead=authority, draft=True)
    factories.AgreementFactory(collectivity=authority)
    row = CollectivityFilterSet(QueryDict()).qs.get(pk=authority.pk)
    assert shared.co_leads.count() == 1
    assert (row.n_actions, row.n_agreements) == (2, 1)


def test_partners_of_an_authority_are_those_it_acts_pays_or_signed_with() -> None:
    authority = factories.CollectivityFactory(slug="annemasse-74")
    action = factories.ActionFactory(lead=authority)
    factories.InvolvementFactory(action=action, partner__name="Puits du désert")
    factories.FundingFactory(
        action=action, funder=factories.PartnerFactory(name="Agence de l’eau")
    )
    factories.AgreementFactory(collectivity=authority, counterpart__name="Téra")
    factories.InvolvementFactory(partner__name="Un autre")
    selection = PartnerFilterSet(QueryDict("collectivite=annemasse-74"))
    assert names(selection) == ["Agence de l’eau", "Puits du désert", "Téra"]


def test_countries_are_sorted_by_number_of_actions_with_the_first_year_known() -> None:
    niger, benin = factories.CountryFactory(), factories.CountryFactory(iso2="BJ")
    for year in (2004, 2001):
        action = factories.ActionFactory(start_year=year)
        factories.LocationFactory(action=action, country=niger)
    agreement = factories.AgreementFactory(country=benin)
    factories.AgreementEventFactory(agreement=agreement, year=1998)
    first, second = CountryFilterSet(QueryDict()).qs
    assert (first.pk, first.n_actions, first.since) == ("NE", 2, 2001)
    assert (second.pk, second.n_actions, second.n_agreements) == ("BJ", 0, 1)
    assert second.since == 1998


def test_an_authority_counts_once_in_a_country_whatever_it_does_there() -> None:
    niger = factories.CountryFactory()
    authority, other = factories.CollectivityFactory.create_batch(2)
    for _time in range(2):
        action = factories.ActionFactory(lead=authority)
        factories.LocationFactory(action=action, country=niger)
    action.co_leads.add(other)
    agreement = factories.AgreementFactory(collectivity=authority, country=niger)
    agreement.other_signatories.add(factories.CollectivityFactory())
    draft = factories.ActionFactory(publication="brouillon")
    factories.LocationFactory(action=draft, country=niger)

    assert Country.objects.all().count_authorities() == {"NE": 3}


def test_resources_are_public_ones_level_by_level() -> None:
    factories.ResourceFactory(name="CEFREPAD", level="regional")
    factories.ResourceFactory(name="Cités Unies France", level="national")
    factories.ResourceFactory(name="Brouillon", publication="brouillon")
    assert names(ResourceFilterSet(QueryDict())) == ["Cités Unies France", "CEFREPAD"]
    assert names(ResourceFilterSet(QueryDict("q=cites"))) == ["Cités Unies France"]


def test_money_of_a_window_counts_each_published_grant_once() -> None:
    funding = factories.FundingFactory(amount=100)
    for _number in range(3):
        factories.LocationFactory(
            action=funding.action,
            country=factories.CountryFactory(iso2=f"A{'BCD'[_number]}"),
        )
        factories.InvolvementFactory(action=funding.action)
    factories.FundingFactory(action=funding.action, year=2025, amount=None)
    factories.FundingFactory(action__publication="brouillon", amount=5_000)
    window = FundingWindow.objects.with_totals().get()
    assert (window.known_total, window.n_actions) == (100, 1)


@pytest.mark.parametrize(
    "query",
    [
        "nature=rien&departement=999&pays=zz&theme=x&tri=x&q=%27&toutes=oui",
        "q=" + "a" * 5_000,
        "pays=" + "9" * 500,
    ],
)
def test_nonsense_is_named_and_left_out(query: str) -> None:
    acting("Annemasse", kind=CollectivityKind.COMMUNE)
    selection = CollectivityFilterSet(QueryDict(query))
    assert isinstance(names(selection), list)
    expected = [] if query.startswith("q=a") else query.split("&")
    assert len(selection.problems) == len(expected)
