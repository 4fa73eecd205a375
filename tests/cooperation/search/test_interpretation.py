"""What words of a search are read as, and what is answered where nothing has them."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from cooperation.enums import AgreementKind
from cooperation.search.alternatives import find_alternative
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from tests.factories import (
    ActionFactory,
    AgreementFactory,
    CollectivityFactory,
    CountryFactory,
    DepartmentFactory,
    FundingWindowFactory,
    GoalFactory,
    LocationFactory,
    SynonymFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def search(text: str, kind: Any = ActionFilterSet) -> Any:
    """Return the selection that a typed text makes."""
    data = QueryDict(mutable=True)
    data["q"] = text
    return kind(data)


def read(text: str, kind: Any = ActionFilterSet) -> dict[str, str]:
    """Return what words of a text are read as: parameter and label, by words."""
    found = search(text, kind).search
    return {one.text: f"{one.param}: {one.label}" for one in found.understood}


def titles(text: str) -> list[str]:
    return [action.title for action in search(text).qs]


@pytest.fixture
def niger() -> Any:
    return CountryFactory(iso2="NE", iso3="NER", name_fr="Niger", name_en="Niger")


@pytest.fixture
def water() -> Any:
    theme = ThemeFactory(code="eau", name_fr="Eau et assainissement")
    for text in ("AEP", "forage", "eau"):
        SynonymFactory(text=text, param="theme", value="eau")
    return theme


def make_action(title: str, **where: Any) -> Any:
    action = ActionFactory(title=title, themes=where.pop("themes", []))
    if where:
        LocationFactory(action=action, **where)
    return action


# Reading ------------------------------------------------------------------------------


def test_a_country_is_read_by_its_usual_names(niger: Any) -> None:
    CountryFactory(iso2="US", iso3="USA", name_fr="États-Unis", name_en="United States")

    assert read("eau au Niger") == {"Niger": "pays: Niger"}
    assert read("USA") == {"USA": "pays: États-Unis"}
    assert read("united states") == {"united states": "pays: États-Unis"}


def test_a_country_is_where_not_what_is_written(niger: Any) -> None:
    make_action("Puits", country=niger)
    make_action("Un voyage au Niger")

    assert titles("Niger") == ["Puits"]
    assert titles('"Niger"') == ["Un voyage au Niger", "Puits"]


def test_countries_are_alternatives(niger: Any) -> None:
    mali = CountryFactory(iso2="ML", iso3="MLI", name_fr="Mali", name_en="Mali")
    make_action("Puits", country=niger)
    make_action("École", country=mali)

    assert sorted(titles("Niger Mali")) == ["Puits", "École"]


def test_a_theme_is_what_is_said_or_what_is_written(water: Any) -> None:
    make_action("Adduction", themes=[water])
    make_action("Un forage pour l’école")
    make_action("Musée")

    assert sorted(titles("forage")) == ["Adduction", "Un forage pour l’école"]
    assert titles("forage")[0] == "Un forage pour l’école"
    assert read("forages") == {"forages": "theme: Eau et assainissement"}


def test_a_compound_is_no_theme(water: Any) -> None:
    assert read("pS-Eau") == {}
    assert read("eau") == {"eau": "theme: Eau et assainissement"}


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("Haute Savoie", {"Haute Savoie": "departement: Haute-Savoie (74)"}),
        ("haute-savoie", {"haute savoie": "departement: Haute-Savoie (74)"}),
        ("74", {"74": "departement: Haute-Savoie (74)"}),
        ("CD 74", {"CD 74": "departement: Haute-Savoie (74)"}),
        ("département du Nord", {"département du Nord": "departement: Nord (59)"}),
        ("Nord", {"Nord": "departement: Nord (59)"}),
        ("Nord Kivu", {}),
        ("59 habitants", {}),
        ("74 000 habitants", {}),
    ],
)
def test_departments_by_name_and_number(text: str, understood: dict[str, str]) -> None:
    DepartmentFactory(code="74", name="Haute-Savoie")
    DepartmentFactory(code="59", name="Nord")

    assert read(text) == understood


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("depuis 2015", {"annee_min": "2015"}),
        ("avant 2010", {"annee_max": "2010"}),
        ("entre 2000 et 2010", {"annee_min": "2000", "annee_max": "2010"}),
        ("2015-2020", {"annee_min": "2015", "annee_max": "2020"}),
        ("en 2019", {"annee_min": "2019", "annee_max": "2019"}),
        ("années 90", {"annee_min": "1990", "annee_max": "1999"}),
        ("2010s", {"annee_min": "2010", "annee_max": "2019"}),
        ("1200", {}),
        ("entre 2010 et 2000", {}),
    ],
)
def test_years(text: str, understood: dict[str, str]) -> None:
    found = search(text).search
    years = {one.param: one.label for one in found.understood if "2010 et" not in text}
    assert years == understood


def test_authorities_by_code() -> None:
    CollectivityFactory(name="Bonneville", insee_code="74042", postcodes="74130")

    assert read("74042") == {"74042": "collectivite: Bonneville"}
    assert read("74130") == {"74130": "collectivite: Bonneville"}


def test_a_name_of_everyday_words_is_a_name_where_nothing_else_is_said() -> None:
    CollectivityFactory(name="Eu")

    assert read("Eu") == {"Eu": "collectivite: Eu"}
    assert search("Est").problems == ["Ces mots sont trop courants pour être cherchés."]


def test_kinds_of_agreements_in_both_languages() -> None:
    SynonymFactory(text="jumelage")
    SynonymFactory(text="twinning")
    twinning = AgreementFactory(kind=AgreementKind.TWINNING, title="Annecy – Bayreuth")
    AgreementFactory(kind=AgreementKind.FRIENDSHIP, title="Annecy – Téra")

    for text in ("jumelage", "jumelages", "twinning"):
        assert list(search(text, AgreementFilterSet).qs) == [twinning]


def test_windows_and_statuses_by_synonym() -> None:
    FundingWindowFactory(code="oudin_santini", name_fr="Loi Oudin-Santini")
    SynonymFactory(text="Oudin", param="guichet", value="oudin_santini")
    SynonymFactory(text="en cours", param="statut", value="en_cours")

    assert read("oudin en cours") == {
        "oudin": "guichet: Loi Oudin-Santini",
        "en cours": "statut: en cours",
    }


def test_a_value_that_is_gone_leaves_words_as_they_are() -> None:
    SynonymFactory(text="AEP", param="theme", value="disparue")

    assert read("AEP") == {}
    assert search("AEP").search.words == "AEP"


def test_excluded_words_leave_entries_out() -> None:
    make_action("Forage à Téra")
    make_action("Puits à Téra")

    assert titles("Téra -forage") == ["Puits à Téra"]
    assert read("-Niger Téra") == {}


@pytest.mark.parametrize("text", ["St Julien", "saint-julien", "st-julien"])
def test_saints_are_written_either_way(text: str) -> None:
    make_action("Jumelage de Saint-Julien-en-Genevois")
    make_action("Julienne")

    assert titles(text) == ["Jumelage de Saint-Julien-en-Genevois"]


def test_invisible_signs_are_not_read() -> None:
    make_action("Annecy et Téra")

    assert titles("An\u200bne\u00adcy") == ["Annecy et Téra"]


@pytest.mark.parametrize(
    "text",
    [
        "qui travaille sur l’eau au Niger",
        "who works on water in Niger near us",
        "projets d'eau des communes au Niger près de chez nous",
    ],
)
def test_words_that_ask_are_not_wanted_of_entries(
    text: str, niger: Any, water: Any
) -> None:
    SynonymFactory(text="water", param="theme", value="eau")
    make_action("Adduction", themes=[water], country=niger)
    make_action("Projets d’eau", themes=[water], country=niger)
    make_action("Musée", country=niger)

    assert sorted(titles(text)) == ["Adduction", "Projets d’eau"]


def test_words_that_every_text_has_are_no_choice_of_their_own(
    niger: Any, water: Any
) -> None:
    chosen = search("qui travaille sur l’eau au Niger").chosen

    assert [one.label for one in chosen] == [str(water), "Niger"]


def test_words_that_ask_count_for_the_order_and_alone() -> None:
    make_action("Annecy – Téra")
    make_action("Projet Annecy – Téra")

    assert titles("projet Téra") == ["Projet Annecy – Téra", "Annecy – Téra"]
    assert titles("projets") == ["Projet Annecy – Téra"]
    assert titles('"projet" Téra') == ["Projet Annecy – Téra"]
    assert search("projet Téra").search.literal == '"projet" Téra'


def test_a_part_of_a_compound_or_of_a_kind_does_not_ask() -> None:
    make_action("La Ville-aux-Dames et Téra")
    make_action("Communauté de communes des Dames")

    assert titles("Ville-aux-Dames") == ["La Ville-aux-Dames et Téra"]
    assert titles("communauté de communes") == ["Communauté de communes des Dames"]


@pytest.mark.parametrize(
    "text", ["Bourg-en-Bresse", "bourg en bresse", "Bourg-en-Br", "Bourgenbresse"]
)
def test_names_of_several_words_are_written_with_and_without_hyphens(text: str) -> None:
    for title in ("Bourg-en-Bresse – Yinchuan", "Bourgenbresse", "Bourg en Champagne"):
        make_action(title)

    found = titles(text)
    assert "Bourg en Champagne" not in found
    assert "Bourg-en-Bresse – Yinchuan" in found or text == "Bourgenbresse"


@pytest.mark.parametrize("text", ["près d’Annemasse", "autour d’Annemasse"])
def test_near_a_place_is_its_department(text: str) -> None:
    haute_savoie = DepartmentFactory(code="74", name="Haute-Savoie")
    CollectivityFactory(name="Annemasse", department=haute_savoie)

    assert list(read(f"eau {text}").values()) == ["departement: Haute-Savoie (74)"]


def test_near_us_is_no_place() -> None:
    CollectivityFactory(name="Us", department=DepartmentFactory(code="95"))

    assert read("Téra near us") == {}


def test_plurals_and_inhabitants_stand_for_what_they_are_of() -> None:
    CountryFactory(iso2="DE", iso3="DEU", name_fr="Allemagne", name_en="Germany")
    SynonymFactory(text="allemand", param="pays", value="de")
    SynonymFactory(text="sister city")
    SynonymFactory(text="journal", param="type")

    assert read("franco-allemand") == {"franco allemand": "pays: Allemagne"}
    assert read("allemands") == {"allemands": "pays: Allemagne"}
    agreements = (
        read("sister cities", AgreementFilterSet),
        read("journaux", AgreementFilterSet),
    )
    assert [list(one) for one in agreements] == [["sister cities"], ["journaux"]]


@pytest.mark.parametrize("text", ["ODD 6", "odd6", "objectif 6", "goal 6"])
def test_goals_by_their_number(text: str) -> None:
    GoalFactory(number=6)
    assert list(read(text)) == [text]


# Saying so ----------------------------------------------------------------------------


def test_what_was_read_is_shown_and_taken_back(client: Client, niger: Any) -> None:
    make_action("Puits", country=niger)

    chosen = search("puits Niger").chosen
    page = client.get("/actions/", {"q": "puits Niger"}).content.decode()

    assert [(tag.facet, tag.label, tag.query) for tag in chosen] == [
        ("Pays", "Niger", "q=puits"),
        ("Recherche", "puits", "q=Niger"),
    ]
    assert "Ces choix sont lus dans votre recherche." in page
    assert 'href="?q=puits%20%22Niger%22">Chercher ces mots' in page


def test_other_choices_stay_beside_the_search(niger: Any) -> None:
    make_action("Puits", country=niger)
    mali = CountryFactory(iso2="ML", iso3="MLI", name_fr="Mali", name_en="Mali")

    selection = ActionFilterSet(QueryDict(f"q=Niger&pays={mali.iso2.lower()}"))

    assert list(selection.qs) == []
    assert [tag.query for tag in selection.chosen] == ["pays=ml", "q=Niger"]


# Where nothing answers ----------------------------------------------------------------


def alternative(text: str) -> Any:
    return find_alternative(ActionFilterSet, search(text).data)


def test_a_word_with_a_mistake_is_respelled(client: Client) -> None:
    burkina = CountryFactory(iso2="BF", iso3="BFA", name_fr="Burkina Faso")
    make_action("Barrage", country=burkina)

    other = alternative("Burkna Faso")
    page = client.get("/actions/", {"q": "Burkna Faso"}).content.decode()

    assert (other.text, other.left_out) == ("burkina Faso", "")
    assert "Résultats pour « burkina Faso »." in page
    assert "Chercher exactement « Burkna Faso »" in page
    assert 'data-total="1"' in page


@pytest.mark.parametrize("text", ["Syunique", "Siounik", "Sjunik"])
def test_a_name_is_found_by_its_sound(text: str) -> None:
    make_action("Région du Syunik")

    assert alternative(text).text == "syunik"


def test_a_word_of_drafts_respells_nothing() -> None:
    ActionFactory(title="Assainissement", publication="brouillon")
    make_action("Puits")

    assert alternative("assainisement") is None


def test_a_part_is_left_out_where_no_entry_has_all(client: Client, niger: Any) -> None:
    make_action("Puits", country=niger)
    make_action("École", country=niger)

    other = alternative("puits musée Niger")
    page = client.get("/actions/", {"q": "puits musée Niger"}).content.decode()

    assert (other.text, other.left_out) == ("Niger puits", "musée")
    assert "voici ce qui répond sans « musée »" in page


def test_machine_formats_answer_what_was_asked(client: Client) -> None:
    burkina = CountryFactory(iso2="BF", iso3="BFA", name_fr="Burkina Faso")
    make_action("Barrage", country=burkina)

    rows = client.get("/actions.csv", {"q": "Burkna Faso"})
    text = b"".join(rows.streaming_content).decode()  # type: ignore[attr-defined]

    assert len(text.splitlines()) == 1
