"""What cells name is found, or asked about with candidates that are likely."""

from typing import Any

import pytest

from cooperation.enums import AliasKind, CollectivityKind
from cooperation.models import CollectivityAlias
from cooperation.spreadsheets.matching.choices import LookupResult
from cooperation.spreadsheets.matching.lookups import DirectoryLookups
from tests import factories

pytestmark = pytest.mark.django_db

OTHER_NAME = "rattaché à Annecy, sous un autre de ses noms"


def add_alias(owner: Any, name: str, kind: AliasKind = AliasKind.FORMER) -> None:
    CollectivityAlias.objects.create(collectivity=owner, name=name, kind=kind)


@pytest.fixture
def annecy() -> Any:
    """Annecy, beside the group of communes that bore its name."""
    department = factories.DepartmentFactory(code="74", name="Haute-Savoie")
    annecy = factories.CollectivityFactory(
        name="Annecy", insee_code="74010", department=department
    )
    group = factories.CollectivityFactory(
        name="CA du Grand Annecy",
        kind=CollectivityKind.EPCI,
        epci_type="CA",
        department=department,
        siren="200066793",
    )
    add_alias(group, "CA d’Annecy")
    add_alias(annecy, "Cran-Gevrier", AliasKind.DELEGATED)
    add_alias(annecy, "74093", AliasKind.CODE)
    return annecy


@pytest.mark.parametrize(
    "text",
    [
        *("Annecy", "ANNECY", "Ville d’Annecy", "Annecy (74)", "Annecy - 74"),
        *("Annecy, 74", "74 - Annecy", "74000 Annecy", "Annecy (Haute-Savoie)"),
    ],
)
def test_an_exact_official_name_wins_over_a_former_one(annecy: Any, text: str) -> None:
    assert DirectoryLookups().authorities.by_name(text) == LookupResult(annecy.pk)


def test_a_former_code_is_said_as_its_name_is(annecy: Any) -> None:
    known = DirectoryLookups().authorities
    expected = LookupResult(annecy.pk, OTHER_NAME)
    assert known.by_code("74093") == expected
    assert known.by_name("74093") == expected
    assert known.by_name("Cran-Gevrier") == expected


def test_an_authority_of_another_department_is_not_chosen(annecy: Any) -> None:
    factories.DepartmentFactory(code="01")
    found = DirectoryLookups().authorities.by_name("Annecy (01)")
    assert (found.key, found.reason) == (None, "collectivité introuvable")
    assert found.candidates[0].value == "74010"


@pytest.mark.parametrize(
    "text",
    [
        *("SEDIF", "Syndicat des eaux d’Ile-de-France"),
        *("SEDIF – Syndicat des eaux d’Île-de-France", "Syndicat des eaux (SEDIF)"),
    ],
)
def test_an_acronym_is_a_name_with_and_without_the_full_one(text: str) -> None:
    syndicate = factories.CollectivityFactory(
        name="Syndicat des eaux d’Île-de-France (SEDIF)",
        kind=CollectivityKind.SYNDICAT,
        department=None,
    )
    assert DirectoryLookups().authorities.by_name(text).key == syndicate.pk


def test_initials_of_a_group_are_offered_not_chosen() -> None:
    group = factories.CollectivityFactory(
        name="CC du Pays Rochois",
        kind=CollectivityKind.EPCI,
        epci_type="CC",
        siren="247400724",
    )
    known = DirectoryLookups().authorities
    found = known.by_name("CCPR")
    assert (found.key, [one.value for one in found.candidates]) == (None, [group.siren])
    assert known.by_name("CC du Pays Rochois (CCPR)").key == group.pk


@pytest.mark.parametrize(
    "text",
    ["Lyon 3e", "Lyon 3ème arrondissement", "Mairie du 9e arrondissement de Lyon"],
)
def test_an_arrondissement_is_its_commune_and_that_is_said(text: str) -> None:
    lyon = factories.CollectivityFactory(name="Lyon", insee_code="69123")
    found = DirectoryLookups().authorities.by_name(text)
    assert found == LookupResult(lyon.pk, "arrondissement rattaché à Lyon")


def test_a_canton_is_asked_about_with_its_commune() -> None:
    rumilly = factories.CollectivityFactory(name="Rumilly", insee_code="74225")
    found = DirectoryLookups().authorities.by_name("Canton de Rumilly")
    assert found.key is None
    assert "un canton n’est pas une collectivité" in found.reason
    assert [one.value for one in found.candidates] == [rumilly.insee_code]


def test_a_department_is_found_by_its_bare_name_and_said_beside_its_homonym() -> None:
    for code, name in (("80", "Somme"), ("86", "Vienne")):
        factories.CollectivityFactory(
            name=f"Département de la {name}",
            kind=CollectivityKind.DEPARTEMENT,
            department=factories.DepartmentFactory(code=code),
        )
    vienne = factories.CollectivityFactory(name="Vienne", insee_code="38544")
    known = DirectoryLookups().authorities
    assert known.known.names[known.by_name("Somme").key] == "Département de la Somme"
    reason = "compris comme la commune ; existe aussi : Département de la Vienne"
    assert known.by_name("Vienne") == LookupResult(vienne.pk, reason)


