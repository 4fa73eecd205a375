"""The lists of actions and agreements, as pages."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.factories import (
    ActionFactory,
    AgreementEventFactory,
    AgreementFactory,
    CollectivityFactory,
    CountryFactory,
    FundingFactory,
    GoalFactory,
    InvolvementFactory,
    LocationFactory,
    PartnerFactory,
    PlaceFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def read(client: Client, address: str, **headers: str) -> str:
    """Return the page at an address."""
    response = client.get(address, headers=headers or None)
    assert response.status_code == 200
    return response.content.decode()


def total(page: str) -> int:
    """Return the number that the element of the results carries."""
    (number,) = re.findall(r'id="results"\s+data-total="(\d+)"', page)
    return int(number)


def titles(page: str) -> list[str]:
    """Return the titles of the cards, without markup."""
    found = re.findall(r'<h3 class="card__title">(.*?)</h3>', page, re.DOTALL)
    return [plain(title) for title in found]


def plain(html: str) -> str:
    """Return the text of a piece of page."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def option(page: str, name: str, value: str) -> str:
    """Return the text of an option of a facet: its label and its count."""
    found = re.search(rf'<label for="f-{name}-{value}">(.*?)</label>', page, re.DOTALL)
    assert found
    return plain(found[1])


# The page -----------------------------------------------------------------------------


def test_the_list_says_how_many_actions_there_are_and_where(client: Client) -> None:
    LocationFactory(action__title="Forage")
    LocationFactory(action__title="Captage", country=CountryFactory(iso2="BJ"))
    page = read(client, "/actions/")
    assert total(page) == 2
    assert "2 actions dans 2 pays" in plain(page)
    assert titles(page) == ["Captage", "Forage"]


def test_the_list_of_agreements(client: Client) -> None:
    AgreementFactory(collectivity__name="Annecy", counterpart__name="Vicence")
    page = read(client, "/accords/")
    assert total(page) == 1
    assert "1 accord" in plain(page)
    assert titles(page) == ["Annecy et Vicence"]


@pytest.mark.slow
def test_thousands_are_parted(client: Client) -> None:
    lead = CollectivityFactory()
    actions = [ActionFactory.build(lead=lead, title="A") for _number in range(1001)]
    type(actions[0]).objects.bulk_create(actions)
    assert "1\N{NO-BREAK SPACE}001 actions" in read(client, "/actions/")


def test_the_list_in_english(client: Client) -> None:
    ActionFactory(themes=[ThemeFactory(name_fr="Eau", name_en="Water")])
    assert option(read(client, "/en/actions/"), "theme", "eau_assainissement") == (
        "Water 1"
    )


def test_drafts_are_nowhere(client: Client) -> None:
    ActionFactory(draft=True, title="Zinzolin")
    AgreementFactory(draft=True, title="Zinzolin")
    for address in ["/actions/", "/accords/"]:
        page = read(client, address)
        assert total(page) == 0
        assert "Zinzolin" not in page


def test_downloads_are_of_this_very_selection(client: Client) -> None:
    LocationFactory()
    page = unescape(read(client, "/actions/?pays=NE&page=1&utm_source=x&tri=titre"))
    for suffix in ["csv", "xlsx", "geojson"]:
        assert f'href="/actions.{suffix}?pays=ne&tri=titre"' in page


def test_downloads_of_everything_have_no_query(client: Client) -> None:
    AgreementFactory()
    assert 'href="/accords.csv"' in read(client, "/accords/")


# Choices ------------------------------------------------------------------------------


