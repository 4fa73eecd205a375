"""Points are read as people write them, and kept to the last decimal otherwise."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from cooperation.maps.coordinates import parse_coordinates, parse_degrees
from cooperation.models import Place
from tests import factories


@pytest.mark.parametrize(
    "text",
    [
        "46,19 6,23",
        "46.19, 6.23",
        "46,19 ; 6,23",
        "46,19, 6,23",
        "46,19,6,23",
        "46.19N 6.23E",
        "N46.19 E6.23",
        "6.23E 46.19N",
        "46.19° N, 6.23° E",
        "46°11'24\"N 6°13'48\"E",
        "46° 11′ 24″ Nord 6° 13′ 48″ Est",
        "geo:46.19,6.23",
        "(46.19, 6.23)",
        "lat: 46.19, lon: 6.23",
        "https://exemple.fr/#map=12/46.19/6.23",
        "https://exemple.fr/maps/@46.19,6.23,12z",
        "https://exemple.fr/?lat=46.19&lon=6.23",
    ],
)
def test_a_point_is_read_however_it_is_written(text: str) -> None:
    assert parse_coordinates(text) == (46.19, 6.23)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("14,01 S 0,75 O", (-14.01, -0.75)),
        ("−13.5 −71.97", (-13.5, -71.97)),
        ("12° 30’ N, 1° 30’ W", (12.5, -1.5)),
        ("46.19", None),
        ("95 6", None),
        ("12N 13N", None),
        ("46 6 12", None),
        ("Téra", None),
        ("10 rue du 8 mai", None),
        ("", None),
    ],
)
def test_what_is_no_point_is_none(text: str, point: Any) -> None:
    assert parse_coordinates(text) == point


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    point = parse_coordinates(text)
    assert point is None or abs(point.lat) <= 90
    parse_degrees(text)


@pytest.fixture
def place(db: None) -> Place:
    """A place whose point has many decimals."""
    return factories.PlaceFactory(name="Téra", lat=14.0123456789, lng=0.75)


def save(client: Client, place: Place, lat: str, lng: str) -> Any:
    """Send the form of a place."""
    page = reverse("admin:cooperation_place_change", args=[place.pk])
    data = {"name": place.name, "country": place.country_id, "lat": lat, "lng": lng}
    return client.post(page, data)


@pytest.mark.parametrize(
    ("lat", "lng", "kept"),
    [
        ("46,19", "6,23", (46.19, 6.23)),
        ("46.19N 6.23E", "", (46.19, 6.23)),
        ("", "46,19 6,23", (46.19, 6.23)),
        ("14.0123456789", "0.75", (14.0123456789, 0.75)),
        ("", "", (None, None)),
    ],
)
def test_a_form_takes_points_as_written(
    staff_client: Client, place: Place, lat: str, lng: str, kept: Any
) -> None:
    assert save(staff_client, place, lat, lng).status_code == 302
    place.refresh_from_db()
    assert (place.lat, place.lng) == kept


@pytest.mark.parametrize(("lat", "lng"), [("là-bas", "6"), ("46", ""), ("95", "6")])
def test_a_form_says_what_is_wrong_and_loses_nothing(
    staff_client: Client, place: Place, lat: str, lng: str
) -> None:
    page = save(staff_client, place, lat, lng)
    assert "errornote" in page.text
    assert f'value="{lat}"' in page.text


def test_the_map_is_told_where_things_are(
    staff_client: Client, place: Place, django_assert_num_queries: Any
) -> None:
    def asked(**query: Any) -> list[dict[str, Any]]:
        found = staff_client.get(reverse("cooperation:points"), query).json()["points"]
        return list(found)

    factories.CollectivityFactory(name="Terrou", lat=44.7, lng=1.9)
    factories.PlaceFactory(name="Téra sans point", lat=None, lng=None)
    assert asked(q="46,19 6,23") == [
        {"label": "46,19 ; 6,23", "lat": 46.19, "lng": 6.23}
    ]
    with django_assert_num_queries(7):
        found = asked(q="ter")
    assert [one["label"] for one in found] == [
        "Téra, Niger",
        "Terrou, Haute-Savoie (74)",
    ]
    assert asked(lieu=place.pk)[0]["lat"] == 14.0123456789
    assert asked(lieu="x") == asked(q="t") == asked(q="introuvable") == []
    assert Client().get(reverse("cooperation:points")).status_code == 302


def test_a_form_brings_the_map_and_its_words(
    staff_client: Client, place: Place
) -> None:
    page = staff_client.get(reverse("admin:cooperation_action_add"))
    assert 'type="module"' in page.text
    assert "Chercher un lieu, ou coller des coordonnées" in page.text
    assert "data-points-url" in page.text
