"""Outlines of EPCI and communes, for the map of the site."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import CollectivityFactory

pytestmark = pytest.mark.django_db


def square(lng: float, lat: float) -> dict[str, Any]:
    """Return the outline of a square of a tenth of a degree."""
    corners = [(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0)]
    ring = [[lng + right, lat + up] for right, up in corners]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture(autouse=True)
def _outlines() -> None:
    CollectivityFactory(
        epci_kind=True, slug="agglo", lat=46.2, lng=6.2, outline=square(6.2, 46.2)
    )
    CollectivityFactory(slug="ville", lat=46.2, lng=6.2, outline=square(6.2, 46.2))
    CollectivityFactory(slug="voisine", lat=46.2, lng=6.4, outline=square(6.4, 46.2))
    CollectivityFactory(slug="sans-contour", lat=46.2, lng=6.2)


def fetch_slugs(client: Client, query: str) -> list[str]:
    features = client.get(f"/carte/epci.json?{query}").json()["features"]
    return [feature["id"] for feature in features]


def test_epci_are_sent_unless_communes_are_asked_for(client: Client) -> None:
    assert fetch_slugs(client, "bbox=6,46,7,47") == ["agglo"]
    assert fetch_slugs(client, "bbox=6,46,7,47&niveau=epci") == ["agglo"]
    assert fetch_slugs(client, "bbox=6,46,7,47&niveau=communes") == ["ville", "voisine"]


def test_what_lies_beside_the_box_is_left_out(client: Client) -> None:
    asked = "bbox=6.1,46.1,6.35,46.3&niveau=communes"

    assert fetch_slugs(client, asked) == ["ville"]


def test_an_unknown_level_is_named(client: Client) -> None:
    answer = client.get("/carte/epci.json?bbox=6,46,7,47&niveau=cantons")

    assert answer.status_code == 400
    assert "niveau=epci ou communes" in answer.content.decode()
