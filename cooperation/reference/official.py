"""Official points and outlines, which a site's owner downloads.

Outlines: GeoJSON FeatureCollections whose features have ``code`` (INSEE code of a
commune, code of a department) or ``siren`` (EPCI). Points: CSV with ``code_insee`` or
``siren``, ``lat`` and ``lng``, or GeoJSON points with the same properties as outlines.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cooperation.enums import CollectivityKind
from cooperation.models import Collectivity
from cooperation.reference.source_files import ReferenceDataError, read_json, read_rows
from cooperation.reference.sync import ReferenceTable, SyncCount

OUTLINE_TYPES = {"Polygon", "MultiPolygon"}
DEPARTEMENT = CollectivityKind.DEPARTEMENT

ValuesByKey = dict[int, dict[str, Any]]


def load_points(path: Path) -> SyncCount:
    """Replace points by official ones, which are not approximate.

    Raises ``ReferenceDataError`` where the file cannot be understood; codes that no
    authority has are skipped.
    """
    rows = iter_geojson_points(path) if is_geojson(path) else iter_csv_points(path)
    authorities = AuthorityFinder()
    found: ValuesByKey = {}
    for properties, lat, lng in rows:
        if key := authorities.find(properties):
            values = {"lat": lat, "lng": lng, "point_is_approximate": False}
            found[key] = {"pk": key} | values
    return write_updates(path, found)


def load_outlines(path: Path) -> SyncCount:
    """Replace outlines by official ones; errors and unknown codes as for points."""
    authorities = AuthorityFinder()
    found: ValuesByKey = {}
    for feature in read_features(path):
        geometry = feature["geometry"]
        if geometry["type"] not in OUTLINE_TYPES or not geometry.get("coordinates"):
            raise build_format_error(path, _("un contour est attendu"))
        if key := authorities.find(feature["properties"]):
            found[key] = {"pk": key, "outline": geometry}
    return write_updates(path, found)


def write_updates(path: Path, found: ValuesByKey) -> SyncCount:
    """Write the values; raise ``ReferenceDataError`` if there are none."""
    if not found:
        raise build_format_error(path, _("aucune collectivité connue n’y figure"))
    return ReferenceTable(Collectivity, ("pk",)).write(found.values())


class AuthorityFinder:
    """Finds the authority of a feature or a row."""

    def __init__(self) -> None:
        rows = Collectivity.objects.values_list(
            "pk", "insee_code", "siren", "kind", "department_id"
        )
        self.by_code: dict[str, int] = {}
        self.by_siren: dict[str, int] = {}
        for key, insee_code, siren, kind, department in rows:
            self.by_siren[siren or ""] = key
            code = department if kind == DEPARTEMENT else insee_code
            self.by_code[code or ""] = key

    def find(self, properties: Mapping[str, Any]) -> int | None:
        """Return the primary key of the authority that the properties name, if any."""
        code = properties.get("code_insee") or properties.get("code")
        if code:
            return self.by_code.get(str(code))
        siren = properties.get("siren")
        return self.by_siren.get(str(siren)) if siren else None


# Files -------------------------------------------------------------------------------


def build_format_error(path: Path, reason: str) -> ReferenceDataError:
    message = _("Le fichier %(path)s n’a pas la forme attendue : %(reason)s.")
    return ReferenceDataError(message % {"path": path, "reason": reason})


def is_geojson(path: Path) -> bool:
    """Return whether a file is GeoJSON, by its name."""
    return {".json", ".geojson"} & set(path.suffixes) != set()


def read_features(path: Path) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file.

    Raises ``ReferenceDataError`` if one lacks properties or a geometry.
    """
    collection = read_json(path)
    if not isinstance(collection, dict) or not isinstance(
        collection.get("features"), list
    ):
        raise build_format_error(path, _("une FeatureCollection GeoJSON est attendue"))
    for feature in collection["features"]:
        if not is_complete(feature):
            raise build_format_error(
                path, _("un élément n’a pas de propriétés ou de forme")
            )
    found: list[dict[str, Any]] = collection["features"]
    return found


def is_complete(feature: Any) -> bool:
    """Return whether a feature has properties and a geometry of some type."""
    return (
        isinstance(feature, dict)
        and isinstance(feature.get("properties"), dict)
        and isinstance(feature.get("geometry"), dict)
        and isinstance(feature["geometry"].get("type"), str)
    )


def iter_geojson_points(path: Path) -> Iterator[tuple[Mapping[str, Any], float, float]]:
    """Yield the properties, latitude and longitude of each point."""
    for feature in read_features(path):
        if feature["geometry"]["type"] != "Point":
            raise build_format_error(path, _("un point est attendu"))
        coordinates = feature["geometry"].get("coordinates")
        if not isinstance(coordinates, list) or len(coordinates) < 2:
            raise build_format_error(path, _("un point a deux coordonnées"))
        lng, lat = coordinates[:2]
        yield feature["properties"], *check_coordinates(path, lat, lng)


def iter_csv_points(path: Path) -> Iterator[tuple[Mapping[str, Any], float, float]]:
    """Yield the row, latitude and longitude of each line that has them."""
    rows = read_rows(path, ["lat", "lng"])
    if rows and not {"code_insee", "code", "siren"} & set(rows[0]):
        raise build_format_error(
            path, _("une colonne code_insee ou siren est attendue")
        )
    for row in rows:
        if row["lat"] and row["lng"]:
            yield row, *check_coordinates(path, row["lat"], row["lng"])


def check_coordinates(path: Path, lat: Any, lng: Any) -> tuple[float, float]:
    """Return coordinates as numbers; raise ``ReferenceDataError`` if out of range."""
    try:
        north, east = float(lat), float(lng)
    except (TypeError, ValueError) as error:
        raise build_format_error(
            path, _("une coordonnée n’est pas un nombre")
        ) from error
    if not (abs(north) <= 90 and abs(east) <= 180):
        raise build_format_error(path, _("une coordonnée est hors des limites"))
    return north, east
