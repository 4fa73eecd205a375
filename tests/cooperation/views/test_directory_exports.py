"""Exports of authorities, partners and countries: the selection of their lists."""

import csv
import io
import json
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.test import Client

from cooperation import enums
from tests import factories

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> bytes:
    answer: Any = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def read_csv(client: Client, address: str) -> list[dict[str, str]]:
    text = read(client, address).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
def directory() -> None:
    """Annecy acts in Niger, with Évian, and signed with Vicenza; a draft says more."""
    region = factories.RegionFactory(code="84", name="Auvergne-Rhône-Alpes")
    annecy = factories.CollectivityFactory(
        name="Annecy",
        slug="annecy",
        insee_code="74010",
        siren="200063402",
        department__code="74",
        department__name="Haute-Savoie",
        department__region=region,
        population=131_000,
        lat=45.8992,
        lng=6.1294,
        website="https://www.annecy.example/",
    )
    niger = factories.CountryFactory()
    action = factories.ActionFactory(
        lead=annecy,
        start_year=2019,
        verified_on=date(2025, 5, 1),
        verified_by=enums.Verifier.AUTHORITY,
        co_leads=[factories.CollectivityFactory(name="Évian", slug="evian")],
    )
    place = factories.PlaceFactory(name="Téra", country=niger)
    factories.LocationFactory(action=action, country=niger, place=place)
    partner = factories.PartnerFactory(
        name="Régie des eaux", slug="regie", acronym="RE", country=niger, place=place
    )
    factories.InvolvementFactory(action=action, partner=partner)
    italy = factories.CountryFactory(
        iso2="IT", iso3="ITA", name_fr="Italie", name_en="Italy", lat=42, lng=12
    )
    factories.AgreementFactory(
        collectivity=annecy,
        counterpart__name="Vicence",
        counterpart__country=italy,
        country=italy,
    )
    draft = factories.ActionFactory(lead=annecy, draft=True)
    factories.LocationFactory(action=draft, country__iso2="ML")
    factories.CollectivityFactory(name="Cluses")


def test_an_authority_is_told_with_its_numbers_and_countries(
    client: Client, directory: None
) -> None:
    annecy, evian = read_csv(client, "/collectivites.csv")

    expected = {
        "identifiant": "annecy",
        "url": "https://passerelles.example/collectivites/annecy/",
        "nom": "Annecy",
        "nature": "commune",
        "nature_code": "commune",
        "insee": "74010",
        "siren": "200063402",
        "departement": "Haute-Savoie",
        "departement_code": "74",
        "region": "Auvergne-Rhône-Alpes",
        "region_code": "84",
        "epci": "",
        "epci_siren": "",
        "population": "131000",
        "actions": "1",
        "accords": "1",
        "pays": "Italie | Niger",
        "pays_code": "IT | NE",
        "points": "POINT (6.1294 45.8992)",
        "site": "https://www.annecy.example/",
        "confirmee_le": "2025-05-01",
        "fermee_le": "",
        "editeur": "Passerelles, Cité de la Solidarité Internationale",
        "licence": "Licence Ouverte 2.0 (Etalab)",
    }
    assert annecy == expected
    assert (evian["nom"], evian["pays_code"], evian["accords"]) == ("Évian", "NE", "0")


def test_a_partner_is_told_with_its_place_and_numbers(
    client: Client, directory: None
) -> None:
    (row,) = read_csv(client, "/partenaires.csv?pays=ne")

    expected = {
        "identifiant": "regie",
        "url": "https://passerelles.example/partenaires/regie/",
        "nom": "Régie des eaux",
        "sigle": "RE",
        "pays": "Niger",
        "pays_code": "NE",
        "lieu": "Téra",
        "actions": "1",
        "accords": "0",
        "points": "POINT (0.75 14.01)",
        "points_precision": "localite",
    }
    assert {code: row[code] for code in expected} == expected


def test_a_country_is_told_with_both_names_and_each_authority_once(
    client: Client, directory: None
) -> None:
    rows = read_csv(client, "/pays.csv?tri=nom")

    shown = ("code", "nom_fr", "nom_en", "collectivites", "actions", "accords")
    assert [tuple(row[code] for code in shown) for row in rows] == [
        ("IT", "Italie", "Italy", "1", "0", "1"),
        ("NE", "Niger", "Niger", "2", "1", "0"),
    ]
    assert rows[1]["url"] == "https://passerelles.example/pays/ne/"


@pytest.mark.parametrize(
    ("name", "label", "names"),
    [
        ("collectivites", "Nom", ["Annecy", "Évian"]),
        ("partenaires", "Nom", ["Régie des eaux", "Vicence"]),
        ("pays", "Nom en français", ["Italie", "Niger"]),
    ],
)
def test_every_format_has_the_same_rows(
    client: Client, directory: None, name: str, label: str, names: list[str]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(read(client, f"/{name}.xlsx?tri=nom")))
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    geojson = json.loads(read(client, f"/{name}.geojson?tri=nom"))
    features = geojson["features"]

    place = header.index(label)
    assert [row[place] for row in rows] == names
    assert features[0]["geometry"]["type"] == "Point"
    codes = [one["id"] for one in features]
    assert codes == [next(iter(one["properties"].values())) for one in features]


@pytest.mark.parametrize("name", ["collectivites", "partenaires", "pays"])
def test_a_list_leads_to_its_exports_with_its_selection(
    client: Client, directory: None, name: str
) -> None:
    page = client.get(f"/{name}/?tri=accords&vue=tableau").text

    for suffix in ("csv", "xlsx", "geojson"):
        assert f'href="/{name}.{suffix}?tri=accords"' in page


def test_all_authorities_may_be_taken_and_a_wrong_filter_is_refused(
    client: Client, directory: None
) -> None:
    everywhere = read_csv(client, "/collectivites.csv?toutes=1")
    refused = client.get("/pays.csv?region=nimporte")

    assert "Cluses" in [row["nom"] for row in everywhere]
    assert refused.status_code == 400
    assert "nimporte" in refused.text
