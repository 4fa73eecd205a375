"""Points that match a typed text: coordinates, places, authorities."""

from typing import Any

from django.db.models import F
from django.utils.formats import number_format

from cooperation.maps.coordinates import parse_coordinates
from cooperation.models import Collectivity, Country, Place
from cooperation.models.expressions import build_name_condition

MAX_POINTS = 8
Found = dict[str, Any]


def find_points(text: str) -> list[Found]:
    """Return the point whose coordinates were typed, else those whose names match."""
    if read := parse_coordinates(text):
        label = " ; ".join(number_format(value) for value in read)
        return [{"label": label, "lat": read.lat, "lng": read.lng}]
    abroad, here = find_places(text), find_authorities(text)
    return [*abroad[: MAX_POINTS - min(len(here), MAX_POINTS // 2)], *here][:MAX_POINTS]


def find_place_point(place: int) -> list[Found]:
    return [build_point(row) for row in get_located_rows(Place).filter(pk=place)]


def find_points_in_country(country: str, text: str) -> list[Found]:
    """Return the largest place of a country with that name, else the country itself."""
    rows = get_located_rows(Place).filter(country=country)
    named = rows.filter(build_name_condition(text)) if text else rows.none()
    place = named.order_by(F("population").desc(nulls_last=True), "pk").first()
    if place:
        return [build_point(place)]
    known = Country.objects.filter(pk=country, lat__isnull=False)
    return [
        {"label": row.name, "lat": row.lat, "lng": row.lng, "isCountry": True}
        for row in known.without_large_fields()
    ]


def find_places(text: str) -> list[Found]:
    """Return places whose names match a text, largest first."""
    rows = get_located_rows(Place).filter(build_name_condition(text))
    largest = rows.order_by(F("population").desc(nulls_last=True), "name_key", "pk")
    return [build_point(row) for row in largest[:MAX_POINTS]]


def find_authorities(text: str) -> list[Found]:
    """Return French authorities whose names match a text, largest first."""
    rows = (
        get_located_rows(Collectivity)
        .filter(build_name_condition(text))
        .select_related("department")
    )
    largest = rows.order_by(F("population").desc(nulls_last=True), "name_key", "pk")
    return [build_point(row) for row in largest[:MAX_POINTS]]


def get_located_rows(model: Any) -> Any:
    """Return the rows that have a point, with only the columns that labels need."""
    if model is Place:
        wanted = ("name", "admin_area", "lat", "lng", "country__name_fr")
        places = Place.objects.select_related("country")
        return places.only(*wanted, "country__name_en").filter(lat__isnull=False)
    rows = Collectivity.objects.only("name", "lat", "lng", "department__name")
    return rows.filter(lat__isnull=False)


def build_point(row: Place | Collectivity) -> Found:
    """Return a point with a label that distinguishes it from namesakes."""
    if isinstance(row, Place):
        parts = [row.name, row.admin_area, row.country.name]
    else:
        parts = [row.name, str(row.department or "France")]
    return {"label": ", ".join(filter(None, parts)), "lat": row.lat, "lng": row.lng}
