"""Towns of the world."""

from collections.abc import Iterator

from cooperation.models import Place
from cooperation.reference.source_files import (
    parse_decimal,
    parse_integer,
    read_reference_rows,
)
from cooperation.reference.sync import ReferenceTable, RowValues, SyncCount


def load_places() -> SyncCount:
    """Load the towns of GeoNames; those that people corrected are not changed."""
    return ReferenceTable(Place, ("geonames_id",), keep_edited=True).write(
        iter_place_values()
    )


def iter_place_values() -> Iterator[RowValues]:
    for row in read_reference_rows("places.csv.gz"):
        yield {
            "geonames_id": parse_integer(row["geonames_id"]),
            "name": row["name"],
            "country_id": row["country"],
            "admin_area": row["admin_area"],
            "lat": parse_decimal(row["lat"]),
            "lng": parse_decimal(row["lng"]),
            "population": parse_integer(row["population"]),
            "alternate_names": row["alternate_names"],
        }
