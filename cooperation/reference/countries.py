"""Sub-regions of the world and countries."""

from collections.abc import Iterator
from typing import Any

from cooperation.models import Country, SubRegion
from cooperation.reference.reading import (
    decimal,
    number,
    read_json,
    reference_folder,
    reference_rows,
)
from cooperation.reference.syncing import Table, Tally


def load_sub_regions() -> Tally:
    """Load the sub-regions (United Nations, M49)."""
    return Table(SubRegion, ("code",)).write(reference_rows("sub_regions.csv"))


def load_countries() -> Tally:
    """Load the countries with their outlines; sub-regions come first."""
    return Table(Country, ("iso2",)).write(country_values())


def country_values() -> Iterator[dict[str, Any]]:
    outlines = read_json(reference_folder() / "country_outlines.json.gz")
    for row in reference_rows("countries.csv"):
        yield {
            "iso2": row["iso2"],
            "iso3": row["iso3"],
            "name_fr": row["name_fr"],
            "name_en": row["name_en"],
            "sub_region_id": row["sub_region"] or None,
            "income_group": row["income_group"],
            "is_least_developed": row["least_developed"] == "1",
            "facts_year": number(row["facts_year"]),
            "capital": row["capital"],
            "lat": decimal(row["lat"]),
            "lng": decimal(row["lng"]),
            "outline": outlines.get(row["iso2"]),
        }