@pytest.mark.slow
def test_facets_show_what_each_choice_would_give(client: Client) -> None:
    epci = CollectivityFactory(epci_kind=True, name="Grand Annecy", slug="grand-annecy")
    lead = CollectivityFactory(name="Annecy", slug="annecy", epci=epci)
    for country in [CountryFactory(), CountryFactory(iso2="BJ", name_fr="Bénin")]:
        action = ActionFactory(
            lead=lead,
            agreement=AgreementFactory(),
            themes=[ThemeFactory(name_fr="Eau")],
            goals=[GoalFactory(name_fr="Eau propre")],
        )
        LocationFactory(action=action, country=country)
        InvolvementFactory(action=action)
        FundingFactory(action=action, window__name_fr="Oudin-Santini")
    folded = ("region", "odd", "type", "guichet", "nature", "collectivite", "epci")
    whole = {
        name: read(client, f"/actions/?pays=ne&voir={name}")
        for name in (*folded, "departement")
    }
    page = read(client, "/actions/?pays=ne")
    assert total(page) == 1
    assert option(page, "pays", "ne") == "Niger 1"
    assert option(page, "pays", "bj") == "Bénin 1"
    assert option(whole["region"], "region", "011") == "Afrique de l’Ouest 1"
    assert option(page, "theme", "eau_assainissement") == "Eau 1"
    assert option(whole["odd"], "odd", "6") == "6 Eau propre 1"
    assert option(whole["type"], "type", "jumelage") == "Jumelage 1"
    assert option(page, "statut", "en_cours") == "En cours 1"
    assert option(whole["guichet"], "guichet", "oudin_santini") == "Oudin-Santini 1"
    assert option(whole["collectivite"], "collectivite", "annecy") == "Annecy 1"
    assert option(whole["epci"], "epci", "grand-annecy") == "Grand Annecy 1"
    assert option(whole["departement"], "departement", "74") == "Haute-Savoie (74) 1"
    assert option(whole["nature"], "nature", "ong") == "ONG 1"


@pytest.mark.slow
def test_choices_are_ticked_and_may_be_taken_away(client: Client) -> None:
    LocationFactory(action=ActionFactory(themes=[ThemeFactory(name_fr="Eau")]))
    page = unescape(read(client, "/actions/?pays=ne&theme=eau_assainissement"))
    assert re.search(r'name="pays" value="ne" checked', page)
    assert 'href="?theme=eau_assainissement"' in page
    assert 'href="?pays=ne"' in page


@pytest.mark.slow
def test_choices_that_no_control_shows_are_kept_by_the_form(client: Client) -> None:
    InvolvementFactory(partner__slug="hydraulique")
    page = read(client, "/actions/?partenaire=hydraulique&bbox=-180,-90,180,90")
    assert '<input type="hidden" name="partenaire" value="hydraulique">' in page
    assert '<input type="hidden" name="bbox" value="-180,-90,180,90">' in page


PARTS = {"HX-Request": "true", "HX-Target": "options-collectivite"}


@pytest.fixture
def thirty() -> None:
    """Thirty authorities with an action each; one has two."""
    for number in range(30):
        lead = CollectivityFactory(
            slug=f"commune-{number:02}", name=f"Commune {number:02}"
        )
        ActionFactory.create_batch(2 if number == 25 else 1, lead=lead)


def values(page: str, name: str = "collectivite") -> list[str]:
    """Return the values of a facet that a page holds."""
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


def test_a_folded_facet_holds_nothing_but_the_link_to_its_values(
    client: Client, thirty: None
) -> None:
    page = unescape(read(client, "/actions/?tri=titre"))
    assert values(page) == []
    link = '<p class="facet__more"><a href="/actions/?tri=titre&voir=collectivite">'
    assert link in page
    assert len(values(read(client, "/actions/?voir=collectivite", **PARTS))) == 30


@pytest.mark.slow
def test_a_long_facet_shows_its_beginning_and_leads_to_the_rest(
    client: Client, thirty: None
) -> None:
    address = "/actions/?collectivite=commune-29&tri=titre"
    page = unescape(read(client, address))
    shown = values(page)
    assert shown[:2] == ["commune-29", "commune-25"]
    assert len(shown) == 6
    assert f'href="{address}&voir=collectivite"' in page


