"""Finding what cells name, and offering what they may mean."""

from typing import Any

import pytest

from cooperation.enums import AliasKind, CollectivityKind
from cooperation.models import CollectivityAlias
from cooperation.spreadsheets.matching.authorities import (
    AuthorityIndex,
    MatchResult,
)
from cooperation.spreadsheets.matching.lookups import AuthorityLookup
from cooperation.spreadsheets.matching.names import AuthorityQuery, FuzzyNameIndex
from cooperation.spreadsheets.matching.places import PlaceIndex
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def annecy() -> Any:
    """Annecy, which took over Annecy-le-Vieux."""
    annecy = factories.CollectivityFactory(name="Annecy", insee_code="74010")
    CollectivityAlias.objects.create(
        collectivity=annecy, name="Annecy-le-Vieux", kind=AliasKind.DELEGATED
    )
    return annecy


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Saint-Étienne", "St Etienne"),
        ("Saint-Étienne", "Ville de SAINT–ETIENNE"),
        ("L’Étoile-d’Or", "L'Etoile d'Or"),
        ("Sainte-Foy-lès-Lyon", "Mairie de Ste-Foy-les-Lyon"),
        ("Fontaine-lès-Dijon", "fontaine les dijon"),
    ],
)
def test_an_authority_is_found_however_it_is_spelt(name: str, written: str) -> None:
    commune = factories.CollectivityFactory(name=name)
    assert AuthorityIndex().find(AuthorityQuery(written)) == MatchResult(commune.pk)


def test_a_department_is_known_by_its_number_and_a_region_by_its_letters() -> None:
    code = factories.DepartmentFactory(code="74")
    department = factories.CollectivityFactory(
        name="Haute-Savoie", kind=CollectivityKind.DEPARTEMENT, department=code
    )
    region = factories.CollectivityFactory(
        name="Auvergne-Rhône-Alpes", kind=CollectivityKind.REGION, department=None
    )
    known = AuthorityIndex()
    assert known.find(AuthorityQuery("CD 74")).pk == department.pk
    assert known.find(
        AuthorityQuery("Conseil départemental de la Haute-Savoie")
    ).pk == (department.pk)
    assert known.find(AuthorityQuery("Région AURA")).pk == region.pk


def test_codes_are_known_without_the_zero_that_a_spreadsheet_took() -> None:
    bourg = factories.CollectivityFactory(
        name="Bourg-en-Bresse",
        insee_code="01053",
        department=factories.DepartmentFactory(code="01"),
    )
    assert AuthorityLookup().by_code("1053").key == bourg.pk


def test_a_commune_that_was_merged_is_its_present_one_and_that_is_said(
    annecy: Any,
) -> None:
    match = AuthorityIndex().find(AuthorityQuery("Annecy le Vieux"))
    assert match == MatchResult(
        annecy.pk, "rattaché à Annecy, sous un autre de ses noms"
    )


def test_near_names_of_authorities_are_offered_with_the_reason(annecy: Any) -> None:
    chevilly = factories.CollectivityFactory(name="Chevilly-Larue")
    elsewhere = factories.CollectivityFactory(
        name="Annecy", department=factories.DepartmentFactory(code="60")
    )
    known = AuthorityIndex()
    assert [
        (near.pk, near.reason)
        for near in known.candidates(AuthorityQuery("Cheville Larue"))
    ] == [(chevilly.pk, "nom proche")]
    asked = AuthorityQuery("Anecy le Vieu", department=annecy.department_id)
    assert [(near.pk, near.reason) for near in known.candidates(asked)] == [
        (annecy.pk, "aussi connue comme « Annecy-le-Vieux »")
    ]
    homonyms = known.candidates(AuthorityQuery("Annecy"), most=2)
    assert {near.pk for near in homonyms} == {annecy.pk, elsewhere.pk}
    assert {near.reason for near in homonyms} == {"même nom"}
    assert known.candidates(AuthorityQuery("Xyz")) == []


def test_near_places_of_the_country_are_offered() -> None:
    country = factories.CountryFactory()
    tera = factories.PlaceFactory(name="Tillabéri", country=country, population=9_000)
    factories.PlaceFactory(name="Zinder", country=country)
    offered = PlaceIndex().candidates("Tilaberi", country.pk)
    assert [(near.pk, near.label, near.reason) for near in offered] == [
        (tera.pk, f"Tillabéri ({country.pk})", "nom proche")
    ]


@pytest.mark.parametrize("sign", [" ", "(", "a "])
def test_a_long_name_takes_no_time(annecy: Any, sign: str) -> None:
    long = f"x{sign * 30_000}!"
    known = AuthorityIndex()
    assert known.find(AuthorityQuery(long)).pk is None
    assert known.candidates(AuthorityQuery(long)) == []
    assert PlaceIndex().find(long, "NE").pk is None


def test_names_that_share_nothing_are_not_near() -> None:
    keys = ["saint denis", "saint germain", "lyon", "chevilly larue"]
    index = FuzzyNameIndex(keys)
    assert index.find_nearest("cheville larue") == ["chevilly larue"]
    assert index.find_nearest("saint deni") == ["saint denis"]
    assert index.find_nearest("bordeaux") == []
