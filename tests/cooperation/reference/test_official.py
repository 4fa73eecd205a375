"""Official points and outlines, which a site's owner downloads."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cooperation import models
from tests import factories

SQUARE = {"type": "Polygon", "coordinates": [[[6, 46], [7, 46], [7, 47], [6, 46]]]}


@pytest.fixture(autouse=True)
def _known_authorities(reference: Path) -> None:
    """Authorities with approximate points, and short lists that do not name them."""
    for name in ("communes.csv.gz", "epci.csv.gz", "places.csv.gz"):
        (reference / name).unlink()
    approximate: dict[str, Any] = {
        "lat": 45.0,
        "lng": 5.0,
        "point_is_approximate": True,
    }
    factories.CollectivityFactory(insee_code="74042", slug="commune", **approximate)
    factories.CollectivityFactory(
        epci_kind=True, siren="200000172", slug="epci", **approximate
    )
    factories.CollectivityFactory(kind="departement", slug="departement", **approximate)


@pytest.fixture
def _only_official(monkeypatch: pytest.MonkeyPatch) -> None:
    for steps in ("STEPS_BEFORE_LISTS", "STEPS_AFTER_LISTS"):
        monkeypatch.setattr(f"cooperation.reference.loading.{steps}", [])
    monkeypatch.setattr(
        "cooperation.reference.loading.list_yearly_steps", lambda _turn: []
    )


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_only_official")]


def load(option: str, path: Path) -> None:
    call_command("load_reference", option, str(path), verbosity=0)


def collection(path: Path, *features: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def feature(geometry: Any, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def state(slug: str) -> tuple[float | None, float | None, bool]:
    found = models.Collectivity.objects.get(slug=slug)
    return found.lat, found.lng, found.point_is_approximate


@pytest.mark.parametrize(
    ("header", "slug"),
    [
        ("code_insee,lat,lng\n74042", "commune"),
        ("siren,lat,lng\n200000172", "epci"),
        ("code,lat,lng\n74", "departement"),
    ],
)
def test_points_of_a_csv_are_exact(tmp_path: Path, header: str, slug: str) -> None:
    path = tmp_path / "points.csv"
    path.write_text(header + ",46.1,6.4\n")
    load("--points", path)
    assert state(slug) == (46.1, 6.4, False)


def test_points_of_a_semicolon_csv_without_some_are_read(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("code_insee;lat;lng\n74042;46.1;6.4\n74001;;\n")
    load("--points", path)
    assert state("commune") == (46.1, 6.4, False)


def test_points_of_a_geojson_are_exact(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [6.4, 46.1]}
    path = collection(tmp_path / "points.geojson", feature(point, code="74042"))
    load("--points", path)
    assert state("commune") == (46.1, 6.4, False)


@pytest.mark.parametrize(
    ("properties", "slug"),
    [
        ({"code": "74042"}, "commune"),
        ({"siren": "200000172"}, "epci"),
        ({"code": "74"}, "departement"),
    ],
)
def test_outlines_are_replaced_and_points_left(
    tmp_path: Path, properties: dict[str, str], slug: str
) -> None:
    path = collection(tmp_path / "outlines.geojson", feature(SQUARE, **properties))
    load("--outlines", path)
    assert models.Collectivity.objects.get(slug=slug).outline == SQUARE
    assert state(slug) == (45.0, 5.0, True)


MALFORMED = {
    "nothing.csv": ("--points", None, "il n’existe pas"),
    "no-columns.csv": ("--points", "a,b\n1,2\n", "Il manque au fichier"),
    "no-code.csv": ("--points", "x,lat,lng\n1,2,3\n", "code_insee ou siren"),
    "words.csv": ("--points", "code,lat,lng\n74,a,b\n", "n’est pas un nombre"),
    "far.csv": ("--points", "code,lat,lng\n74,91,0\n", "hors des limites"),
    "nan.csv": ("--points", "code,lat,lng\n74,nan,0\n", "hors des limites"),
    "others.csv": ("--points", "code,lat,lng\n99,1,1\n", "aucune collectivité"),
    "cut.csv.gz": ("--points", "not gzip", "l’archive est abîmée"),
    "broken.geojson": ("--outlines", "{", "n’est pas du JSON"),
    "list.geojson": ("--outlines", "[]", "une FeatureCollection"),
    "empty.geojson": ("--outlines", '{"features": [{}]}', "propriétés ou de forme"),
    "points.geojson": (
        "--outlines",
        json.dumps({"features": [feature({"type": "Point"}, code="74")]}),
        "un contour est attendu",
    ),
    "outlines.geojson": (
        "--points",
        json.dumps({"features": [feature(SQUARE, code="74")]}),
        "un point est attendu",
    ),
    "short.geojson": (
        "--points",
        json.dumps(
            {"features": [feature({"type": "Point", "coordinates": [1]}, code="74")]}
        ),
        "un point a deux coordonnées",
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_named_and_nothing_changes(
    tmp_path: Path, name: str
) -> None:
    option, text, message = MALFORMED[name]
    path = tmp_path / name
    if text is not None:
        path.write_text(text)
    before = list(models.Collectivity.objects.order_by("pk").values())
    with pytest.raises(CommandError, match=message) as error:
        load(option, path)
    assert name in str(error.value)
    assert list(models.Collectivity.objects.order_by("pk").values()) == before