@pytest.mark.slow
def test_the_page_of_a_facet_keeps_the_selection_and_leads_back(
    client: Client, thirty: None
) -> None:
    address = "/actions/?collectivite=commune-29&tri=titre"
    page = unescape(read(client, f"{address}&voir=collectivite"))
    assert len(values(page)) == 30
    assert 'id="results"' not in page
    assert '<input type="hidden" name="tri" value="titre">' in page
    assert f'<a href="{address}">\nRevenir à « Actions »\n</a>' in page


def test_values_are_searched_by_their_name_and_the_chosen_stay(
    client: Client, thirty: None
) -> None:
    address = "/actions/?collectivite=commune-29&voir=collectivite&valeurs=COMMUNE+1"
    matching = [f"commune-{number:02}" for number in range(30) if "1" in f"{number:02}"]
    assert sorted(values(read(client, address))) == [*matching, "commune-29"]
    assert values(read(client, address, **PARTS)) == values(read(client, address))


def test_a_facet_of_too_many_values_says_to_search_for_the_others(
    client: Client, thirty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cooperation.presenters.facet_choices.MAX_OPTIONS", 10)
    page = plain(read(client, "/actions/?voir=collectivite"))
    assert "Les 10 valeurs les plus fréquentes." in page


def test_facets_shown_whole_stay_so_and_the_address_does_not_say_it(
    client: Client, thirty: None
) -> None:
    headers = {"HX-Request": "true", "HX-Target": "results"}
    address = "/actions/?tri=titre&voir=collectivite"
    response = client.get(address, headers=headers)
    page = response.content.decode()
    assert total(page) == 31
    assert len(values(page)) == 30
    assert response.headers["HX-Push-Url"] == "/actions/?tri=titre"


@pytest.mark.parametrize("asked", ["zinzolin", "", "collectivite%00"])
def test_a_facet_that_does_not_exist_is_the_list(client: Client, asked: str) -> None:
    response = client.get(f"/actions/?voir={asked}")
    assert response.status_code in {200, 400}
    if response.status_code == 200:
        assert 'id="results"' in response.content.decode()


def test_years_are_proposed_and_kept(client: Client) -> None:
    ActionFactory(start_year=1995, end_year=2003)
    page = read(client, "/actions/?annee_min=2000")
    assert re.search(r'name="annee_min"\s+value="2000" placeholder="1995"', page)
    assert re.search(r'name="annee_max"\s+value="" placeholder="2003"', page)


@pytest.mark.parametrize("address", ["/actions/?tri=titre", "/accords/?tri=titre"])
def test_the_order_chosen_is_shown(client: Client, address: str) -> None:
    page = read(client, address)
    assert re.search(r'<option value="titre"\s+selected>', page)
    assert 'value="pertinence"' not in page


def test_relevance_is_the_order_of_a_search(client: Client) -> None:
    page = read(client, "/actions/?q=eau")
    assert re.search(r'<option value=""\s+selected>Pertinence', page)
    assert re.search(r'<option value="recent"\s*>', page)


# Searching ----------------------------------------------------------------------------


def test_words_found_are_marked(client: Client) -> None:
    action = ActionFactory(title="Forages à <Téra>", lead__name="Annemasse")
    InvolvementFactory(action=action, partner=PartnerFactory(name="Eau vive"))
    page = read(client, "/actions/?q=forage+annemasse+eau")
    assert "<mark>Forages</mark> à &lt;Téra&gt;" in page
    assert "<mark>Annemasse</mark>" in page
    assert "<mark>Eau</mark> vive" in page


def test_what_only_the_description_says_is_shown_around_it(client: Client) -> None:
    ActionFactory(
        title="Action", summary="Résumé.", description="Un puits. Des forages profonds."
    )
    page = read(client, "/actions/?q=forage")
    assert "Un puits. Des <mark>forages</mark> profonds." in page
    assert "Résumé." not in page


# What does not go well ----------------------------------------------------------------


def test_what_is_not_understood_is_named_calmly(client: Client) -> None:
    ActionFactory()
    page = read(client, "/actions/?pays=zz&annee_min=x")
    assert total(page) == 1
    assert "« zz » n’est pas une valeur du filtre « Pays (pays) »." in page
    assert "donnez une année" in page


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["99999", "0", "-1", "abc", "1e99", "9" * 3000])
def test_a_page_that_does_not_exist_is_the_nearest(client: Client, asked: str) -> None:
    ActionFactory.create_batch(26)
    page = read(client, f"/actions/?page={asked}")
    assert "Il n’y a pas de page" in page
    assert len(titles(page)) in {1, 25}