def test_a_short_name_of_a_town_is_not_taken_for_its_group() -> None:
    factories.CollectivityFactory(name="Thonon-les-Bains", insee_code="74281")
    factories.CollectivityFactory(
        name="CA Thonon Agglomération",
        kind=CollectivityKind.EPCI,
        epci_type="CA",
        siren="200067551",
    )
    known = DirectoryLookups().authorities
    assert known.by_name("Thonon Agglo").key
    found = known.by_name("Thonon")
    assert found.key is None
    assert {one.value for one in found.candidates} == {"74281", "200067551"}


def test_homonyms_are_all_offered_the_nearest_to_the_lead_first() -> None:
    lead = factories.CollectivityFactory(name="Cluses", lat=46.06, lng=6.58)
    for number in range(7):
        factories.CollectivityFactory(
            name="Bonneville",
            insee_code=f"7400{number}",
            lat=40.0 + number,
            lng=6.4,
            population=1_000 - number,
        )
    known = DirectoryLookups().authorities
    near = [one.value for one in known.by_name("Bonneville", near=lead.pk).candidates]
    assert near == [f"7400{number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    point = known.by_name("Bonneville", near=(40.0, 6.4)).candidates
    assert point[0].value == "74000"
    largest = known.by_name("Bonneville").candidates
    assert [one.value for one in largest] == [f"7400{number}" for number in range(7)]


# Places -----------------------------------------------------------------------------


@pytest.fixture
def countries() -> None:
    for code, name in (("NE", "Niger"), ("CI", "Côte d’Ivoire"), ("CM", "Cameroun")):
        factories.CountryFactory(iso2=code, name_fr=name)


@pytest.fixture
def tera(countries: None) -> Any:
    """Téra of Niger, and its homonym of Côte d'Ivoire."""
    factories.PlaceFactory(name="Téra", country_id="CI", population=1_000)
    return factories.PlaceFactory(name="Téra", country_id="NE", population=30_000)


@pytest.mark.parametrize(
    ("text", "country"),
    [("Téra", "NE"), ("Téra (Niger)", ""), ("Téra, Niger", "NE"), ("Téra (NE)", "")],
)
def test_a_place_is_found_in_the_country_of_the_cell_or_of_its_name(
    tera: Any, text: str, country: str
) -> None:
    found = DirectoryLookups().find_place(text, country)
    assert found == LookupResult(tera.pk, country="NE")


@pytest.mark.parametrize(
    ("text", "country", "reason"),
    [
        ("Téra", "CM", "connu dans un autre pays : Téra (Niger), Téra (Côte d’Ivoire)"),
        ("Téra", "", "donnez aussi le pays"),
        ("Téra (Niger)", "CM", "« Téra (Niger) » : le pays n’est pas celui donné"),
    ],
)
def test_a_place_of_another_country_is_asked_about(
    tera: Any, text: str, country: str, reason: str
) -> None:
    found = DirectoryLookups().find_place(text, country)
    assert (found.key, found.reason) == (None, reason)
    assert found.candidates[0].value == str(tera.pk)
    assert found.candidates[0].label.startswith("Téra (Niger)")


def test_a_canton_in_parentheses_is_no_country(countries: None) -> None:
    factories.CountryFactory(iso2="CH", name_fr="Suisse")
    factories.CountryFactory(iso2="GE", name_fr="Géorgie")
    geneva = factories.PlaceFactory(name="Genève", country_id="CH")
    found = DirectoryLookups().find_place("Genève (GE)", "CH")
    assert found == LookupResult(geneva.pk, country="CH")


def test_a_name_that_holds_the_word_for_town_is_whole(countries: None) -> None:
    place = factories.PlaceFactory(name="Libreville", country_id="CM")
    assert DirectoryLookups().find_place("Libreville", "CM").key == place.pk


def test_places_of_a_cell_are_split_and_placeholders_left(tera: Any) -> None:
    known = DirectoryLookups()
    assert known.split_places("Téra et Gothèye", "NE").value == ["Téra", "Gothèye"]
    assert known.split_places("-", "NE").value == []


# Partners and countries -------------------------------------------------------------


def test_partners_are_found_by_name_without_what_stands_in_parentheses() -> None:
    partner = factories.PartnerFactory(name="EED", acronym="")
    known = DirectoryLookups()
    assert known.partners.find("EED (bureau d’études)") == LookupResult(partner.pk)
    said = LookupResult(partner.pk, "« Paris » laissé de côté")
    assert known.partners.find("EED (Paris)") == said
    offered = known.partners.find("EED Lyon").candidates
    assert [one.value for one in offered] == [partner.slug, "nouveau:EED Lyon"]


@pytest.mark.parametrize("text", ["N/A", "-", "Aucun partenaire"])
def test_a_placeholder_is_no_partner(text: str) -> None:
    found = DirectoryLookups().partners.find(text)
    assert (found.key, found.is_new) == (None, False)


def test_a_list_of_countries_has_candidates_that_are_whole_cells(
    countries: None,
) -> None:
    known = DirectoryLookups()
    assert known.find_countries("Niger et Cameroun").key == ["NE", "CM"]
    found = known.find_countries("Nigger, Cameroun")
    assert found.reason == "« Nigger » : pays inconnu"
    assert found.candidates[0].value == "NE | Cameroun"
