"""The reference files and the real records, as they are shipped."""

from collections import Counter

import pytest

from cooperation import enums
from cooperation.text import normalize
from tests.cooperation.reference.conftest import REAL, read

FOLDER = REAL.parent
LIMIT = 6_000_000


def column(name: str, column: str) -> list[str]:
    return [row[column] for row in read(REAL / name)]


def siren_is_valid(siren: str) -> bool:
    """Luhn's sum: every second digit counts double, and its own digits are added."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(siren)]
    return (
        len(siren) == 9 and sum(sum(divmod(digit, 10)) for digit in doubled) % 10 == 0
    )


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("communes.csv.gz", 34_969),
        ("epci.csv.gz", 1_255),
        ("departments.csv", 109),
        ("regions.csv", 26),
        ("countries.csv", 250),
        ("country_facts.csv", 250),
        ("sub_regions.csv", 22),
        ("places.csv.gz", 100_311),
        ("goals.csv", 17),
        ("themes.csv", 16),
    ],
)
def test_number_of_rows(name: str, count: int) -> None:
    assert len(read(REAL / name)) == count


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("communes.csv.gz", "insee_code"),
        ("epci.csv.gz", "siren"),
        ("departments.csv", "code"),
        ("regions.csv", "code"),
        ("countries.csv", "iso2"),
        ("sub_regions.csv", "code"),
        ("places.csv.gz", "geonames_id"),
        ("themes.csv", "code"),
        ("funding_windows.csv", "code"),
        ("resources.csv", "name"),
        ("other_collectivities.csv", "slug"),
    ],
)
def test_keys_come_once(name: str, key: str) -> None:
    keys = column(name, key)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", ["communes.csv.gz", "epci.csv.gz"])
def test_siren_have_their_check_digit_and_come_once(name: str) -> None:
    sirens = [siren for siren in column(name, "siren") if siren]
    assert [siren for siren in sirens if not siren_is_valid(siren)] == []
    assert len(sirens) == len(set(sirens))


def test_epci_of_each_type() -> None:
    types = Counter(column("epci.csv.gz", "type"))
    assert types == {"CC": 989, "CA": 230, "METRO": 22, "CU": 14}


@pytest.mark.parametrize(
    ("name", "reference", "target", "key"),
    [
        ("communes.csv.gz", "epci", "epci.csv.gz", "siren"),
        ("communes.csv.gz", "department", "departments.csv", "code"),
        ("communes.csv.gz", "region", "regions.csv", "code"),
        ("epci.csv.gz", "department", "departments.csv", "code"),
        ("departments.csv", "region", "regions.csv", "code"),
        ("other_collectivities.csv", "department", "departments.csv", "code"),
        ("other_collectivities.csv", "region", "regions.csv", "code"),
        ("countries.csv", "sub_region", "sub_regions.csv", "code"),
        ("places.csv.gz", "country", "countries.csv", "iso2"),
        ("former_names.csv.gz", "insee_code", "communes.csv.gz", "insee_code"),
        ("former_names.csv.gz", "siren", "epci.csv.gz", "siren"),
        ("former_names.csv.gz", "slug", "other_collectivities.csv", "slug"),
        ("former_names.csv.gz", "department", "departments.csv", "code"),
    ],
)
@pytest.mark.slow
def test_references_lead_somewhere(
    name: str, reference: str, target: str, key: str
) -> None:
    assert set(column(name, reference)) - {""} <= set(column(target, key))


@pytest.mark.parametrize(
    ("name", "without_point"),
    [
        # The southern lands and Clipperton; Saint-Barthélemy and Saint-Martin too.
        ("communes.csv.gz", 6),
        ("epci.csv.gz", 0),
        ("departments.csv", 4),
        ("regions.csv", 2),
        # Bonaire, Bouvet, Tokelau and the American outlying islands.
        ("countries.csv", 4),
        ("places.csv.gz", 0),
    ],
)
def test_points_are_in_range(name: str, without_point: int) -> None:
    rows = read(REAL / name)
    points = [(float(row["lat"]), float(row["lng"])) for row in rows if row["lat"]]
    assert [row for row in rows if bool(row["lat"]) != bool(row["lng"])] == []
    assert all(abs(lat) <= 90 and abs(lng) <= 180 for lat, lng in points)
    assert len(rows) - len(points) == without_point


def test_themes_serve_goals_that_exist() -> None:
    served = {
        goal for cell in column("themes.csv", "goals") for goal in cell.split("|")
    }
    assert served <= set(column("goals.csv", "number"))


def test_resources_have_themes_kinds_and_levels_that_exist() -> None:
    rows = read(REAL / "resources.csv")
    themes = {code for row in rows for code in row["themes"].split("|")} - {""}
    assert themes <= set(column("themes.csv", "code"))
    assert {row["kind"] for row in rows} <= set(enums.ResourceKind.values)
    assert {row["level"] for row in rows} <= set(enums.ResourceLevel.values)


def test_the_founding_survey_counts_three_windows() -> None:
    rows = read(REAL / "funding_windows.csv")
    founding = [row["code"] for row in rows if row["from_founding_survey"] == "1"]
    assert founding == ["oudin_santini", "meae", "budget_general"]


@pytest.mark.parametrize(
    ("town", "country", "area"),
    [
        (row["town"], row["country"], row["name"])
        for row in read(REAL / "admin_areas.csv")
    ],
)
def test_an_area_is_that_of_a_town_known_to_lie_there(
    areas_of_towns: dict[tuple[str, str], set[str]], town: str, country: str, area: str
) -> None:
    assert area in areas_of_towns[normalize(town), country]


@pytest.fixture(scope="module")
def areas_of_towns() -> dict[tuple[str, str], set[str]]:
    areas: dict[tuple[str, str], set[str]] = {}
    for row in read(REAL / "places.csv.gz"):
        key = normalize(row["name"]), row["country"]
        areas.setdefault(key, set()).add(row["admin_area"])
    return areas


def test_files_stay_light() -> None:
    sizes = [path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(sizes) < LIMIT
