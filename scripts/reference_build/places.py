"""Towns of the world, more of them where French authorities cooperate."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from reference_build.files import read_rows, round_degrees, write_rows
from reference_build.names import build_name_key
from reference_build.packages import GeoNames

# From 15,000 inhabitants everywhere; from 1,000 in Europe, where twinnings are; from
# 500 where decentralised cooperation is.
FROM_1000 = (
    "AD AT BE BG CH CY CZ DE DK EE ES FI GB GR HR HU IE IS IT LI LT LU LV MC MT NL NO "
    "PL PT RO SE SI SK SM"
)
FROM_500 = (
    "AL AM AZ BA BF BI BJ BO CD CF CG CI CM CO CU CV DJ DO DZ EC EG ET GA GE GH GM GN "
    "GT GW HN HT IQ JO KE KH KM LA LB LK LY MA MD ME MG MK ML MM MR MU MW MZ NE NG NI "
    "NP PE PS PY RS RW SL SN SV SY TD TG TH TN TR TZ UA UG VN XK ZA ZM ZW"
)
LATIN_NAME = re.compile("[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ÖØ-öø-ÿĀ-ž'’ ./()-]{1,58}")
AIRPORT_CODE = re.compile("[A-Z]{3}")


def build_places(geonames: GeoNames) -> None:
    """Write ``places.csv.gz``."""
    areas = read_admin_areas(geonames)
    selected = {row["geonameid"]: row for row in iter_selected_towns(geonames)}
    rows = (build_place_row(selected[number], areas) for number in sorted(selected))
    write_rows("places.csv.gz", rows)


def iter_selected_towns(geonames: GeoNames) -> Iterator[dict[str, Any]]:
    """Return the towns of the three selections; some come more than once.

    The list from 500 has seats of less, whose population GeoNames often ignores: they
    are kept where cooperation is.
    """
    yield from geonames.read("cities15000")
    for city in geonames.read("cities500"):
        code, people = city["countrycode"], city["population"]
        if code in FROM_500 or (code in FROM_1000 and people >= 1000):
            yield city


def read_admin_areas(geonames: GeoNames) -> dict[tuple[str, str], str]:
    """Return names of regions by country and GeoNames code, for the countries known."""
    states = {("US", row["code"]): row["name"] for row in geonames.read("us_states")}
    written = read_rows("admin_areas.csv")
    return states | {(row["country"], row["code"]): row["name"] for row in written}


def build_place_row(
    city: Mapping[str, Any], areas: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    """Return one row; a population of zero means that none is known."""
    return {
        "geonames_id": city["geonameid"],
        "name": city["name"],
        "country": city["countrycode"],
        "admin_area": areas.get((city["countrycode"], city["admin1code"]), ""),
        "lat": round_degrees(city["latitude"]),
        "lng": round_degrees(city["longitude"]),
        "population": city["population"] or "",
        "alternate_names": "|".join(list_other_names(city)),
    }


def list_other_names(city: Mapping[str, Any]) -> list[str]:
    """Return the names in Latin script, one of those that differ by accents only."""
    names = {build_name_key(city["name"]): ""}
    for name in sorted(city["alternatenames"]):
        if LATIN_NAME.fullmatch(name) and not AIRPORT_CODE.fullmatch(name):
            names.setdefault(build_name_key(name), name)
    return [name for name in names.values() if name]
