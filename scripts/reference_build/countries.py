"""Countries: names, sub-region, income, capital, point, outline."""

from typing import Any

from babel import Locale

from reference_build.files import read_rows, round_degrees, write_json, write_rows
from reference_build.packages import GeoNames, WorldAtlas

# GeoNames still lists two countries that no longer exist.
DISSOLVED = {"AN", "CS"}
# CLDR's names of these two are those of an address form, too long to read or sort.
SHORTER = {"HK": ("Hong Kong", "Hong Kong"), "MO": ("Macao", "Macao")}
# Shapes without an ISO number: on their own, or drawn with the country that the
# United Nations count them in. The others (a glacier, two islands) are left out.
UNNUMBERED = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
KEPT_DETAIL = "16%"
MULTI = "MultiPolygon"


def build_countries(geonames: GeoNames, atlas: WorldAtlas) -> None:
    """Write ``countries.csv`` and ``country_outlines.json.gz``."""
    entries = [row for row in geonames.read("countries") if row["iso"] not in DISSOLVED]
    numbers = {f"{row['isonumeric']:03}": row["iso"] for row in entries}
    points = find_capital_points(geonames, entries) | find_inner_points(atlas, numbers)
    facts = {row["iso2"]: row for row in read_rows("country_facts.csv")}
    entries.sort(key=lambda row: str(row["iso"]))
    write_rows(
        "countries.csv",
        (
            build_country_row(row, facts[row["iso"]], points.get(row["iso"]))
            for row in entries
        ),
    )
    write_json("country_outlines.json.gz", build_outlines(atlas, numbers))


Point = tuple[float, float]


def build_country_row(
    entry: dict[str, Any], facts: dict[str, str], point: Point | None
) -> dict[str, Any]:
    """Return one row: codes, names of CLDR, facts, capital of GeoNames, point."""
    code = entry["iso"]
    names = [Locale(language).territories[code] for language in ("fr", "en")]
    french, english = SHORTER.get(code, names)
    lat, lng = point or ("", "")
    return {
        "iso2": code,
        "iso3": entry["iso3"],
        "iso_num": f"{entry['isonumeric']:03}" if entry["isonumeric"] else "",
        "name_fr": french,
        "name_en": english,
        "sub_region": facts["sub_region"],
        "income_group": facts["income_group"],
        "least_developed": facts["least_developed"],
        "facts_year": facts["facts_year"],
        "capital": entry["capital"],
        "lat": lat,
        "lng": lng,
    }


def get_country_code(feature: dict[str, Any], numbers: dict[str, str]) -> str | None:
    """Return the country that a shape belongs to, if any."""
    name = feature["properties"]["name"]
    return numbers.get(feature.get("id", "")) or UNNUMBERED.get(name)


def find_inner_points(atlas: WorldAtlas, numbers: dict[str, str]) -> dict[str, Point]:
    """Return a point well inside the largest part of each country that has a shape."""
    points: dict[str, Point] = {}
    for feature in atlas.features("-points", "inner"):
        lng, lat = feature["geometry"]["coordinates"]
        code = get_country_code(feature, numbers)
        if code and (code not in points or "id" in feature):
            points[code] = (lat, lng)
    return points


def build_outlines(atlas: WorldAtlas, numbers: dict[str, str]) -> dict[str, Any]:
    """Return the simplified shape of each country as a GeoJSON geometry."""
    shapes: dict[str, list[Any]] = {}
    simplify = ("-simplify", "weighted", KEPT_DETAIL, "keep-shapes", "-clean")
    for feature in atlas.features(*simplify):
        if code := get_country_code(feature, numbers):
            shapes.setdefault(code, []).extend(list_polygons(feature["geometry"]))
    return {
        code: {"type": MULTI, "coordinates": shapes[code]} for code in sorted(shapes)
    }


def list_polygons(geometry: dict[str, Any]) -> list[Any]:
    """Return the coordinates of a geometry's polygons."""
    coordinates = geometry["coordinates"]
    return list(coordinates) if geometry["type"] == MULTI else [coordinates]


def find_capital_points(
    geonames: GeoNames, entries: list[dict[str, Any]]
) -> dict[str, Point]:
    """Return the points of the capitals, for countries too small to have a shape."""
    capitals = {(row["iso"], row["capital"]) for row in entries}
    return {
        city["countrycode"]: (
            round_degrees(city["latitude"], 2),
            round_degrees(city["longitude"], 2),
        )
        for city in geonames.read("cities500")
        if (city["countrycode"], city["name"]) in capitals
    }
