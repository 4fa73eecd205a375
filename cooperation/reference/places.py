"""Towns of the world."""

from collections.abc import Iterator
from typing import Any

from cooperation.models import Place
from cooperation.reference.reading import decimal, number, reference_rows
from cooperation.reference.syncing import Table, Tally


def load_places() -> Tally:
    """Load the towns of GeoNames; those that people corrected are not changed."""
    return Table(Place, ("geonames_id",), keep_edited=True).write(place_values())


def place_values() -> Iterator[dict[str, Any]]:
    for row in reference_rows("places.csv.gz"):
        yield {
            "geonames_id": number(row["geonames_id"]),
            "name": row["name"],
            "country_id": row["country"],
            "admin_area": row["admin_area"],
            "lat": decimal(row["lat"]),
            "lng": decimal(row["lng"]),
            "population": number(row["population"]),
            "alternate_names": row["alternate_names"],
        }
