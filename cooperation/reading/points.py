"""Points that match a typed text: coordinates, places, authorities."""

from typing import Any

from django.db.models import F
from django.utils.formats import number_format

from cooperation.coordinates import read_coordinates
from cooperation.models import Collectivity, Place
from cooperation.models.naming import has_words

SHOWN = 8
Found = dict[str, Any]


def points_named(text: str) -> list[Found]:
    """Return the point whose coordinates were typed, else those whose names match."""
    if read := read_coordinates(text):
        label = " ; ".join(number_format(value) for value in read)
        return [{"label": label, "lat": read.lat, "lng": read.lng}]
    abroad, here = places(text), authorities(text)
    return [*abroad[: SHOWN - min(len(here), SHOWN // 2)], *here][:SHOWN]


def point_of(place: int) -> list[Found]:
    return [as_point(row) for row in located(Place).filter(pk=place)]


def places(text: str) -> list[Found]:
    """Return places whose names match a text, largest first."""
    rows = located(Place).filter(has_words(text))
    largest = rows.order_by(F("population").desc(nulls_last=True), "name_key", "pk")
    return [as_point(row) for row in largest[:SHOWN]]


def authorities(text: str) -> list[Found]:
    """Return French authorities whose names match a text, largest first."""
    rows = located(Collectivity).filter(has_words(text)).select_related("department")
    largest = rows.order_by(F("population").desc(nulls_last=True), "name_key", "pk")
    return [as_point(row) for row in largest[:SHOWN]]


def located(model: Any) -> Any:
    """Return the rows that have a point, with only the columns that labels need."""
    if model is Place:
        wanted = ("name", "admin_area", "lat", "lng", "country__name_fr")
        rows = Place.objects.select_related("country").only(*wanted, "country__name_en")
    else:
        rows = Collectivity.objects.only("name", "lat", "lng", "department__name")
    return rows.filter(lat__isnull=False)


def as_point(row: Place | Collectivity) -> Found:
    """Return a point with a label that distinguishes it from namesakes."""
    if isinstance(row, Place):
        parts = [row.name, row.admin_area, row.country.name]
    else:
        parts = [row.name, str(row.department or "France")]
    return {"label": ", ".join(filter(None, parts)), "lat": row.lat, "lng": row.lng}
