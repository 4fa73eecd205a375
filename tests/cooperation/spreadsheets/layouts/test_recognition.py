"""Which headers are those of a flat table of cooperations."""

import csv

import pytest
from django.conf import settings

from cooperation.columns.worksheets import WORKSHEETS
from cooperation.spreadsheets.layouts import recognize_flat_layout


def split(header: str) -> list[str]:
    return [name.strip() for name in header.split("|")]


@pytest.mark.parametrize(
    "header",
    [
        # Earlier files of the project.
        "id | title | kind | lead_name | partner_name | partner_country_iso2",
        "source_id | type | collectivite_fr | partenaire | pays_iso2 | titre | source",
        # Tables of staff.
        "Type de lien | Collectivité | Ville jumelée | Pays | Année de signature",
        "Commune | Département | Nature | Partenaire | Pays | Thématique | Montant",
        "Nature du lien* | Ville française* | Ville étrangère* | Depuis",
        "LIEN | CHEF DE FILE | PARTENAIRES | BUDGET",
    ],
)
def test_a_table_with_kind_authority_and_partner_is_flat(header: str) -> None:
    assert recognize_flat_layout(split(header)) is not None


@pytest.mark.parametrize(
    "header",
    [
        "Collectivité | Partenaire | Pays | Année",  # no kind of link
        "Type de lien | Partenaire | Pays",
        "Type de lien | Collectivité | Pays",
        "Nom | Courriel",
        "",
    ],
)
def test_a_table_without_one_of_them_is_not(header: str) -> None:
    assert recognize_flat_layout(split(header)) is None


@pytest.mark.parametrize("code", WORKSHEETS)
def test_a_worksheet_of_ours_is_not_flat(code: str) -> None:
    columns = WORKSHEETS[code].columns
    assert recognize_flat_layout([column.code for column in columns]) is None
    assert recognize_flat_layout([str(column.label) for column in columns]) is None
    assert recognize_flat_layout([f"{column.label}*" for column in columns]) is None


def test_a_worksheet_with_a_column_of_staff_is_not_flat() -> None:
    header = ["reference", "titre", "type", "collectivite", "partenaire", "À revoir"]
    assert recognize_flat_layout(header) is None


def test_the_file_of_real_records_is_flat_and_understood_whole() -> None:
    path = settings.BASE_DIR / "fixtures/real/cooperations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        layout = recognize_flat_layout(next(csv.reader(file)))
    assert layout is not None
    assert layout.unknown == ()


def test_the_twinnings_of_wikidata_need_no_kind() -> None:
    header = split("code_insee | commune | partenaire | pays_iso2 | geonameid")
    layout = recognize_flat_layout(header)
    assert layout is not None
    assert layout.defaults["kind"] == "jumelage"
    assert layout.unknown == ("geonameid",)


def test_columns_that_say_nothing_are_named() -> None:
    header = split("Type | Collectivité | Partenaire | Élu référent | Dép | Ville")
    layout = recognize_flat_layout(header)
    assert layout is not None
    assert layout.unknown == ("Élu référent", "Ville")
    assert layout.columns == {
        "kind": "Type",
        "lead": "Collectivité",
        "partner": "Partenaire",
        "department": "Dép",
    }
