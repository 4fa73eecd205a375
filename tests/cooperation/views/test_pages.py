"""The home page, and the pages that say what the site is."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cooperation.enums import AgreementKind, Verifier
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db

TEXTS = ["/a-propos/", "/mentions-legales/", "/accessibilite/", "/confidentialite/"]


def test_the_home_page_searches_everything(client: Client) -> None:
    html = page_of(client, "/").html

    assert 'action="/recherche/"' in html
    assert 'name="q"' in html


def test_the_home_page_opens_on_an_empty_directory(client: Client) -> None:
    page = page_of(client, "/")

    assert "0 collectivités" not in page.text
    assert "0 accords" not in page.text
    assert "Ce qui se fait" not in page.text
    assert "Légende" not in page.text


@pytest.mark.slow
def test_key_figures_lead_to_their_rows_and_count_nothing_secret(
    client: Client,
) -> None:
    agreement = factories.AgreementFactory()
    action = factories.ActionFactory(lead=agreement.collectivity, agreement=agreement)
    factories.LocationFactory(action=action)
    factories.InvolvementFactory(action=action)
    factories.LocationFactory(
        action=factories.ActionFactory(draft=True), country__iso2="ML"
    )
    factories.AgreementFactory(draft=True)

    page = page_of(client, "/")

    assert "1 collectivité 1 accord 1 pays" in page.text
    for address in ("/collectivites/", "/accords/", "/pays/"):
        assert address in page.links


def test_three_stories_of_three_authorities_are_told(client: Client) -> None:
    annecy = factories.CollectivityFactory(name="Annecy")
    for number in range(2):
        factories.ActionFactory(
            lead=annecy, title=f"D’Annecy {number}", summary="Dite.", start_year=2020
        )
    for name in ("Bonneville", "Cluses", "Dole"):
        factories.ActionFactory(
            lead__name=name, title=f"De {name}", summary="Dite.", start_year=2000
        )
    factories.ActionFactory(title="Sans résumé", start_year=2022)

    text = page_of(client, "/").text

    told = ["D’Annecy 0", "De Bonneville", "De Cluses"]
    assert [text.index(title) for title in told] == sorted(map(text.index, told))
    for title in ("D’Annecy 1", "De Dole", "Sans résumé"):
        assert title not in text


def test_a_story_has_a_sentence_a_number_a_picture_and_its_seal(client: Client) -> None:
    action = factories.ActionFactory(
        title="Des puits à Téra",
        summary="Dix puits sont creusés. Puis dix autres.",
        verified_on=timezone.localdate(),
        verified_by=Verifier.AUTHORITY,
    )
    factories.FundingFactory(action=action, amount=12_000)
    photo = factories.PhotoFactory(action=action, alt="Un puits", credit="La régie")

    page = page_of(client, "/")

    assert "Dix puits sont creusés. 12 000 € accordés Vérifiée en" in page.text
    assert "Puis dix autres" not in page.text
    assert "Crédit : La régie" in page.text
    assert page.images[-1]["alt"] == "Un puits"
    assert f"/photos/{photo.pk}/" in page.html


def test_each_public_finds_its_way_in(client: Client) -> None:
    page = page_of(client, "/")

    for address in (
        "/espace-collectivites/",
        "/collectivites/",
        "/pays/",
        "/partenaires/",
        "/financements/",
    ):
        assert address in page.links


def test_the_oldest_agreements_known_are_named(client: Client) -> None:
    for year, title in [(1956, "Annecy – Cheltenham"), (1962, "Plus jeune")]:
        agreement = factories.AgreementFactory(title=title)
        factories.AgreementEventFactory(agreement=agreement, year=year)
    hidden = factories.AgreementFactory(draft=True)
    factories.AgreementEventFactory(agreement=hidden, year=1900)

    text = page_of(client, "/").text

    assert "1956 C’est l’année du plus ancien accord connu de l’annuaire." in text
    assert "Annecy – Cheltenham" in text
    assert "Plus jeune" not in text
    assert "1900" not in text


def test_the_longest_way_is_told(client: Client) -> None:
    annecy = factories.CollectivityFactory(name="Annecy", lat=45.9, lng=6.13)
    for lat, lng, label in [(-22.27, 166.44, "Nouméa"), (46.2, 6.14, "Genève")]:
        factories.LocationFactory(action__lead=annecy, label=label, lat=lat, lng=lng)

    text = page_of(client, "/").text

    assert "C’est la coopération la plus lointaine : Annecy – Nouméa" in text
    assert "16 840 km" in text


def test_each_kind_of_agreement_is_explained_and_leads_to_its_list(
    client: Client,
) -> None:
    factories.AgreementFactory(kind=AgreementKind.TWINNING)

    page = page_of(client, "/")

    for kind in ("cooperation_decentralisee", "jumelage", "pacte_amitie"):
        assert f"/accords/?type={kind}" in page.links
    assert "1 accord dans l’annuaire" in page.text
    assert "enquête CSI 2021, publiée en décembre 2022" in page.text


def test_themes_lead_to_their_actions(client: Client) -> None:
    factories.ActionFactory(themes=[factories.ThemeFactory(name_fr="Eau")])

    page = page_of(client, "/")

    assert "Eau 1" in page.text
    assert "/actions/?theme=eau_assainissement" in page.links


@pytest.mark.slow
@pytest.mark.parametrize("item_count", [1, 3])
def test_the_home_page_takes_the_same_queries_whatever_there_is(
    client: Client, item_count: int, django_assert_num_queries: Any
) -> None:
    for number in range(item_count):
        theme = factories.ThemeFactory(code=f"theme-{number}")
        action = factories.ActionFactory(
            themes=[theme], agreement=factories.AgreementFactory()
        )
        factories.LocationFactory(action=action)
        factories.InvolvementFactory(action=action)

    with django_assert_num_queries(25):
        client.get("/")


@pytest.mark.parametrize("address", TEXTS)
def test_a_page_of_text_asks_nothing_of_the_directory(
    client: Client, address: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):  # the version of the public data, the menu
        page = page_of(client, address)

    assert page.canonical == f"https://passerelles.example{address}"


@pytest.mark.parametrize(
    "words",
    [
        "GeoNames CC BY 4.0",
        "Licence Ouverte 2.0",
        "Natural Earth",
        "Unicode CLDR",
        "Enquête CSI 2021, publiée en décembre 2022",
        "Cité de la Solidarité Internationale",
    ],
)
def test_the_sources_are_named_with_their_licences(client: Client, words: str) -> None:
    assert words in page_of(client, "/a-propos/").text


@pytest.mark.parametrize("address", TEXTS)
def test_visitors_are_told_where_to_write(
    client: Client, settings: Any, address: str
) -> None:
    settings.CONTACT_EMAIL = "annuaire@exemple.fr"

    assert "mailto:annuaire@exemple.fr" in page_of(client, address).links


def test_the_page_on_privacy_names_who_serves_the_tiles_of_maps(
    client: Client, settings: Any
) -> None:
    assert "fond des cartes" not in page_of(client, "/confidentialite/").text

    settings.TILES_ORIGIN = "https://tuiles.example"
    assert (
        "le fond des cartes est demandé par votre navigateur à https://tuiles.example"
        in page_of(client, "/confidentialite/").text
    )


def test_without_an_address_the_page_says_so(client: Client, settings: Any) -> None:
    settings.CONTACT_EMAIL = ""

    text = page_of(client, "/a-propos/").text
    assert "Adressez-vous à la Cité de la Solidarité Internationale." in text
    assert "mailto:" not in text


def test_the_legal_notice_names_who_answers_and_who_hosts(
    client: Client, settings: Any
) -> None:
    settings.LEGAL_DIRECTOR, settings.LEGAL_HOST = "La présidente", "Un hébergeur"

    text = page_of(client, "/mentions-legales/").text

    assert "Responsable de la publication La présidente" in text
    assert "Hébergeur Un hébergeur" in text
    assert "EUPL" in text


def test_what_the_legal_notice_lacks_is_not_the_visitors_concern(
    client: Client, settings: Any
) -> None:
    settings.LEGAL_DIRECTOR = settings.LEGAL_HOST = ""

    text = page_of(client, "/mentions-legales/").text

    assert "Responsable de la publication" not in text
    assert "Hébergeur" not in text
    assert "À renseigner" not in text


def test_the_accessibility_statement_does_not_claim_an_audit(client: Client) -> None:
    text = page_of(client, "/accessibilite/").text

    assert "n’a pas encore été audité" in text
    assert "Défenseur des droits" in text


def test_the_privacy_page_tells_how_long_a_session_lasts(client: Client) -> None:
    text = page_of(client, "/confidentialite/").text

    assert "aucun cookie" in text
    assert "après 3 heures sans activité, et au plus tard après 12 heures" in text


@pytest.mark.parametrize("address", ["/", *TEXTS])
def test_the_site_is_also_at_its_english_address(client: Client, address: str) -> None:
    page = page_of(client, f"/en{address}")

    assert page.canonical == f"https://passerelles.example/en{address}"
