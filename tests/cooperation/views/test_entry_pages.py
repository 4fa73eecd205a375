"""The pages of an agreement, an authority, a country and a partner."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cooperation.enums import (
    AgreementEventKind,
    AgreementKind,
    CollectivityKind,
    InvolvementRole,
    PartnerKind,
    Publication,
    Verifier,
)
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db


# An agreement ------------------------------------------------------------------------


def test_an_agreement_tells_who_signed_and_what_happened(client: Client) -> None:
    agreement = factories.AgreementFactory(
        slug="annecy-vicence",
        title="Jumelage Annecy – Vicence",
        kind=AgreementKind.TWINNING,
        collectivity__name="Annecy",
        counterpart__name="Vicence",
        description="Une charte.",
        uncertainty="1994 ou 1995.",
        source_name="Ville d’Annecy",
    )
    agreement.other_signatories.add(factories.CollectivityFactory(name="Seynod"))
    factories.AgreementEventFactory(
        agreement=agreement, year=1995, date=date(1995, 6, 17)
    )
    factories.AgreementEventFactory(
        agreement=agreement, kind=AgreementEventKind.NO_NEWS, year=None
    )

    text = page_of(client, "/accords/annecy-vicence/").text

    assert "Signataires français Annecy Seynod" in text
    assert "Collectivité partenaire Vicence" in text
    assert "Histoire 17 juin 1995 Signé Date inconnue Sans nouvelles récentes" in text
    assert "État aujourd’hui État inconnu" in text
    assert "Une charte." in text
    assert "Source Ville d’Annecy" in text
    assert "Donnée incertaine 1994 ou 1995." in text


def test_an_agreement_tells_on_what_with_whom_and_where(client: Client) -> None:
    factories.AgreementFactory(
        slug="annecy-vicence",
        summary="Trente ans d’échanges.",
        results="Douze voyages.",
        themes=[factories.ThemeFactory(code="culture", name_fr="Culture")],
        goals=[factories.GoalFactory(number=4, name_fr="Éducation")],
        partners=[factories.PartnerFactory(name="Le Comité", slug="comite")],
        places=[factories.PlaceFactory(name="Bassano")],
        verified_on=timezone.localdate(),
        verified_by=Verifier.AUTHORITY,
    )

    page = page_of(client, "/accords/annecy-vicence/")

    assert "Trente ans d’échanges." in page.text
    assert "Résultats Douze voyages." in page.text
    assert "Thématiques Culture" in page.text
    assert "ODD 4 Éducation" in page.text
    assert "Autres partenaires Le Comité" in page.text
    assert "Autres lieux Bassano, Niger" in page.text
    assert "par la commune" in page.text
    assert {
        "/accords/?theme=culture",
        "/accords/?odd=4",
        "/partenaires/comite/",
    } <= set(page.links)


def test_an_agreement_that_nobody_confirmed_says_so(client: Client) -> None:
    factories.AgreementFactory(slug="seul")
    assert "Jamais vérifiée" in page_of(client, "/accords/seul/").text


def test_an_agreement_of_which_no_event_is_known_says_so(client: Client) -> None:
    factories.AgreementFactory(slug="sans-date")

    text = page_of(client, "/accords/sans-date/").text
    assert "Aucun événement n’est connu" in text


def test_an_agreement_lists_its_published_actions(client: Client) -> None:
    agreement = factories.AgreementFactory(slug="convention")
    factories.ActionFactory(agreement=agreement, title="Une action dite")
    factories.ActionFactory(agreement=agreement, title="Un secret", draft=True)

    page = page_of(client, "/accords/convention/")

    assert "1 action sous cet accord" in page.text
    assert "Une action dite" in page.text
    assert "secret" not in page.html


def test_the_text_of_an_agreement_can_be_downloaded(client: Client) -> None:
    factories.AgreementFactory(slug="convention", document="accords/convention.pdf")

    page = page_of(client, "/accords/convention/")
    assert "/documents/accords/convention/" in page.links


@pytest.mark.slow
@pytest.mark.parametrize("item_count", [1, 3])
def test_an_agreement_takes_the_same_queries_whatever_hangs_on_it(
    client: Client, item_count: int, django_assert_num_queries: Any
) -> None:
    agreement = factories.AgreementFactory(slug="riche")
    for year in range(2000, 2000 + item_count):
        factories.AgreementEventFactory(agreement=agreement, year=year)
        agreement.themes.add(factories.ThemeFactory(code=f"theme-{year}"))
        agreement.goals.add(factories.GoalFactory(number=year - 1999))
        agreement.partners.add(factories.PartnerFactory())
        agreement.places.add(factories.PlaceFactory())
        agreement.other_signatories.add(factories.CollectivityFactory())
        action = factories.ActionFactory(
            agreement=agreement, themes=[factories.ThemeFactory()]
        )
        factories.LocationFactory(action=action)
        factories.InvolvementFactory(action=action)

    with django_assert_num_queries(15):
        client.get("/accords/riche/")


# An authority ------------------------------------------------------------------------


def test_an_authority_tells_who_it_is(client: Client) -> None:
    epci = factories.CollectivityFactory(epci_kind=True, name="CC du Lac", slug="lac")
    annecy = factories.CollectivityFactory(
        name="Annecy",
        slug="annecy",
        epci=epci,
        population=131_272,
        insee_code="74010",
    )
    factories.CollectivityAliasFactory(
        collectivity=annecy, name="Seynod", until_year=2016
    )

    page = page_of(client, "/collectivites/annecy/")

    assert "Commune · Haute-Savoie (74) · 131 272 habitants" in page.text
    assert "Intercommunalité CC du Lac" in page.text
    assert "/collectivites/lac/" in page.links
    assert "/collectivites/?departement=74" in page.links
    assert "Seynod commune déléguée ou associée, jusqu’en 2016" in page.text
    assert "Code INSEE 74010" in page.text


def test_an_epci_lists_its_communes_those_that_act_first(client: Client) -> None:
    epci = factories.CollectivityFactory(epci_kind=True, slug="lac")
    factories.CollectivityFactory(epci=epci, name="Argonay")
    sevrier = factories.CollectivityFactory(epci=epci, name="Sevrier")
    factories.ActionFactory(lead=sevrier)
    factories.AgreementFactory(collectivity=sevrier)

    page = page_of(client, "/collectivites/lac/")

    assert "Sevrier 1 accord, 1 action Argonay" in page.text
    assert "/actions/?epci=lac" in page.links


def test_an_authority_tells_its_agreements_by_date(client: Client) -> None:
    annecy = factories.CollectivityFactory(slug="annecy")
    for name, year in [("Vicence", 1995), ("Bayreuth", 1966), ("Sighișoara", None)]:
        agreement = factories.AgreementFactory(
            collectivity=annecy, counterpart__name=name
        )
        factories.AgreementEventFactory(agreement=agreement, year=year)
    factories.AgreementFactory(
        collectivity=annecy, counterpart__name="Secrète", draft=True
    )

    page = page_of(client, "/collectivites/annecy/")

    places = [page.text.index(f"{name} (Niger)") for name in ("Bayreuth", "Vicence")]
    assert places == sorted(places)
    assert "Date inconnue Sighișoara (Niger) Jumelage · signé" in page.text
    assert "Secrète" not in page.html


def test_an_authority_counts_what_it_joined_without_leading_it(client: Client) -> None:
    annecy = factories.CollectivityFactory(slug="annecy")
    factories.ActionFactory(co_leads=[annecy], title="Menée à plusieurs")
    agreement = factories.AgreementFactory(collectivity__name="Seynod")
    agreement.other_signatories.add(annecy)

    page = page_of(client, "/collectivites/annecy/")

    assert "Menée à plusieurs" in page.text
    assert "Seynod – " in page.text
    assert "/actions/?collectivite=annecy" in page.links
    assert "/accords/?collectivite=annecy" in page.links


def test_an_authority_tells_where_with_whom_and_with_what_money(client: Client) -> None:
    annecy = factories.CollectivityFactory(slug="annecy")
    action = factories.ActionFactory(lead=annecy, start_year=2008)
    for code in ("NE", "ML"):
        factories.LocationFactory(action=action, country__iso2=code)
    factories.InvolvementFactory(
        action=action, partner__name="Eau Vive", partner__slug="eau-vive"
    )
    factories.FundingFactory(action=action, amount=30_000, year=2020)
    factories.FundingFactory(action=action, amount=5_000, year=2020, kind="prevu")

    page = page_of(client, "/collectivites/annecy/")

    assert "/actions/?pays=ne" not in page.links
    assert "/actions/?pays=ne&collectivite=annecy" in page.links
    assert "Eau Vive ONG dès 2008 1 action" in page.text
    assert "2020 oudin_santini : 30 000 € 30 000 €" in page.text
    assert "5 000" not in page.text


def test_an_authority_of_which_nothing_is_known_says_so_and_what_to_do(
    client: Client,
) -> None:
    epci = factories.CollectivityFactory(epci_kind=True, slug="lac")
    bonne = factories.CollectivityFactory(slug="bonne", epci=epci)
    factories.ActionFactory(lead=bonne, draft=True, title="Un secret")

    page = page_of(client, "/collectivites/bonne/")

    assert "Aucune action connue à ce jour" in page.text
    assert "/a-propos/#signaler" in page.links
    assert "/collectivites/lac/" in page.links
    assert "secret" not in page.html


def test_a_long_list_is_cut_and_leads_to_the_rest(client: Client) -> None:
    annecy = factories.CollectivityFactory(slug="annecy")
    factories.ActionFactory.create_batch(61, lead=annecy)

    page = page_of(client, "/collectivites/annecy/")

    assert "Voir les 61 actions" in page.text
    assert (
        len({link for link in page.links if link.startswith("/actions/action-")}) == 60
    )


def test_an_authority_has_its_agreements_and_actions_as_one_timeline(
    client: Client,
) -> None:
    annecy = factories.CollectivityFactory(slug="annecy", lat=45.9, lng=6.1)
    agreement = factories.AgreementFactory(
        collectivity=annecy, counterpart__name="Vicence"
    )
    factories.AgreementEventFactory(agreement=agreement, year=1995)
    place = factories.PlaceFactory(name="Téra", lat=14, lng=0.8)
    for title, year in [("Ancien puits", 1987), ("Forage", 2019), ("Autre", None)]:
        action = factories.ActionFactory(title=title, lead=annecy, start_year=year)
        factories.LocationFactory(action=action, country=place.country, place=place)

    page = page_of(client, "/collectivites/annecy/")

    order = [page.text.index(name) for name in ("Ancien puits", "Vicence", "Forage")]
    assert order == sorted(order) < [page.text.index("Autre Action")]
    assert ">Téra</text>" in page.html


def test_a_region_has_a_page(client: Client) -> None:
    factories.CollectivityFactory(
        kind=CollectivityKind.REGION,
        slug="aura",
        department=None,
        region=factories.RegionFactory(),
    )

    text = page_of(client, "/collectivites/aura/").text
    assert "Région · Auvergne-Rhône-Alpes" in text


@pytest.mark.parametrize("item_count", [1, 3])
def test_an_authority_takes_the_same_queries_whatever_it_does(
    client: Client, item_count: int, django_assert_num_queries: Any
) -> None:
    epci = factories.CollectivityFactory(epci_kind=True, slug="riche")
    for number in range(item_count):
        factories.CollectivityFactory(epci=epci)
        factories.CollectivityAliasFactory(collectivity=epci)
        agreement = factories.AgreementFactory(
            collectivity=epci,
            partners=[factories.PartnerFactory()],
            places=[factories.PlaceFactory(country__iso2=f"{'ABC'[number]}B")],
        )
        factories.AgreementEventFactory(agreement=agreement)
        action = factories.ActionFactory(lead=epci, agreement=agreement)
        action.themes.add(factories.ThemeFactory())
        factories.LocationFactory(action=action, country__iso2=f"{'ABC'[number]}A")
        partner = factories.InvolvementFactory(action=action).partner
        factories.FundingFactory(action=action, funder=partner, year=2000 + number)
        factories.TestimonyFactory(action=None, collectivity=epci)

    with django_assert_num_queries(40):
        client.get("/collectivites/riche/")


# A country ---------------------------------------------------------------------------


def test_a_country_tells_who_acts_since_when_on_what_and_with_whom(
    client: Client,
) -> None:
    lead = factories.CollectivityFactory(name="Annemasse", slug="annemasse")
    action = factories.ActionFactory(
        lead=lead,
        start_year=2008,
        themes=[factories.ThemeFactory(name_fr="Eau")],
        co_leads=[factories.CollectivityFactory(name="Ambilly")],
    )
    factories.LocationFactory(action=action)
    factories.InvolvementFactory(action=action, partner__name="Eau Vive")
    agreement = factories.AgreementFactory(
        collectivity__name="Bonneville", counterpart__name="Téra"
    )
    factories.AgreementEventFactory(agreement=agreement, year=2001)

    page = page_of(client, "/pays/ne/")

    assert "3 collectivités 1 accord 1 action 2 partenaires" in page.text
    assert "Annemasse Commune dès 2008 1 action" in page.text
    assert "Ambilly Commune dès 2008 1 action" in page.text
    assert "Bonneville Commune dès 2001 1 accord" in page.text
    assert "Première année connue 2001" in page.text
    assert "Eau 1" in page.text
    assert "Eau Vive ONG dès 2008 1 action" in page.text
    assert "/actions/?theme=eau_assainissement&pays=ne" in page.links
    assert "/actions/?collectivite=annemasse&pays=ne" in page.links
    assert "/collectivites/?pays=ne" in page.links


def test_a_country_tells_nothing_of_drafts(client: Client) -> None:
    factories.LocationFactory(
        action=factories.ActionFactory(draft=True, lead__name="Secrète")
    )
    factories.AgreementFactory(draft=True, collectivity__name="Secrète aussi")

    page = page_of(client, "/pays/ne/")

    assert "Aucune coopération connue à ce jour" in page.text
    assert "Secrète" not in page.html


@pytest.mark.slow
@pytest.mark.parametrize("item_count", [1, 3])
def test_a_country_takes_the_same_queries_whatever_happens_there(
    client: Client, item_count: int, django_assert_num_queries: Any
) -> None:
    for number in range(item_count):
        theme = factories.ThemeFactory(code=f"theme-{number}")
        agreement = factories.AgreementFactory(
            themes=[theme],
            partners=[factories.PartnerFactory()],
            places=[factories.PlaceFactory()],
        )
        factories.AgreementEventFactory(agreement=agreement)
        action = factories.ActionFactory(agreement=agreement, themes=[theme])
        action.co_leads.add(factories.CollectivityFactory())
        factories.LocationFactory(action=action)
        factories.InvolvementFactory(action=action)
        factories.FundingFactory(action=action, funder=factories.PartnerFactory())

    with django_assert_num_queries(37):
        client.get("/pays/ne/")


# A partner ---------------------------------------------------------------------------


def test_a_partner_tells_beside_whom_and_in_which_roles(client: Client) -> None:
    partner = factories.PartnerFactory(
        name="Agence de l’eau",
        slug="agence",
        acronym="AERMC",
        kind=PartnerKind.WATER_AGENCY,
        description="Un établissement public.",
    )
    action = factories.ActionFactory(
        lead=factories.CollectivityFactory(name="Annemasse"),
        co_leads=[factories.CollectivityFactory(name="Ambilly")],
    )
    for role in (InvolvementRole.TECHNICAL, InvolvementRole.COFUNDER):
        factories.InvolvementFactory(action=action, partner=partner, role=role)
    paid = factories.ActionFactory(lead__name="Bonneville", title="Payée")
    factories.FundingFactory(action=paid, funder=partner)

    page = page_of(client, "/partenaires/agence/")

    assert "Annemasse Commune 1 action" not in page.text
    assert "Annemasse Commune Cofinanceur, appui technique 1 action" in page.text
    assert "Ambilly Commune Cofinanceur, appui technique 1 action" in page.text
    assert "Bonneville Commune Cofinanceur 1 action" in page.text
    assert "Un établissement public." in page.text
    assert "Sigle AERMC" in page.text
    assert "Payée" in page.text
    assert "/actions/?partenaire=agence" in page.links


def test_a_partner_tells_the_agreements_it_signed(client: Client) -> None:
    vicence = factories.PartnerFactory(name="Vicence", slug="vicence")
    factories.AgreementFactory(collectivity__name="Annecy", counterpart=vicence)
    factories.AgreementFactory(
        collectivity__name="Secrète",
        counterpart=vicence,
        publication=Publication.ARCHIVED,
    )

    page = page_of(client, "/partenaires/vicence/")

    assert "Annecy Commune 1 accord" in page.text
    assert "Annecy et Vicence" in page.text
    assert "Secrète" not in page.html


def test_a_partner_beside_an_agreement_has_a_page_that_counts_it_once(
    client: Client,
) -> None:
    committee = factories.PartnerFactory(name="Comité", slug="comite")
    factories.AgreementFactory(
        collectivity__name="Annecy",
        counterpart__name="Vicence",
        partners=[committee],
    )
    both = factories.AgreementFactory(
        collectivity__name="Seynod", counterpart=committee, partners=[committee]
    )
    factories.AgreementFactory(
        collectivity__name="Secrète", partners=[committee], draft=True
    )

    page = page_of(client, "/partenaires/comite/")

    assert "2 collectivités 2 accords" in page.text
    assert "Annecy et Vicence" in page.text
    assert page.text.count(f"{both.collectivity.name} et Comité") == 1
    assert "Secrète" not in page.html


def test_a_country_of_another_place_of_an_agreement_counts_it_once(
    client: Client,
) -> None:
    mali = factories.CountryFactory(iso2="ML", name_fr="Mali")
    towns = factories.PlaceFactory.create_batch(2, country=mali)
    factories.AgreementFactory(
        collectivity__name="Annecy",
        themes=[factories.ThemeFactory(code="sante", name_fr="Santé")],
        places=towns,
    )
    factories.AgreementFactory(draft=True, collectivity__name="Secrète", places=towns)

    page = page_of(client, "/pays/ml/")

    assert "1 collectivité 1 accord" in page.text
    assert "Annecy Commune 1 accord" in page.text
    assert "Sur quoi Accords Santé 1" in page.text
    assert "/accords/?theme=sante&pays=ml" in page.links
    assert "Secrète" not in page.html


def test_a_theme_of_an_agreement_and_of_its_action_counts_it_once(
    client: Client,
) -> None:
    sante = factories.ThemeFactory(code="sante", name_fr="Santé")
    agreement = factories.AgreementFactory(themes=[sante])
    factories.ActionFactory(agreement=agreement, themes=[sante])
    under = factories.AgreementFactory()
    factories.ActionFactory(agreement=under, themes=[sante])

    page = page_of(client, "/pays/ne/")

    assert "Accords Santé 2" in page.text


@pytest.mark.slow
@pytest.mark.parametrize("item_count", [1, 3])
def test_a_partner_takes_the_same_queries_whatever_it_does(
    client: Client, item_count: int, django_assert_num_queries: Any
) -> None:
    partner = factories.PartnerFactory(slug="riche")
    for _number in range(item_count):
        agreement = factories.AgreementFactory(counterpart=partner)
        factories.AgreementFactory(
            partners=[partner],
            themes=[factories.ThemeFactory()],
            places=[factories.PlaceFactory()],
        )
        factories.AgreementEventFactory(agreement=agreement)
        action = factories.ActionFactory(
            agreement=agreement, themes=[factories.ThemeFactory()]
        )
        action.co_leads.add(factories.CollectivityFactory())
        factories.LocationFactory(action=action)
        factories.InvolvementFactory(action=action, partner=partner)
        factories.FundingFactory(action=action, funder=partner)

    with django_assert_num_queries(37):
        client.get("/partenaires/riche/")
