"""Sub-regions of the world and countries."""

from collections.abc import Iterator

from cooperation.models import Country, SubRegion
from cooperation.reference.source_files import (
    get_reference_folder,
    parse_decimal,
    parse_integer,
    read_json,
    read_reference_rows,
)
from cooperation.reference.sync import ReferenceTable, RowValues, SyncCount


def load_sub_regions() -> SyncCount:
    """Load the sub-regions (United Nations, M49)."""
    return ReferenceTable(SubRegion, ("code",)).write(
        read_reference_rows("sub_regions.csv")
    )


def load_countries() -> SyncCount:
    """Load the countries with their outlines; sub-regions come first."""
    return ReferenceTable(Country, ("iso2",)).write(iter_country_values())


def iter_country_values() -> Iterator[RowValues]:
    outlines = read_json(get_reference_folder() / "country_outlines.json.gz")
    for row in read_reference_rows("countries.csv"):
        yield {
            "iso2": row["iso2"],
            "iso3": row["iso3"],
            "name_fr": row["name_fr"],
            "name_en": row["name_en"],
            "sub_region_id": row["sub_region"] or None,
            "income_group": row["income_group"],
            "is_least_developed": row["least_developed"] == "1",
            "facts_year": parse_integer(row["facts_year"]),
            "capital": row["capital"],
            "lat": parse_decimal(row["lat"]),
            "lng": parse_decimal(row["lng"]),
            "outline": outlines.get(row["iso2"]),
        }