def test_an_empty_list_says_which_filter_to_loosen(client: Client) -> None:
    LocationFactory(action__title="Forage")
    ThemeFactory(name_fr="Eau")
    page = read(client, "/actions/?q=forage&pays=ne&theme=eau_assainissement")
    assert total(page) == 0
    text = plain(page)
    assert "Sans le filtre « Thématique » (Eau) 1" in text
    assert "Sans le filtre « Pays »" not in text
    assert 'href="/actions/?q=forage&amp;pays=ne"' in page


def test_an_empty_list_without_a_useful_filter_to_loosen(client: Client) -> None:
    page = read(client, "/actions/?q=zinzolin")
    assert total(page) == 0
    assert "Essayez un mot plus court" in page


# Pages --------------------------------------------------------------------------------


@pytest.mark.slow
def test_pages_follow_each_other_without_overlap(client: Client) -> None:
    ActionFactory.create_batch(55, title="A")
    found = [
        url
        for number in [1, 2, 3]
        for url in re.findall(
            r'<h3 class="card__title"><a href="([^"]+)"',
            re.sub(r"\s*\n\s*", "", read(client, f"/actions/?page={number}")),
        )
    ]
    assert len(found) == len(set(found)) == 55


@pytest.mark.slow
def test_pages_keep_the_choices(client: Client) -> None:
    for _number in range(26):
        LocationFactory()
    page = unescape(read(client, "/actions/?pays=ne"))
    assert 'href="?pays=ne&page=2"' in page


# Parts --------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/actions/", "/accords/"])
def test_htmx_gets_what_changes_only(client: Client, address: str) -> None:
    page = client.get(address, headers=HTMX).content.decode()
    assert "<html" not in page
    for part in ['id="results"', 'id="facets"', 'id="recherche"', "<title>"]:
        assert page.count(part) == 1


def test_going_back_gives_the_whole_page(client: Client) -> None:
    headers = HTMX | {"HX-History-Restore-Request": "true"}
    page = client.get("/actions/", headers=headers).content.decode()
    assert "<html" in page


def test_caches_tell_parts_from_pages(client: Client) -> None:
    assert "HX-Request" in client.get("/actions/").headers["Vary"]


# Cost ---------------------------------------------------------------------------------


def everything(number: int) -> None:
    """Create an action and an agreement with all that cards show."""
    agreement = AgreementFactory(
        title=f"Forage {number}",
        other_signatories=[CollectivityFactory()],
        themes=[ThemeFactory()],
        goals=[GoalFactory()],
        partners=[PartnerFactory()],
        places=[PlaceFactory()],
    )
    AgreementEventFactory(agreement=agreement)
    action = ActionFactory(
        title=f"Forage {number}",
        start_year=2000,
        agreement=agreement,
        themes=[ThemeFactory()],
        lead__epci=CollectivityFactory(epci_kind=True),
    )
    type(agreement).objects.update(collectivity=action.lead)
    LocationFactory(action=action)
    InvolvementFactory(action=action)


@pytest.mark.slow
@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/actions/", 18),
        ("/actions/?q=forage&pays=ne&annee_min=1900", 25),
        ("/accords/", 19),
        ("/accords/?q=forage&pays=ne&statut=en_cours", 26),
    ],
)
def test_a_list_takes_as_many_queries_whatever_its_length(
    client: Client,
    django_assert_num_queries,
    item_count: int,
    address: str,
    queries: int,
) -> None:
    for number in range(item_count):
        everything(number)
    with django_assert_num_queries(queries):
        assert total(read(client, address)) == item_count
